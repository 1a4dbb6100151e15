import type { Caller, Claims } from '../tokens/index.js';
import type { CallerReference, ListedClaim } from './decision-entry.js';

const LONGEST_CLAIM = 500;
const LONGEST_LIST = 50;

/** Names a caller. Of the claims it has those that are listed, if they are plain values. */
export function callerReference(caller: Caller, listed: readonly string[]): CallerReference {
  if (caller.kind === 'anonymous') return { kind: 'anonymous' };
  const { kind, sub, pool, clientId, tokenUse } = caller;
  const claims = listedClaims(caller.claims, listed);
  return { kind, sub, pool, clientId, tokenUse, ...(claims && { claims }) };
}

function listedClaims(
  claims: Claims,
  listed: readonly string[],
): Readonly<Record<string, ListedClaim>> | undefined {
  const found = listed.flatMap((name) => {
    const value = Object.hasOwn(claims, name) ? listedClaim(claims[name]) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function listedClaim(value: unknown): ListedClaim | undefined {
  if (isPlain(value)) return shortened(value);
  if (!Array.isArray(value) || !value.every(isPlain)) return undefined;
  return value.slice(0, LONGEST_LIST).map(shortened);
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function shortened<T>(value: T): T | string {
  return typeof value === 'string' && value.length > LONGEST_CLAIM
    ? `${value.slice(0, LONGEST_CLAIM - 1)}…`
    : value;
}
