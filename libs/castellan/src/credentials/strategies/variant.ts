import { createHash } from 'node:crypto';
import type { CallerIdentity } from '../caller-identity.js';
import { lengthPrefixed } from '../length-prefixed.js';
import type { SessionInput } from './sts-client.js';

/** What is asked for besides what the caller's claims decide, each part under its name. */
export type VariantParts = Readonly<Record<string, string | undefined>>;

/**
 * A digest of what credentials depend on besides the user and the claims, with the logins at other providers. Empty
 * where there is nothing of it.
 */
export function variantOf(identity: CallerIdentity, parts: VariantParts): string {
  const logins = identity.kind === 'user' ? Object.entries(identity.furtherLogins) : [];
  const fields = [
    ...Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
    // By their tokens and not by whom they name: nobody has verified those.
    ...logins.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, token]) => [`login ${name}`, token]),
  ];
  if (fields.length === 0) return '';
  return createHash('sha256').update(lengthPrefixed(fields)).digest('base64url');
}

/** A digest of a session: its role, policy and name, and of the tags where it has some. */
export function sessionVariantOf(
  identity: CallerIdentity,
  session: SessionInput,
  tags: Readonly<Record<string, string>> = {},
): string {
  return variantOf(identity, {
    role: session.roleArn,
    session: session.sessionName,
    policy: session.sessionPolicy,
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`tag ${name}`, value])),
  });
}
