import type { AuditEntry } from './decision-entry.js';

/**
 * Where decisions are recorded: a file, a collector, a queue. It is called after the request that the entry is about
 * has gone on, one entry at a time. What it throws is caught and reported; it changes no decision.
 *
 * @example
 * ```ts
 * import type { AuditEntry, DecisionSink } from 'castellan/core';
 *
 * export class DenialCounter implements DecisionSink {
 *   readonly counts = new Map<string, number>();
 *
 *   record(entry: AuditEntry): void {
 *     if (entry.kind !== 'decision' || entry.reason === undefined) return;
 *     this.counts.set(entry.reason, (this.counts.get(entry.reason) ?? 0) + 1);
 *   }
 * }
 * ```
 */
export interface DecisionSink {
  /**
   * Takes one entry. A promise asks for patience: the next entry comes when it is settled, and entries are held back,
   * up to a limit, until then.
   *
   * @param captured What {@link capture} returned while the request was handled.
   */
  record(entry: AuditEntry, captured?: unknown): void | Promise<void>;
  /**
   * Called while the request is handled, for what only its asynchronous context knows, such as the active trace. It
   * has to be quick.
   */
  capture?(): unknown;
  /** Writes out what it holds back. Called when the application ends. */
  flush?(): void | Promise<void>;
}
