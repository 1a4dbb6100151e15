import type { Principal } from '../principal.js';
import { issuersOfSamePool } from './issuers-of-same-pool.js';
import { issuedBefore, REVOCATION_KINDS, type Revocation, type RevocationKind } from './revocation.js';

interface Entry {
  readonly sub: string | undefined;
  keepUntil: number;
  /** The last reading that found it. */
  reading: number;
}

/** What is known of one issuer. */
interface Entries extends Readonly<Record<RevocationKind, Map<unknown, Entry>>> {
  readonly issuer: string;
  /** How many tokens and sign-ins of a user there are, by `sub`. */
  readonly ofUser: Map<string, number>;
}

const SWEEP_PAUSE_MS = 60_000;
/** A full list is swept more often, yet not for each revocation there is no room for. */
const SWEEP_PAUSE_WHEN_FULL_MS = 1_000;
/** The part that tokens and sign-ins may fill. The rest is kept for users, of whom each has one entry. */
const SHARE_OF_TOKENS = 0.75;

/** How many of its tokens and sign-ins are told apart for one user. */
export const MAX_ENTRIES_OF_USER = 50;

/**
 * Revocations in memory, by issuer, kind and claim: asking takes three look-ups and allocates nothing. Revocations
 * only ever add up, so it does not matter in which order, or how often, they arrive.
 */
export class RevocationList {
  readonly #issuers = new Map<string, Entries>();
  readonly #max: number;
  readonly #maxOfTokens: number;
  #size = 0;
  #ofTokens = 0;
  #sweptAt = -Infinity;

  /** @param max - How many revocations it holds. */
  constructor(max: number) {
    this.#max = max;
    this.#maxOfTokens = Math.ceil(max * SHARE_OF_TOKENS);
  }

  /** How many revocations it holds, those included that are outdated and not yet swept out. */
  get size(): number {
    return this.#size;
  }

  covers(principal: Principal, toleranceMs: number): boolean {
    const entries = this.#issuers.get(principal.issuer);
    if (entries === undefined) return false;
    const { token, signIn, user } = entries;
    // Claims that nobody asks for stay packed, which takes less memory.
    if (token.size > 0 && token.has(principal.claims.jti)) return true;
    if (signIn.size > 0 && signIn.has(principal.claims.origin_jti)) return true;
    const ofUser = user.get(principal.sub);
    return ofUser !== undefined && principal.issuedAt - toleranceMs < issuedBefore(ofUser.keepUntil);
  }

  /** Whether a revocation may be added without taking the room of others, or of its user's whole share. */
  hasRoomFor({ kind, issuer, id, sub }: Revocation, now: number): boolean {
    this.#sweepIfDue(now);
    const entries = this.#issuers.get(issuer);
    if (entries?.[kind].has(id) === true) return true;
    if (this.#isFullFor(kind)) return false;
    return sub === undefined || (entries?.ofUser.get(sub) ?? 0) < MAX_ENTRIES_OF_USER;
  }

  /**
   * Adds a revocation.
   *
   * @param reading - The number of the reading that found it, for {@link missing}.
   * @returns false where there is no room for it. One that still counts is never dropped for another.
   */
  add(revocation: Revocation, now: number, reading = 0): boolean {
    this.#sweepIfDue(now);
    const { kind, issuer, id, sub, keepUntil } = revocation;
    const known = this.#issuers.get(issuer)?.[kind].get(id);
    if (known !== undefined) {
      if (keepUntil >= known.keepUntil) known.reading = Math.max(known.reading, reading);
      known.keepUntil = Math.max(known.keepUntil, keepUntil);
      return true;
    }
    if (keepUntil <= now) return true;
    if (this.#isFullFor(kind)) return false;
    const entries = this.#entriesOf(issuer);
    entries[kind].set(id, { sub, keepUntil, reading });
    this.#count(kind, entries, sub, 1);
    return true;
  }

  /** What still counts and was not found by a reading, or was found with an earlier end. */
  *missing(reading: number, now: number): Generator<Revocation> {
    for (const entries of new Set(this.#issuers.values())) {
      for (const kind of REVOCATION_KINDS) {
        for (const [id, { sub, keepUntil, reading: found }] of entries[kind]) {
          if (found === reading || keepUntil <= now) continue;
          yield { kind, issuer: entries.issuer, id: id as string, sub, keepUntil };
        }
      }
    }
  }

  #isFullFor(kind: RevocationKind): boolean {
    return this.#size >= this.#max || (kind !== 'user' && this.#ofTokens >= this.#maxOfTokens);
  }

  #entriesOf(issuer: string): Entries {
    let entries = this.#issuers.get(issuer);
    if (entries === undefined) {
      entries = { issuer, token: new Map(), signIn: new Map(), user: new Map(), ofUser: new Map() };
      for (const name of issuersOfSamePool(issuer)) this.#issuers.set(name, entries);
    }
    return entries;
  }

  #sweepIfDue(now: number): void {
    const isFull = this.#isFullFor('token');
    const pause = isFull ? SWEEP_PAUSE_WHEN_FULL_MS : SWEEP_PAUSE_MS;
    if (Math.abs(now - this.#sweptAt) < pause) return;
    this.#sweptAt = now;
    for (const [issuer, entries] of this.#issuers) {
      for (const kind of REVOCATION_KINDS) this.#sweep(kind, entries, now);
      if (REVOCATION_KINDS.every((kind) => entries[kind].size === 0)) this.#issuers.delete(issuer);
    }
  }

  #sweep(kind: RevocationKind, entries: Entries, now: number): void {
    for (const [id, { sub, keepUntil }] of entries[kind]) {
      if (keepUntil > now) continue;
      entries[kind].delete(id);
      this.#count(kind, entries, sub, -1);
    }
  }

  #count(kind: RevocationKind, { ofUser }: Entries, sub: string | undefined, by: 1 | -1): void {
    this.#size += by;
    if (kind === 'user') return;
    this.#ofTokens += by;
    if (sub === undefined) return;
    const count = (ofUser.get(sub) ?? 0) + by;
    if (count === 0) ofUser.delete(sub);
    else ofUser.set(sub, count);
  }
}
