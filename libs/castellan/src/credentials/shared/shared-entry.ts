import { z } from 'zod';
import type { IssuedCredentials } from '../caller-credentials.js';
import { isSameOwner, type Owner } from '../owner.js';

/** Credentials together with when they were fetched, in milliseconds since the epoch. */
export interface FetchedCredentials {
  readonly issued: IssuedCredentials;
  readonly fetchedAt: number;
}

/** What is kept, encrypted, for one owner. */
export interface SharedEntry extends FetchedCredentials {
  /** What was fetched before the user was last evicted has another one. Empty for users who never were. */
  readonly generation: string;
}

const text = z.string().min(1);
const entrySchema = z.object({
  namespace: z.string(),
  generation: z.string(),
  fetchedAt: z.number(),
  owner: z.object({
    kind: z.literal('user'),
    issuer: text,
    clientId: text,
    sub: text,
    claimsDigest: text,
    variant: z.string(),
  }),
  issued: z.object({
    identityId: text.optional(),
    accessKeyId: text,
    secretAccessKey: text,
    sessionToken: text,
    expiresAt: z.number(),
  }),
});

export function entryToText(namespace: string, owner: Owner, entry: SharedEntry): string {
  const { kind, issuer, clientId, sub, claimsDigest, variant } = owner;
  const { generation, fetchedAt, issued } = entry;
  const { identityId, accessKeyId, secretAccessKey, sessionToken, expiresAt } = issued;
  return JSON.stringify({
    namespace,
    generation,
    fetchedAt,
    owner: { kind, issuer, clientId, sub, claimsDigest, variant },
    issued: { identityId, accessKeyId, secretAccessKey, sessionToken, expiresAt },
  });
}

/** `undefined` when it is not an entry of this owner, whatever name it was kept under. */
export function entryFromText(
  namespace: string,
  owner: Owner,
  opened: string | undefined,
): SharedEntry | undefined {
  const found = entrySchema.safeParse(parsed(opened));
  if (!found.success) return undefined;
  const { data } = found;
  const itsOwner: Owner = { ...data.owner, key: owner.key, user: owner.user };
  if (data.namespace !== namespace || !isSameOwner(itsOwner, owner)) return undefined;
  const { identityId, ...issued } = data.issued;
  return { generation: data.generation, fetchedAt: data.fetchedAt, issued: { ...issued, identityId } };
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
