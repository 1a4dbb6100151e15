import { deny, denyAnonymous, grant } from './decision.js';
import { requireSeconds, type Duration } from './duration.js';
import type { Requirement } from './requirement.js';

/**
 * The user signed in less than this long ago. A token that was refreshed keeps the time of its sign-in. The refusal
 * is the challenge of RFC 9470, section 3, with `max_age`.
 *
 * A token that does not say when its user signed in, or says that it was after the token was issued, never passes,
 * and neither does a program: no user signed in.
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
  const impossible = deny(
    'unknown_authentication',
    'The auth_time of the token lies after its iat, which no sign-in does.',
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
      // The verifier has made sure that iat is not in the future, so this bounds auth_time by the clock as well.
      if (caller.authTime > caller.issuedAt) return impossible;
      return now - caller.authTime < maxAgeSeconds * 1_000 ? granted : stale;
    },
    outline: { kind: 'freshAuth', maxAgeSeconds },
    describe: () => description,
  });
}
