import { isRecord } from '../../option-check.js';
import type { MappingRuleOptions, RoleMappingOptions } from '../../options.js';
import { type Operation, requirePool } from '../operation.js';
import { invalidParameter, roleForbidden } from '../refusals.js';
import { RequestFields } from '../request-fields.js';
import { poolOf } from './identity-pool-settings.js';

const ROLE_KINDS = ['authenticated', 'unauthenticated'];

export const getIdentityPoolRoles: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  fields.check();
  const { roles, roleMappings = {} } = requirePool(identityPoolId, context).settings;
  const mappings = Object.entries(roleMappings).map(([key, mapping]) => [key, onTheWire(mapping)] as const);
  return {
    IdentityPoolId: identityPoolId,
    Roles: roles,
    ...(mappings.length > 0 && { RoleMappings: Object.fromEntries(mappings) }),
  };
};

/** The signer must be allowed to pass each role on (`iam:PassRole`). */
export const setIdentityPoolRoles: Operation = async ({ input }, context, mayDo) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  const roles = fields.present('Roles', fields.textMap('Roles'), {});
  fields.check();
  const roleMappings = readMappings(input.RoleMappings);
  const unknown = Object.keys(roles).find((kind) => !ROLE_KINDS.includes(kind));
  if (unknown !== undefined)
    throw invalidParameter(`Roles has the key ${unknown}; there are ${ROLE_KINDS.join(', ')}.`);
  const mapped = Object.values(roleMappings).flatMap(({ rules = [] }) => rules.map(({ roleArn }) => roleArn));
  for (const roleArn of [...Object.values(roles), ...mapped]) {
    if (context.sessions.role(roleArn) === undefined || !mayDo('iam:PassRole', roleArn)) {
      throw roleForbidden(roleArn);
    }
  }
  const { settings } = requirePool(identityPoolId, context);
  context.pools.set(identityPoolId, poolOf({ ...settings, roles, roleMappings }, context));
  return {};
};

function readMappings(input: unknown): Readonly<Record<string, RoleMappingOptions>> {
  if (input === undefined || input === null) return {};
  if (!isRecord(input)) throw invalidParameter('RoleMappings is not a map.');
  return Object.fromEntries(Object.entries(input).map(([key, mapping]) => [key, readMapping(mapping)]));
}

/** The shape only: what the values may be is checked with the pool. */
function readMapping(input: unknown): RoleMappingOptions {
  if (!isRecord(input)) throw invalidParameter('A role mapping is not a structure.');
  const { Type, AmbiguousRoleResolution, RulesConfiguration } = input;
  const rules = isRecord(RulesConfiguration) ? RulesConfiguration.Rules : undefined;
  return {
    type: Type as RoleMappingOptions['type'],
    ...(AmbiguousRoleResolution !== undefined && {
      ambiguousRoleResolution: AmbiguousRoleResolution as 'Deny',
    }),
    ...(Array.isArray(rules) && { rules: rules.map(readRule) }),
  };
}

function readRule(rule: unknown): MappingRuleOptions {
  const fields = new RequestFields(isRecord(rule) ? rule : {});
  const read = {
    claim: fields.required('Claim', { minimum: 1, maximum: 64 }),
    matchType: fields.required('MatchType', { minimum: 1, maximum: 10 }) as MappingRuleOptions['matchType'],
    value: fields.required('Value', { minimum: 1, maximum: 128 }),
    roleArn: fields.required('RoleARN', { minimum: 20, maximum: 2048 }),
  };
  fields.check();
  return read;
}

const onTheWire = ({ type, ambiguousRoleResolution, rules }: RoleMappingOptions): object => ({
  Type: type,
  AmbiguousRoleResolution: ambiguousRoleResolution ?? 'Deny',
  ...(rules !== undefined && {
    RulesConfiguration: {
      Rules: rules.map(({ claim, matchType, value, roleArn }) => ({
        Claim: claim,
        MatchType: matchType,
        Value: value,
        RoleARN: roleArn,
      })),
    },
  }),
});
