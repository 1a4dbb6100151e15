import { readFunction, readInteger, readOptions } from '../../tokens/option-checks.js';
import type { SessionStore } from './session-store.js';

/** What {@link MemorySessionStore} takes. */
export interface MemorySessionStoreOptions {
  /** The time, in milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
  /**
   * How many sessions are kept at a time, 1 to 10,000,000, and beside them as many notes on sign-ins that were tried
   * lately. Default 100,000. When it is full, new sign-ins fail and no session is dropped; of the notes, the oldest goes.
   */
  readonly maxEntries?: number;
}

interface Entry {
  readonly order: number;
  readonly value: string;
  readonly keepUntil: number;
}

interface Lock {
  readonly owner: string;
  readonly keepUntil: number;
}

/** The dead are looked for no more often than this, in milliseconds. */
const SWEEP_PAUSE = 60_000;

/**
 * Sessions in the memory of this process: they are gone when it ends, and other machines do not know them.
 *
 * @example
 * ```ts
 * import { BrowserSessions, MemorySessionStore } from 'castellan/user-pool';
 *
 * export const sessions = new BrowserSessions({
 *   origin: 'https://app.example',
 *   clientId: 'web',
 *   secrets: [process.env.SESSION_SECRET ?? ''],
 *   store: new MemorySessionStore(),
 * });
 * ```
 */
export class MemorySessionStore implements SessionStore {
  readonly #entries = new Map<string, Entry>();
  /** Apart, because everybody can try to sign in: it must take no room from those who have. */
  readonly #locks = new Map<string, Lock>();
  readonly #clock: () => number;
  readonly #maxEntries: number;
  #sweptAt = Number.NEGATIVE_INFINITY;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: MemorySessionStoreOptions = {}) {
    const { clock = Date.now, maxEntries = 100_000 } = readOptions(options, 'options', [
      'clock',
      'maxEntries',
    ]);
    this.#clock = readFunction(clock, 'clock') as () => number;
    this.#maxEntries = readInteger(maxEntries, 'maxEntries', 1, 10_000_000);
  }

  async open(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#entries.clear();
    this.#locks.clear();
    return Promise.resolve();
  }

  async read(names: readonly string[]): Promise<readonly (string | undefined)[]> {
    return Promise.resolve(names.map((name) => this.#alive(name)?.value));
  }

  async writeNewest(
    name: string,
    order: number,
    value: string,
    milliseconds: number,
  ): Promise<string | undefined> {
    const kept = this.#alive(name);
    if (kept === undefined || kept.order <= order) this.#keep(name, order, value, milliseconds);
    return Promise.resolve(kept?.value);
  }

  async lock(name: string, owner: string, milliseconds: number): Promise<boolean> {
    const now = this.#clock();
    if (now < (this.#locks.get(name)?.keepUntil ?? now)) return Promise.resolve(false);
    this.#locks.delete(name);
    const [oldest] = this.#locks.size < this.#maxEntries ? [] : this.#locks.keys();
    if (oldest !== undefined) this.#locks.delete(oldest);
    this.#locks.set(name, { owner, keepUntil: now + milliseconds });
    return Promise.resolve(true);
  }

  async unlock(name: string, owner: string): Promise<void> {
    if (this.#locks.get(name)?.owner === owner) this.#locks.delete(name);
    return Promise.resolve();
  }

  #alive(name: string): Entry | undefined {
    const entry = this.#entries.get(name);
    return entry !== undefined && this.#clock() < entry.keepUntil ? entry : undefined;
  }

  #keep(name: string, order: number, value: string, milliseconds: number): void {
    if (!this.#entries.has(name)) this.#makeRoom();
    this.#entries.set(name, { order, value, keepUntil: this.#clock() + milliseconds });
  }

  #makeRoom(): void {
    const now = this.#clock();
    if (now - this.#sweptAt >= SWEEP_PAUSE || this.#entries.size >= this.#maxEntries) {
      this.#sweptAt = now;
      for (const [name, { keepUntil }] of this.#entries) if (now >= keepUntil) this.#entries.delete(name);
    }
    if (this.#entries.size < this.#maxEntries) return;
    throw new Error(
      `There is no room for more than ${this.#maxEntries} sessions in memory (maxEntries). Set it higher, or share ` +
        'them in Redis.',
    );
  }
}
