import type { Principal } from '../tokens/index.js';
import { foldedRevocation } from '../tokens/revocation/folded-revocation.js';
import { RevocationList } from '../tokens/revocation/revocation-list.js';
import type { Revocation } from '../tokens/revocation/revocation.js';
import { Completeness, type ReadingStart } from './completeness.js';

/** What a {@link RevocationsCopy} is made of. */
export interface RevocationsCopyParts {
  readonly maxEntries: number;
  /** After how many milliseconds without a reading the copy is not trusted any more. */
  readonly goodForMilliseconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Is told what the copy has missed. */
  readonly onMissed: (error: Error) => void;
}

/** A reading of everything, from its beginning on. */
export interface Reading {
  readonly number: number;
  readonly start: ReadingStart;
}

/** What one machine knows of the shared revocations, and whether that is all of them. */
export class RevocationsCopy {
  readonly #parts: RevocationsCopyParts;
  readonly #list: RevocationList;
  readonly #completeness: Completeness;
  #readings = 0;

  constructor(parts: RevocationsCopyParts) {
    this.#parts = parts;
    this.#list = new RevocationList(parts.maxEntries);
    this.#completeness = new Completeness(parts.goodForMilliseconds);
  }

  get size(): number {
    return this.#list.size;
  }

  get readAt(): number | undefined {
    return this.#completeness.readAt;
  }

  get lastMissed(): string | undefined {
    return this.#completeness.lastMissed;
  }

  covers(principal: Principal, toleranceMs: number): boolean {
    return this.#list.covers(principal, toleranceMs);
  }

  /** Why the copy may not be complete. */
  problem(listening: number | undefined): string | undefined {
    return this.#completeness.problem(listening, this.#parts.clock());
  }

  /** Too many sign-ins of one user become one revocation of the user. */
  folded(revocation: Revocation, now: number): Revocation {
    return foldedRevocation(revocation, this.#list, now);
  }

  /** Whether there was room for it. */
  add(revocation: Revocation, reading?: Reading): boolean {
    return this.#list.add(revocation, this.#parts.clock(), reading?.number);
  }

  /** As `add`; what does not fit is missed. */
  addOrMiss(revocation: Revocation): boolean {
    const isAdded = this.add(revocation);
    if (!isAdded) this.missForWantOfRoom(1);
    return isAdded;
  }

  missForWantOfRoom(count: number): void {
    this.miss(
      new Error(
        `There is no room for ${count} more beside ${this.size} revocations, with maxEntries ` +
          `${this.#parts.maxEntries}. Set it higher.`,
      ),
    );
  }

  /** The copy is incomplete until a reading that begins later misses nothing. */
  miss(error: Error): void {
    this.#completeness.miss(error.message);
    this.#parts.onMissed(error);
  }

  disconnect(): void {
    this.#completeness.disconnect();
  }

  startReading(listening: number | undefined): Reading {
    this.#readings += 1;
    return {
      number: this.#readings,
      start: this.#completeness.startReading(listening, this.#parts.clock()),
    };
  }

  endReading({ start }: Reading): void {
    this.#completeness.endReading(start);
  }

  /** Whether what was read last was read on a connection that is still listening. */
  wasReadOn(listening: number | undefined): boolean {
    return this.#completeness.wasReadOn(listening);
  }

  /** What is known here and was not met in a reading. */
  missing(reading: Reading, now: number): Iterable<Revocation> {
    return this.#list.missing(reading.number, now);
  }
}
