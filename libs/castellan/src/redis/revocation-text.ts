import { REVOCATION_KINDS, type Revocation, type RevocationKind } from '../tokens/revocation/revocation.js';

/** A revocation without its end, as a member of the sorted set. The end is its score, so there is one member of each. */
export function toMember({ kind, issuer, id, sub }: Revocation): string {
  return JSON.stringify(sub === undefined ? [kind, issuer, id] : [kind, issuer, id, sub]);
}

/** `undefined` when it is not a revocation that this version understands. */
export function fromMember(member: string, keepUntil: number): Revocation | undefined {
  const parts = parse(member);
  if (!Array.isArray(parts) || parts.length < 3 || parts.length > 4) return undefined;
  const [kind, issuer, id, sub] = parts as unknown[];
  if (!isKind(kind) || typeof issuer !== 'string' || typeof id !== 'string') return undefined;
  if (parts.length === 4 && (typeof sub !== 'string' || kind === 'user')) return undefined;
  return Number.isFinite(keepUntil)
    ? { kind, issuer, id, sub: sub as string | undefined, keepUntil }
    : undefined;
}

/** A whole revocation, as a message on the channel. */
export function toMessage(revocation: Revocation): string {
  return JSON.stringify([toMember(revocation), revocation.keepUntil]);
}

/** `undefined` when it is not a revocation that this version understands. */
export function fromMessage(message: string): Revocation | undefined {
  const parts = parse(message);
  const [member, keepUntil] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (typeof member !== 'string' || typeof keepUntil !== 'number') return undefined;
  return fromMember(member, keepUntil);
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
