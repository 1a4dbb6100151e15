import { assertObject } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { TrustPolicyDocument } from './policy-document.js';
import { hasVariables, validateVersion } from './policy-version.js';
import { validateConditions } from './validate-condition.js';
import { validateEffectAndAction, validateStatements } from './validate-statement.js';
import { validateStrings } from './validate-strings.js';

const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
/** Without `Resource`, which IAM prohibits here, and without `NotPrincipal`, which trusts whoever was not thought of. */
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Condition'];

const ACCOUNT_OR_ARN =
  /^(?:\*|\d{12}|arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role)\/[^*?]+))$/;
const PROVIDER =
  /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|arn:aws[a-z-]*:iam::\d{12}:(?:oidc|saml)-provider\/[^*?]+)$/;
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/;

/** What each kind of principal may be, and what to write. */
const KINDS: Readonly<Record<string, readonly [pattern: RegExp, expected: string]>> = {
  AWS: [
    ACCOUNT_OR_ARN,
    'an account ID, or the ARN of an account, role, user or session without wildcards, or "*"',
  ],
  Federated: [
    PROVIDER,
    '"cognito-identity.amazonaws.com", another such name, or the ARN of an OIDC or SAML provider',
  ],
  Service: [SERVICE, 'the name of a service, such as "lambda.amazonaws.com"'],
};

const WANTED_PRINCIPAL = 'Write "*", or an object such as { "Federated": "cognito-identity.amazonaws.com" }.';

/**
 * Throws an Error that names the place, what was found there and what to write, for a trust policy that IAM would
 * not take or the sandbox could not evaluate exactly.
 */
export function validateTrustPolicy(
  document: unknown,
  path: string,
): asserts document is TrustPolicyDocument {
  assertObject(path, document, DOCUMENT_ELEMENTS);
  validateVersion(document.Version, path);
  const variables = hasVariables(document);
  validateStatements(document.Statement, `${path}.Statement`, (statement, statementPath) => {
    assertObject(statementPath, statement, STATEMENT_ELEMENTS);
    validateEffectAndAction(statement, statementPath);
    validatePrincipals(statement.Principal, `${statementPath}.Principal`);
    if (statement.Condition !== undefined) {
      validateConditions(statement.Condition, `${statementPath}.Condition`, variables);
    }
  });
}

function validatePrincipals(principals: unknown, path: string): void {
  if (principals === '*') return;
  if (typeof principals !== 'object') throw optionError(path, principals, WANTED_PRINCIPAL);
  assertObject(path, principals, Object.keys(KINDS));
  const kinds = Object.entries(principals);
  if (kinds.length === 0) throw optionError(path, principals, 'Write AWS, Federated or Service.');
  for (const [kind, values] of kinds) {
    const [pattern, expected] = KINDS[kind] ?? [/$^/, ''];
    for (const value of validateStrings(values, `${path}.${kind}`)) {
      if (!pattern.test(value)) throw optionError(`${path}.${kind}`, value, `Write ${expected}.`);
    }
  }
}
