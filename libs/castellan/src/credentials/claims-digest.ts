import { createHash } from 'node:crypto';
import type { Claims } from '../tokens/principal.js';

/** What differs between two tokens, or two sign-ins, of a user whose rights are the same. */
const PER_TOKEN: ReadonlySet<string> = new Set([
  'jti',
  'origin_jti',
  'event_id',
  'iat',
  'nbf',
  'exp',
  'auth_time',
  'nonce',
  'at_hash',
]);

/**
 * A digest of every claim that may decide the role or the principal tags.
 *
 * Any claim may: role rules and tag mappings are configured in the Identity Pool, where this process cannot
 * read them. So all claims count but those that say nothing about the user's rights. A claim too many costs
 * one exchange when it changes; a claim too few would serve the credentials of rights the user no longer has.
 *
 * @param named claims that the configuration says decide: they count although they differ from token to token
 */
export function claimsDigest(claims: Claims, named: readonly string[] = []): string {
  const deciding = Object.entries(claims).filter(([name]) => !PER_TOKEN.has(name) || named.includes(name));
  return createHash('sha256')
    .update(canonical(Object.fromEntries(deciding)))
    .digest('base64url');
}

/** JSON with sorted members: the order of claims in a token means nothing. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
