import { RevocationsUnavailableError } from '../../errors/index.js';
import { readFunction, readInteger, readOptions } from '../option-checks.js';
import type { Principal } from '../principal.js';
import { RevocationList } from './revocation-list.js';
import type { RevocationStore, RevokedSignIn, RevokedToken, RevokedUser } from './revocation-store.js';
import { type Revocation, signInRevocation, tokenRevocation, userRevocation } from './revocation.js';

/** What {@link MemoryRevocations} takes. */
export interface MemoryRevocationsOptions {
  /** The time, in milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
  /** How many revocations are kept at a time, 1 to 10,000,000. Default 250,000, about 50 MB. */
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
    this.#add(tokenRevocation(token, this.#clock()));
  }

  async revokeSignIn(signIn: RevokedSignIn): Promise<void> {
    this.#add(signInRevocation(signIn, this.#clock()));
  }

  async revokeUser(user: RevokedUser): Promise<void> {
    this.#add(userRevocation(user, this.#clock()));
  }

  #add(revocation: Revocation): void {
    if (this.#list.add(revocation, this.#clock())) return;
    throw new RevocationsUnavailableError(
      `The revocation was not recorded, because ${this.#list.size} others are, as many as maxEntries allows. ` +
        'Set maxEntries higher.',
      { retryAfterSeconds: 60 },
    );
  }
}
