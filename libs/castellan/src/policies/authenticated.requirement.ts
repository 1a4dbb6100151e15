import { denyAnonymous, grant } from './decision.js';
import type { Requirement } from './requirement.js';

const GRANTED = grant('authenticated()');
const ANONYMOUS_DENIED = denyAnonymous('authenticated()');

const AUTHENTICATED: Requirement = Object.freeze<Requirement>({
  immediate: true,
  lasting: true,
  decide: ({ caller }) => (caller.kind === 'anonymous' ? ANONYMOUS_DENIED : GRANTED),
  outline: { kind: 'authenticated' },
  describe: () => 'authenticated()',
});

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
