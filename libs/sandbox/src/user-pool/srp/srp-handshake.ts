import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

import { G, integerBytes, integerOf, multiplier, N, power, sha256 } from './srp-group.js';
import type { SrpIdentity, SrpVerifier } from './srp-verifier.js';

/** What the client claims to know, and over what. */
export interface SrpClaim {
  /** In base64, as the client got it. */
  readonly secretBlock: string;
  readonly timestamp: string;
  /** In base64. */
  readonly signature: string;
}

/** A client's public value as it is sent, or `undefined` for what is none. A multiple of N would make any password right. */
export function readPublicValue(hex: string): bigint | undefined {
  if (!/^[0-9a-f]{1,1024}$/i.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return value % N === 0n ? undefined : value;
}

/** The server's side of one run of SRP-6a, with the key derivation and the signature of Cognito's clients. */
export class SrpHandshake {
  /** The server's public value. */
  readonly serverValue: bigint;
  readonly #clientValue: bigint;
  readonly #secret: bigint;
  readonly #verifier: bigint;
  readonly #identity: SrpIdentity;

  constructor(identity: SrpIdentity, { verifier }: SrpVerifier, clientValue: bigint) {
    this.#identity = identity;
    this.#verifier = BigInt(`0x${verifier}`);
    this.#clientValue = clientValue;
    this.#secret = integerOf(randomBytes(32));
    this.serverValue = (multiplier() * this.#verifier + power(G, this.#secret)) % N;
  }

  /** Whether the claim could only be made with the password. */
  proves({ secretBlock, timestamp, signature }: SrpClaim): boolean {
    const { group, name } = this.#identity;
    const expected = createHmac('sha256', this.#key())
      .update(group)
      .update(name)
      .update(Buffer.from(secretBlock, 'base64'))
      .update(timestamp)
      .digest();
    const given = Buffer.from(signature, 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #key(): Buffer {
    const scrambler = integerOf(sha256(integerBytes(this.#clientValue), integerBytes(this.serverValue)));
    const shared = power(this.#clientValue * power(this.#verifier, scrambler), this.#secret);
    const key = hkdfSync('sha256', integerBytes(shared), integerBytes(scrambler), 'Caldera Derived Key', 16);
    return Buffer.from(key);
  }
}
