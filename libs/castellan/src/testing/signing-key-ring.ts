import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A public key of a {@link TestKeySet} (RFC 7517). */
export interface TestJwk {
  /** The type of the key. */
  readonly kty: 'RSA';
  /** Names the key in the header of tokens. */
  readonly kid: string;
  /** The algorithm it is for. */
  readonly alg: 'RS256';
  /** It verifies signatures. */
  readonly use: 'sig';
  /** The modulus, base64url, 2,048 bits. */
  readonly n: string;
  /** The public exponent, base64url. */
  readonly e: string;
}

/** A key set as a user pool publishes it. */
export interface TestKeySet {
  /** The newest first. */
  readonly keys: readonly TestJwk[];
}

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly jwk: TestJwk;
}

/** The keys of a user pool: one signs, and that and the earlier ones are published. */
export class SigningKeyRing {
  #current = newSigningKey();
  #published: readonly TestJwk[] = [this.#current.jwk];

  get kid(): string {
    return this.#current.jwk.kid;
  }

  get privateKey(): KeyObject {
    return this.#current.privateKey;
  }

  get jwks(): TestKeySet {
    return { keys: this.#published };
  }

  rotate(withdrawEarlier: boolean): void {
    this.#current = newSigningKey();
    this.#published = [this.#current.jwk, ...(withdrawEarlier ? [] : this.#published)];
  }
}

function newSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const { n, e } = publicKey.export({ format: 'jwk' }) as { n: string; e: string };
  const kid = createHash('sha256').update(n).digest('base64');
  return { privateKey, jwk: Object.freeze({ kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e }) };
}
