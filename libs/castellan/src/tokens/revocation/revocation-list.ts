import type { Principal } from '../principal.js';
import { issuersOfSamePool } from './issuers-of-same-pool.js';
import type { Revocation, RevocationKind } from './revocation.js';

interface Entry {
  issuedBefore: number;
  keepUntil: number;
}

type Entries = Readonly<Record<RevocationKind, Map<unknown, Entry>>>;

const SWEEP_PAUSE_MS = 60_000;

/**
 * Revocations in memory, by issuer, kind and claim: asking takes three look-ups and allocates nothing. Revocations
 * only ever add up, so it does not matter in which order, or how often, they arrive.
 */
export class RevocationList {
  readonly #issuers = new Map<string, Entries>();
  readonly #max: number;
  #size = 0;
  #sweepAt = 0;

  /** @param max - How many revocations it holds. */
  constructor(max: number) {
    this.#max = max;
  }

  /** How many revocations it holds, those included that are outdated and not yet swept out. */
  get size(): number {
    return this.#size;
  }

  covers({ issuer, sub, claims, issuedAt }: Principal, toleranceMs: number): boolean {
    const entries = this.#issuers.get(issuer);
    if (entries === undefined) return false;
    if (entries.token.has(claims.jti) || entries.signIn.has(claims.origin_jti)) return true;
    const user = entries.user.get(sub);
    return user !== undefined && issuedAt - toleranceMs < user.issuedBefore;
  }

  /**
   * Adds a revocation.
   *
   * @returns false where there is no room for it. One that still counts is never dropped for another.
   */
  add({ kind, issuer, id, issuedBefore, keepUntil }: Revocation, now: number): boolean {
    if (now >= this.#sweepAt) this.#sweep(now);
    const entries = this.#entriesOf(issuer)[kind];
    const before = issuedBefore ?? Infinity;
    const known = entries.get(id);
    if (known !== undefined) {
      known.issuedBefore = Math.max(known.issuedBefore, before);
      known.keepUntil = Math.max(known.keepUntil, keepUntil);
      return true;
    }
    if (keepUntil <= now) return true;
    if (this.#size >= this.#max) this.#sweep(now);
    if (this.#size >= this.#max) return false;
    entries.set(id, { issuedBefore: before, keepUntil });
    this.#size += 1;
    return true;
  }

  #entriesOf(issuer: string): Entries {
    let entries = this.#issuers.get(issuer);
    if (entries === undefined) {
      entries = { token: new Map(), signIn: new Map(), user: new Map() };
      for (const name of issuersOfSamePool(issuer)) this.#issuers.set(name, entries);
    }
    return entries;
  }

  #sweep(now: number): void {
    this.#sweepAt = now + SWEEP_PAUSE_MS;
    for (const entries of this.#issuers.values()) {
      for (const kind of Object.values(entries)) {
        for (const [id, { keepUntil }] of kind) {
          if (keepUntil <= now) this.#size -= Number(kind.delete(id));
        }
      }
    }
  }
}
