import { REVOCATION_KINDS, type Revocation, type RevocationKind } from '../tokens/revocation/revocation.js';

/** A revocation without its end, as a member of the sorted set. The end is its score. */
export function toMember({ kind, issuer, id, issuedBefore }: Revocation): string {
  return JSON.stringify([kind, issuer, id, issuedBefore]);
}

/** @throws Error when it is not a revocation that this version understands. */
export function fromMember(member: string, keepUntil: number): Revocation {
  const parts = parse(member);
  if (Array.isArray(parts) && parts.length === 4) {
    const [kind, issuer, id, issuedBefore] = parts as unknown[];
    const isTime = issuedBefore === null || Number.isFinite(issuedBefore);
    if (isKind(kind) && typeof issuer === 'string' && typeof id === 'string' && isTime) {
      if (Number.isFinite(keepUntil)) {
        return { kind, issuer, id, issuedBefore: issuedBefore as number | null, keepUntil };
      }
    }
  }
  throw new Error(
    'An entry in Redis is not a revocation that this version understands. Something else writes to the key, or a ' +
      'newer version does.',
  );
}

/** A whole revocation, as a message on the channel. */
export function toMessage(revocation: Revocation): string {
  return JSON.stringify([toMember(revocation), revocation.keepUntil]);
}

/** @throws Error when it is not a revocation that this version understands. */
export function fromMessage(message: string): Revocation {
  const parts = parse(message);
  const [member, keepUntil] = Array.isArray(parts) ? (parts as unknown[]) : [];
  return fromMember(
    typeof member === 'string' ? member : '',
    typeof keepUntil === 'number' ? keepUntil : NaN,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKind(value: unknown): value is RevocationKind {
  return REVOCATION_KINDS.includes(value as RevocationKind);
}
