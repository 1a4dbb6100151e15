import type { Principal } from '../../tokens/principal.js';
import { ownClaim } from '../expected-claim.js';
import { requireName } from '../names.js';

const NONE: readonly string[] = Object.freeze([]);

/**
 * The caller's groups within the caller's own tenant, where a pool has one group for each tenant and role: `editors`
 * for a caller of the tenant `acme` who is in the group `acme:editors`.
 *
 * Empty where the claim is missing, is no string, or has the separator in it: the groups of a tenant that is called
 * `acme:admins` could not be told from the admins of `acme`.
 *
 * @param claim The claim that names the caller's tenant, such as `custom:tenant`.
 * @param separator Stands between the tenant and the rest of the name. Default `:`.
 * @throws ConfigurationError if the claim's name or the separator is empty.
 *
 * @example
 * ```ts
 * import { tenantGroups, type Principal, type Rules } from 'castellan/core';
 *
 * export function tenantEditors({ can }: Rules, caller: Principal): void {
 *   if (!tenantGroups(caller, 'custom:tenant').includes('editors')) return;
 *   can('update', 'Note', { tenantId: caller.claims['custom:tenant'] });
 * }
 * ```
 */
export function tenantGroups(caller: Principal, claim: string, separator = ':'): readonly string[] {
  requireName('tenantGroups(...): the claim', claim);
  requireName('tenantGroups(...): the separator', separator);
  const tenant = ownClaim(caller.claims, claim);
  if (caller.kind !== 'user' || typeof tenant !== 'string' || tenant === '') return NONE;
  if (tenant.includes(separator)) return NONE;
  const prefix = `${tenant}${separator}`;
  return caller.groups.flatMap((group) =>
    group.startsWith(prefix) && group.length > prefix.length ? [group.slice(prefix.length)] : [],
  );
}
