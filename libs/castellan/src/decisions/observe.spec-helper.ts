import { contextOf, user } from '../policies/callers.spec-helper.js';
import type { DecisionContext } from '../policies/index.js';
import type { Caller } from '../tokens/index.js';
import type { AuditEntry, DecisionEntry } from './decision-entry.js';
import { DecisionLog } from './decision-log.js';
import type { DecisionLogOptions } from './decision-log-options.js';
import type { DecisionSink } from './decision-sink.js';

export const NOW = Date.UTC(2030, 0, 1, 12);

/** Keeps what it is given. */
export class MemorySink implements DecisionSink {
  readonly entries: AuditEntry[] = [];

  record(entry: AuditEntry): void {
    this.entries.push(entry);
  }

  get decisions(): DecisionEntry[] {
    return this.entries.filter((entry) => entry.kind === 'decision');
  }
}

/** A log that records into memory, and what it complained about. */
export function memoryLog(options: Partial<DecisionLogOptions> = {}): {
  log: DecisionLog;
  sink: MemorySink;
  problems: string[];
} {
  const sink = new MemorySink();
  const problems: string[] = [];
  const log = new DecisionLog(
    { sink, ...options },
    { clock: () => NOW, onProblem: (message) => problems.push(message) },
  );
  return { log, sink, problems };
}

export function contextFor(
  caller: Caller = user(),
  overrides: Partial<DecisionContext> = {},
): DecisionContext {
  return contextOf(caller, overrides);
}
