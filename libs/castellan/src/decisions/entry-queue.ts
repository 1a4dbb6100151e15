import { AsyncResource } from 'node:async_hooks';
import type { AuditEntry } from './decision-entry.js';
import type { DecisionSink } from './decision-sink.js';
import type { SinkProblems } from './sink-problems.js';

/** How many entries are given to a sink before whatever else waits gets its turn. */
const BATCH = 100;

interface QueuedEntry {
  readonly entry: AuditEntry;
  readonly captured: unknown;
}

/** What an {@link EntryQueue} needs. */
export interface EntryQueueOptions {
  readonly sink: DecisionSink;
  /** The most entries that are held back. */
  readonly capacity: number;
  readonly problems: SinkProblems;
  readonly clock: () => number;
}

/**
 * Keeps entries until the sink has taken them, so that no request waits for it and none fails with it. Grants may fill
 * half of the room, so that they never crowd out a denial. What is lost is counted, and the sink is told.
 */
export class EntryQueue {
  readonly #sink: DecisionSink;
  readonly #capacity: number;
  readonly #problems: SinkProblems;
  readonly #clock: () => number;
  readonly #queue: QueuedEntry[] = [];
  /** Outside of every request: what a sink does is done for no caller, and must not act as one. */
  readonly #outside = new AsyncResource('castellan.decision-log');
  #lostGrants = 0;
  #lostOthers = 0;
  #draining: Promise<void> | undefined;

  constructor({ sink, capacity, problems, clock }: EntryQueueOptions) {
    this.#sink = sink;
    this.#capacity = capacity;
    this.#problems = problems;
    this.#clock = clock;
  }

  /** Takes an entry. Never throws. */
  add(entry: AuditEntry): void {
    const room = isGrant(entry) ? Math.ceil(this.#capacity / 2) : this.#capacity;
    if (this.#queue.length >= room) {
      this.#lose(entry);
      this.#problems.report(`The decision sink is slower than decisions come: an entry was lost.`);
      return;
    }
    this.#queue.push({ entry, captured: this.#capture() });
    this.#draining ??= this.#outside.runInAsyncScope(() => this.#drain());
  }

  /** Resolves when the sink has taken everything, or the time is up. Never rejects. */
  async flush(timeoutMilliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<true>((resolve) => {
      timer = setTimeout(() => {
        resolve(true);
      }, timeoutMilliseconds);
    });
    const isLate = await Promise.race([timeUp, this.#finish()]);
    clearTimeout(timer);
    if (isLate === true) {
      this.#problems.report(
        `The decision sink did not finish within ${timeoutMilliseconds} ms: ${this.#queue.length} entries are lost.`,
      );
    }
  }

  async #finish(): Promise<void> {
    await this.#draining;
    await this.#tellWhatWasLost();
    try {
      await this.#sink.flush?.();
    } catch (error) {
      this.#problems.report('The decision sink failed to write out what it held back.', error);
    }
  }

  async #drain(): Promise<void> {
    for (let taken = 0; ; taken++) {
      // The request that the entry is about goes on first.
      if (taken % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
      const next = this.#queue.shift();
      if (next === undefined) break;
      await this.#tellWhatWasLost();
      if (!(await this.#give(next))) this.#lose(next.entry);
    }
    this.#draining = undefined;
  }

  async #tellWhatWasLost(): Promise<void> {
    const [grants, others] = [this.#lostGrants, this.#lostOthers];
    if (grants + others === 0) return;
    const time = new Date(this.#clock()).toISOString();
    const isTold = await this.#give({
      entry: { kind: 'entries_lost', time, grants, others },
      captured: undefined,
    });
    if (!isTold) return;
    this.#lostGrants -= grants;
    this.#lostOthers -= others;
  }

  async #give({ entry, captured }: QueuedEntry): Promise<boolean> {
    try {
      const patience = this.#sink.record(entry, captured);
      if (patience !== undefined) await patience;
      return true;
    } catch (error) {
      this.#problems.report('The decision sink failed: an entry was lost.', error);
      return false;
    }
  }

  #capture(): unknown {
    try {
      return this.#sink.capture?.();
    } catch (error) {
      this.#problems.report('The decision sink failed to look at the request.', error);
      return undefined;
    }
  }

  #lose(entry: AuditEntry): void {
    if (isGrant(entry)) this.#lostGrants += 1;
    else this.#lostOthers += 1;
  }
}

function isGrant(entry: AuditEntry): boolean {
  return entry.kind === 'decision' && entry.granted;
}
