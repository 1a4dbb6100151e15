import type { Caller } from '../tokens/principal.js';
import { deny, grant, type Denied } from './decision.js';
import type { Requirement } from './requirement.js';

const GRANTED = grant('authenticated()');

/**
 * Any caller with a verified token: a person or a program, of any configured pool.
 *
 * @example
 * ```ts
 * import { authenticated } from 'castellan/core';
 *
 * export const signedIn = authenticated();
 * ```
 */
export function authenticated(): Requirement {
  return AUTHENTICATED;
}

const AUTHENTICATED: Requirement = Object.freeze<Requirement>({
  immediate: true,
  decide: ({ caller }) => denyAnonymous(caller, 'authenticated()') ?? GRANTED,
  describe: () => 'authenticated()',
});

/** The denial every requirement starts with for a caller without a token. */
export function denyAnonymous(caller: Caller, requirement: string): Denied | undefined {
  if (caller.kind !== 'anonymous') return undefined;
  return deny('anonymous', `${requirement} needs a verified caller and the request carries no credentials.`);
}
