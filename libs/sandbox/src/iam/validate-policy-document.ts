import { assertObject } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { PolicyDocument } from './policy-document.js';
import { validateConditions, validatePolicyText } from './validate-condition.js';
import { validateStrings } from './validate-strings.js';

const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const ACTION = /^(?:\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+)$/;
const COLONS_BEFORE_RESOURCE = 5;

/**
 * Throws an Error that names the place, what was found there and what to write, for a policy that the sandbox could
 * not evaluate exactly as written. Nothing in a policy is ever skipped.
 */
export function validatePolicyDocument(document: unknown, path: string): asserts document is PolicyDocument {
  assertObject(path, document, DOCUMENT_ELEMENTS);
  if (document.Version !== '2012-10-17') {
    throw optionError(
      `${path}.Version`,
      document.Version,
      'Write "2012-10-17": older versions have no variables.',
    );
  }
  const { Statement } = document;
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0)
    throw optionError(`${path}.Statement`, Statement, 'Write at least one statement.');
  statements.forEach((statement, index) =>
    validateStatement(
      statement,
      Array.isArray(Statement) ? `${path}.Statement[${index}]` : `${path}.Statement`,
    ),
  );
}

function validateStatement(statement: unknown, path: string): void {
  assertObject(path, statement, STATEMENT_ELEMENTS);
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw optionError(`${path}.Effect`, statement.Effect, 'Write "Allow" or "Deny".');
  }
  const action = exactlyOne(statement, 'Action', 'NotAction', path);
  for (const value of validateStrings(statement[action], `${path}.${action}`)) {
    if (!ACTION.test(value)) {
      throw optionError(
        `${path}.${action}`,
        value,
        'Write "*" or an action such as "s3:GetObject" or "s3:*".',
      );
    }
  }
  const resource = exactlyOne(statement, 'Resource', 'NotResource', path);
  for (const value of validateStrings(statement[resource], `${path}.${resource}`)) {
    validateResource(value, `${path}.${resource}`);
  }
  if (statement.Condition !== undefined) validateConditions(statement.Condition, `${path}.Condition`);
}

function exactlyOne<A extends string, B extends string>(
  statement: Readonly<Record<string, unknown>>,
  first: A,
  second: B,
  path: string,
): A | B {
  const hasFirst = statement[first] !== undefined;
  if (hasFirst === (statement[second] !== undefined)) {
    throw optionError(
      path,
      hasFirst ? 'both' : 'neither',
      `A statement has either ${first} or ${second}, and one of them it must have.`,
    );
  }
  return hasFirst ? first : second;
}

function validateResource(value: string, path: string): void {
  const isArn = value.startsWith('arn:') && value.split(':').length > COLONS_BEFORE_RESOURCE;
  if (value !== '*' && !isArn) {
    throw optionError(path, value, 'Write "*" or an ARN such as "arn:aws:s3:::bucket/*".');
  }
  validatePolicyText(value, path);
  const [fixed = ''] = value.split('${', 1);
  if (fixed !== value && fixed.split(':').length <= COLONS_BEFORE_RESOURCE) {
    throw optionError(path, value, 'Policy variables may stand in the last part of the ARN only.');
  }
}
