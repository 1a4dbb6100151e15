import { assertObject } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { PolicyDocument } from './policy-document.js';
import { hasVariables, validateVersion } from './policy-version.js';
import { validateConditions, validatePolicyText } from './validate-condition.js';
import { exactlyOne, validateEffectAndAction, validateStatements } from './validate-statement.js';
import { validateStrings } from './validate-strings.js';

const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const COLONS_BEFORE_RESOURCE = 5;

/**
 * Throws an Error that names the place, what was found there and what to write, for a policy that the sandbox could
 * not evaluate exactly as written. Nothing in a policy is ever skipped.
 */
export function validatePolicyDocument(document: unknown, path: string): asserts document is PolicyDocument {
  assertObject(path, document, DOCUMENT_ELEMENTS);
  validateVersion(document.Version, path);
  const variables = hasVariables(document);
  validateStatements(document.Statement, `${path}.Statement`, (statement, statementPath) =>
    validateStatement(statement, statementPath, variables),
  );
}

function validateStatement(statement: unknown, path: string, variables: boolean): void {
  assertObject(path, statement, STATEMENT_ELEMENTS);
  validateEffectAndAction(statement, path);
  const resource = exactlyOne(statement, 'Resource', 'NotResource', path);
  for (const value of validateStrings(statement[resource], `${path}.${resource}`)) {
    validateResource(value, `${path}.${resource}`, variables);
  }
  if (statement.Condition !== undefined) {
    validateConditions(statement.Condition, `${path}.Condition`, variables);
  }
}

function validateResource(value: string, path: string, variables: boolean): void {
  const isArn = value.startsWith('arn:') && value.split(':').length > COLONS_BEFORE_RESOURCE;
  if (value !== '*' && !isArn) {
    throw optionError(path, value, 'Write "*" or an ARN such as "arn:aws:s3:::bucket/*".');
  }
  if (!variables) return;
  validatePolicyText(value, path);
  const [fixed = ''] = value.split('${', 1);
  if (fixed !== value && fixed.split(':').length <= COLONS_BEFORE_RESOURCE) {
    throw optionError(path, value, 'Policy variables may stand in the last part of the ARN only.');
  }
}
