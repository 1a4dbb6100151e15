import { assertArray, assertMatch, assertObject, assertOneOf } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { MappingRuleOptions, RoleMappingOptions } from '../options.js';
import { checkRole, type IdentityPoolReferences } from './identity-pool-references.js';

const OPTIONS = ['type', 'ambiguousRoleResolution', 'rules'] as const satisfies (keyof RoleMappingOptions)[];
const RULE_OPTIONS = [
  'claim',
  'matchType',
  'value',
  'roleArn',
] as const satisfies (keyof MappingRuleOptions)[];
const MATCH_TYPES = [
  'Equals',
  'Contains',
  'StartsWith',
  'NotEqual',
] as const satisfies MappingRuleOptions['matchType'][];
const MOST_RULES = 25;

/**
 * Checks a role mapping: its shape, that its rules fit its type, and that their roles exist. Throws a `TypeError`
 * that names the option.
 *
 * Limits: service model of Cognito identity pools, `RoleMapping` and `MappingRule`.
 */
export function checkRoleMapping(
  path: string,
  mapping: RoleMappingOptions,
  references: IdentityPoolReferences,
): void {
  assertObject(path, mapping, OPTIONS);
  const { type, ambiguousRoleResolution, rules } = mapping;
  assertOneOf(`${path}.type`, type, ['Token', 'Rules']);
  if (ambiguousRoleResolution !== undefined) {
    assertOneOf(`${path}.ambiguousRoleResolution`, ambiguousRoleResolution, ['AuthenticatedRole', 'Deny']);
  }
  if (rules !== undefined) assertArray(`${path}.rules`, rules);
  const { length } = rules ?? [];
  if (type === 'Rules' && (length === 0 || length > MOST_RULES)) {
    throw optionError(`${path}.rules`, rules, `A mapping of type "Rules" has 1 to ${MOST_RULES} rules.`);
  }
  if (type === 'Token' && length > 0) {
    throw optionError(`${path}.rules`, rules, 'Rules belong to type "Rules"; leave them out for "Token".');
  }
  rules?.forEach((rule, index) => checkRule(`${path}.rules[${index}]`, rule, references));
}

function checkRule(path: string, rule: MappingRuleOptions, references: IdentityPoolReferences): void {
  assertObject(path, rule, RULE_OPTIONS);
  assertMatch(`${path}.claim`, rule.claim, /^\S{1,64}$/u, 'the name of a claim, of at most 64 characters');
  assertOneOf(`${path}.matchType`, rule.matchType, MATCH_TYPES);
  assertMatch(`${path}.value`, rule.value, /^[^]{1,128}$/, '1 to 128 characters');
  checkRole(rule.roleArn, `${path}.roleArn`, references);
}
