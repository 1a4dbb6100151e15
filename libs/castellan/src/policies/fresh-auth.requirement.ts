import { deny, denyAnonymous, grant } from './decision.js';
import { requireSeconds, type Duration } from './duration.js';
import type { Requirement } from './requirement.js';

/**
 * The user signed in less than this long ago. A token that was refreshed keeps the time of its sign-in. The refusal
 * is the challenge of RFC 9470, section 3, with `max_age`.
 *
 * A token that does not say when its user signed in never passes, and neither does a program: no user signed in.
 *
 * @param maxAge Whole seconds, or a number with a unit: `'30s'`, `'5m'`, `'2h'`, `'1d'`.
 * @throws ConfigurationError if it is anything else, or less than a second.
 *
 * @example
 * ```ts
 * import { allOf, freshAuth, groups } from 'castellan/core';
 *
 * export const mayPayOut = allOf(groups('treasurers'), freshAuth('5m'));
 * ```
 */
export function freshAuth(maxAge: Duration): Requirement {
  const maxAgeSeconds = requireSeconds('freshAuth(...)', maxAge);
  const description = `freshAuth(${maxAgeSeconds}s)`;
  const granted = grant(description);
  const anonymous = denyAnonymous(description);
  const details = { authentication: { maxAgeSeconds } };
  const stale = deny(
    'stale_authentication',
    `The user signed in ${maxAgeSeconds} s ago or earlier.`,
    details,
  );
  const unknown = deny(
    'unknown_authentication',
    'The token has no auth_time, or it is that of a program.',
    details,
  );
  return Object.freeze<Requirement>({
    immediate: true,
    decide({ caller, now }) {
      if (caller.kind === 'anonymous') return anonymous;
      if (caller.kind === 'machine' || caller.authTime === undefined) return unknown;
      return now - caller.authTime < maxAgeSeconds * 1_000 ? granted : stale;
    },
    describe: () => description,
  });
}
