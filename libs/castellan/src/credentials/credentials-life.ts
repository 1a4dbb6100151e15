import { EXPIRY_MARGIN } from './credentials-cache.js';
import { renewalDelay } from './renewal.js';
import type { FetchedCredentials } from './shared/shared-entry.js';

/** For how long credentials are used, and from when on newer ones are asked for. */
export class CredentialsLife {
  readonly #maxAge: number;
  readonly #random: (bytes: number) => Uint8Array;

  /** @param maxAge in milliseconds, however long AWS would let them be used */
  constructor(maxAge: number, random: (bytes: number) => Uint8Array) {
    this.#maxAge = maxAge;
    this.#random = random;
  }

  /** From when on they are not served, in milliseconds since the epoch. */
  servedUntil({ issued, fetchedAt }: FetchedCredentials): number {
    return Math.min(issued.expiresAt - EXPIRY_MARGIN, fetchedAt + this.#maxAge);
  }

  /** When the first renewal may start, in milliseconds since the epoch. It differs from caller to caller. */
  renewAt(fetched: FetchedCredentials): number {
    const life = this.servedUntil(fetched) + EXPIRY_MARGIN - fetched.fetchedAt;
    return fetched.fetchedAt + renewalDelay(life, this.#jitter());
  }

  #jitter(): number {
    return Buffer.from(this.#random(1)).readUInt8() / 255;
  }
}
