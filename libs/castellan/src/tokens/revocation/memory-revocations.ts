import { RevocationNotRecordedError } from '../../errors/index.js';
import { readFunction, readInteger, readOptions } from '../option-checks.js';
import type { Principal } from '../principal.js';
import { foldedRevocation } from './folded-revocation.js';
import { RevocationList } from './revocation-list.js';
import type { RevocationStore, RevokedSignIn, RevokedToken, RevokedUser } from './revocation-store.js';
import { type Revocation, signInRevocation, tokenRevocation, userRevocation } from './revocation.js';

/** What {@link MemoryRevocations} takes. */
export interface MemoryRevocationsOptions {
  /** The time, in milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
  /**
   * How many revocations are kept at a time, 1 to 10,000,000. Default 250,000, about 50 MB. Tokens and sign-ins may
   * fill three quarters; the rest is kept for users.
   */
  readonly maxEntries?: number;
}

/** The default of `maxEntries`. */
export const MAX_REVOCATIONS = 250_000;

/**
 * Revocations in the memory of this process: they are gone when it ends, and other machines do not hear of them.
 * When it is full, a revocation fails and none is dropped.
 *
 * @example
 * ```ts
 * import { MemoryRevocations, TokenVerifier } from 'castellan/core';
 *
 * const revocations = new MemoryRevocations();
 * export const verifier = new TokenVerifier({
 *   userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 *   revocations,
 * });
 *
 * export async function block(token: string): Promise<void> {
 *   const { issuer, sub } = await verifier.verify(token);
 *   await revocations.revokeUser({ issuer, sub });
 * }
 * ```
 */
export class MemoryRevocations implements RevocationStore {
  readonly #list: RevocationList;
  readonly #clock: () => number;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: MemoryRevocationsOptions = {}) {
    const { clock = Date.now, maxEntries = MAX_REVOCATIONS } = readOptions(options, 'options', [
      'clock',
      'maxEntries',
    ]);
    this.#clock = readFunction(clock, 'clock') as () => number;
    this.#list = new RevocationList(readInteger(maxEntries, 'maxEntries', 1, 10_000_000));
  }

  isRevoked(principal: Principal, toleranceMs: number): boolean {
    return this.#list.covers(principal, toleranceMs);
  }

  async revokeToken(token: RevokedToken): Promise<void> {
    this.#revoke((now) => tokenRevocation(token, now));
  }

  async revokeSignIn(signIn: RevokedSignIn): Promise<void> {
    this.#revoke((now) => signInRevocation(signIn, now));
  }

  async revokeUser(user: RevokedUser): Promise<void> {
    this.#revoke((now) => userRevocation(user, now));
  }

  #revoke(revocationAt: (now: number) => Revocation): void {
    const now = this.#clock();
    if (this.#list.add(foldedRevocation(revocationAt(now), this.#list, now), now)) return;
    throw new RevocationNotRecordedError(
      `The revocation was not recorded, because ${this.#list.size} others are, and maxEntries allows no more ` +
        'of its kind. Set maxEntries higher.',
      { retryAfterSeconds: 60 },
    );
  }
}
