import type { RoleMappingOptions } from '../options.js';
import { ruleMatches } from './mapping-rule.js';

/** What a role is chosen from. */
export interface RoleRequest {
  /** The `Logins` key of the provider. Only the refusal's message uses it. */
  readonly providerName: string;
  /** The claims of the verified ID token. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The identity pool's role for signed-in users. */
  readonly authenticatedRole: string;
  /** The mapping of the app client that the token is for. Without one every caller gets `authenticatedRole`. */
  readonly mapping?: RoleMappingOptions | undefined;
  /** The role that the caller asks for. It can only choose among the roles the mapping offers, never add one. */
  readonly customRoleArn?: string | undefined;
}

/** The role, or the message with which AWS refuses. */
export type RoleResolution =
  | { readonly granted: true; readonly roleArn: string }
  | { readonly granted: false; readonly message: string };

/**
 * Chooses the IAM role of a signed-in caller as an identity pool does. It is a pure function, so a role mapping can
 * be tested without starting anything.
 *
 * - No mapping: the authenticated role.
 * - `Token`: `customRoleArn` if it is among `cognito:roles`, else `cognito:preferred_role`.
 * - `Rules`: the first rule that matches; with `customRoleArn`, the first that matches and names that role.
 * - Where the claims name no role: `ambiguousRoleResolution`, which is `Deny` unless the mapping says otherwise.
 *
 * A `customRoleArn` that is not offered is refused. `cognito:roles` may be an array or a comma-separated string.
 *
 * Source: Amazon Cognito developer guide, "Using role-based access control".
 *
 * @example
 * ```ts
 * import { resolveRole } from 'castellan-sandbox';
 *
 * const resolution = resolveRole({
 *   providerName: 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123',
 *   claims: { 'custom:tier': 'gold' },
 *   authenticatedRole: 'arn:aws:iam::123456789012:role/Member',
 *   mapping: {
 *     type: 'Rules',
 *     ambiguousRoleResolution: 'AuthenticatedRole',
 *     rules: [
 *       { claim: 'custom:tier', matchType: 'Equals', value: 'gold', roleArn: 'arn:aws:iam::123456789012:role/Gold' },
 *     ],
 *   },
 * });
 * const role = resolution.granted ? resolution.roleArn : undefined; // 'arn:aws:iam::123456789012:role/Gold'
 * ```
 */
export function resolveRole(request: RoleRequest): RoleResolution {
  const { mapping, customRoleArn } = request;
  if (mapping === undefined) {
    return customRoleArn === undefined ? granted(request.authenticatedRole) : denied(request);
  }
  const offered = mapping.type === 'Token' ? tokenRoles(request.claims) : ruleRoles(mapping, request.claims);
  if (customRoleArn !== undefined) {
    return offered.roles.includes(customRoleArn) ? granted(customRoleArn) : denied(request);
  }
  if (offered.preferred !== undefined) return granted(offered.preferred);
  return mapping.ambiguousRoleResolution === 'AuthenticatedRole'
    ? granted(request.authenticatedRole)
    : denied(request);
}

interface OfferedRoles {
  /** The role for a caller who asks for none in particular. */
  readonly preferred: string | undefined;
  /** Every role the caller may ask for. */
  readonly roles: readonly string[];
}

function tokenRoles(claims: RoleRequest['claims']): OfferedRoles {
  const preferred = claims['cognito:preferred_role'];
  return {
    preferred: typeof preferred === 'string' && preferred !== '' ? preferred : undefined,
    roles: listOfRoles(claims['cognito:roles']),
  };
}

/** AWS documents a comma-separated string; real ID tokens carry an array. */
function listOfRoles(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(',').map((role) => role.trim());
  return Array.isArray(claim) ? claim.filter((role) => typeof role === 'string') : [];
}

function ruleRoles(mapping: RoleMappingOptions, claims: RoleRequest['claims']): OfferedRoles {
  const roles = (mapping.rules ?? []).filter((rule) => ruleMatches(rule, claims)).map((rule) => rule.roleArn);
  return { preferred: roles[0], roles };
}

const granted = (roleArn: string): RoleResolution => ({ granted: true, roleArn });

const denied = (request: RoleRequest): RoleResolution => ({
  granted: false,
  message: `The ambiguous role mapping rules for: ${request.providerName} denied this request.`,
});
