import type { AuditEntry, DecisionEntry, DecisionSink, ShadowDifferenceEntry } from 'castellan';

/** Keeps what it is given. */
export class RecordingSink implements DecisionSink {
  readonly entries: AuditEntry[] = [];

  record(entry: AuditEntry): void {
    this.entries.push(entry);
  }

  /** What was recorded since the last call, once everything has come in. */
  async take(): Promise<AuditEntry[]> {
    // Entries come a turn of the event loop after the decision, which was before the answer.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    return this.entries.splice(0);
  }

  async takeDecisions(): Promise<DecisionEntry[]> {
    return (await this.take()).filter((entry) => entry.kind === 'decision');
  }

  async takeDifferences(): Promise<ShadowDifferenceEntry[]> {
    return (await this.take()).filter((entry) => entry.kind === 'shadow_difference');
  }
}
