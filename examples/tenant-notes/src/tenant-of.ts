import type { Principal } from 'castellan';

/** The claim that names the tenant of a member: an attribute that no app client may write. */
export const TENANT_CLAIM = 'custom:tenant';

/**
 * The tenant that a caller's token names, for conditions of rules. It is not checked here: Castellan builds no rule
 * from a claim that is missing or is no plain value, and the decision says so.
 */
export function tenantOf(caller: Principal): string {
  return caller.claims[TENANT_CLAIM] as string;
}
