import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeBase64url } from './base64url.js';
import { hasRocaStructure } from './roca.js';

/** A public RSA key as a key set publishes it (RFC 7517), reduced to the members that are used. */
export interface RsaPublicJwk {
  readonly kty: 'RSA';
  readonly alg: 'RS256';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

/** A key of a key set that is not used to verify tokens, and why. */
export interface RefusedKey {
  /** The position of the key in the set, from 0. */
  readonly index: number;
  /** Completes the sentence "The key is refused because ...". Holds nothing of the key. */
  readonly reason: string;
}

/** Told of a key that is not used, and of the pool that publishes it, once for each set that has it. */
export type RefusedKeyListener = (
  key: RefusedKey & { readonly pool: string; readonly jwksUri: string },
) => void;

/** The keys of a set, sorted into those that verify tokens and those that do not. */
export interface SelectedKeys {
  readonly usable: readonly RsaPublicJwk[];
  readonly refused: readonly RefusedKey[];
}

const MIN_MODULUS_BITS = 2048;
/** What a verification costs grows with the square of the modulus. */
const MAX_MODULUS_BITS = 8192;
const MAX_EXPONENT_BITS = 64;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Judges every key of a set by itself, so that one bad key does not cost the others. Of keys that share a
 * `kid` none is used, because which of them was meant cannot be known.
 */
export function selectSigningKeys(keys: readonly unknown[]): SelectedKeys {
  const usable: RsaPublicJwk[] = [];
  const refused: RefusedKey[] = [];
  const uses = countKids(keys);
  keys.forEach((key, index) => {
    const reason = isObject(key) ? refusal(key, uses) : 'it is not an object';
    if (reason !== undefined) refused.push(Object.freeze({ index, reason }));
    else {
      const { kid, n, e } = key as RsaPublicJwk;
      usable.push({ kty: 'RSA', alg: 'RS256', kid, n, e });
    }
  });
  return { usable, refused: Object.freeze(refused) };
}

/** Makes the key that verifies. A key is parsed here once, never for a token. */
export function toSigningKey({ kty, n, e }: RsaPublicJwk): KeyObject {
  return createPublicKey({ key: { kty, n, e }, format: 'jwk' });
}

function countKids(keys: readonly unknown[]): ReadonlyMap<unknown, number> {
  const uses = new Map<unknown, number>();
  for (const key of keys) if (isObject(key)) uses.set(key.kid, (uses.get(key.kid) ?? 0) + 1);
  return uses;
}

function refusal(key: Record<string, unknown>, uses: ReadonlyMap<unknown, number>): string | undefined {
  if (key.kty !== 'RSA') return 'its kty is not RSA';
  if (typeof key.kid !== 'string' || key.kid === '') return 'its kid is not a non-empty string';
  if ((uses.get(key.kid) ?? 0) > 1) return 'another key of the set has the same kid';
  if (key.use !== undefined && key.use !== 'sig') return 'its use is not sig';
  if (key.key_ops !== undefined && !(Array.isArray(key.key_ops) && key.key_ops.includes('verify'))) {
    return 'its key_ops do not include verify';
  }
  if (key.alg !== undefined && key.alg !== 'RS256') return 'its alg is not RS256';
  if (PRIVATE_MEMBERS.some((name) => key[name] !== undefined)) return 'it has private members';
  return numbersRefusal(readUint(key.n), readUint(key.e));
}

function numbersRefusal(n: bigint | undefined, e: bigint | undefined): string | undefined {
  if (n === undefined) return 'its n is not a base64url number';
  if (e === undefined) return 'its e is not a base64url number';
  const bits = n.toString(2).length;
  if (bits < MIN_MODULUS_BITS) return `its modulus has ${bits} bits, less than ${MIN_MODULUS_BITS}`;
  if (bits > MAX_MODULUS_BITS) return `its modulus has ${bits} bits, more than ${MAX_MODULUS_BITS}`;
  if (n % 2n === 0n) return 'its modulus is even';
  if (e === 1n || e % 2n === 0n) return 'its exponent is 1 or even';
  if (e.toString(2).length > MAX_EXPONENT_BITS) return `its exponent has more than ${MAX_EXPONENT_BITS} bits`;
  if (hasRocaStructure(n)) return 'its modulus has the structure of CVE-2017-15361 and can be factored';
  return undefined;
}

function readUint(value: unknown): bigint | undefined {
  const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined;
  return bytes === undefined || bytes.length === 0 ? undefined : BigInt(`0x${bytes.toString('hex')}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
