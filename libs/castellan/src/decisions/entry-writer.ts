import type { Decision } from '../policies/index.js';
import type { ResolvedDecisionLogOptions } from './decision-log-options.js';
import { decisionRecord } from './decision-record.js';
import { entryContext } from './entry-context.js';
import { EntryQueue } from './entry-queue.js';
import type { ObservedDecision } from './observed-request.js';
import type { SinkProblems } from './sink-problems.js';

/** Makes entries out of decisions and hands them on. */
export class EntryWriter {
  readonly #options: ResolvedDecisionLogOptions;
  readonly #clock: () => number;
  readonly #queue: EntryQueue;
  readonly #problems: SinkProblems;

  constructor(options: ResolvedDecisionLogOptions, clock: () => number, problems: SinkProblems) {
    const { sink, maxHeldEntries: capacity } = options;
    this.#options = options;
    this.#clock = clock;
    this.#problems = problems;
    this.#queue = new EntryQueue({ sink, capacity, problems, clock });
  }

  /** Whether a decision is recorded: every denial, and grants by their sample. */
  wants({ granted }: Decision): boolean {
    const { grantSampleRate, random } = this.#options;
    return !granted || (grantSampleRate > 0 && random() < grantSampleRate);
  }

  decision(observed: ObservedDecision, decision: Decision, milliseconds?: number): void {
    this.#queue.add({
      kind: 'decision',
      ...this.#context(observed),
      ...decisionRecord(decision),
      ...(milliseconds !== undefined && { durationMicroseconds: microseconds(milliseconds) }),
    });
  }

  difference(observed: ObservedDecision, live: Decision, shadow: Decision, milliseconds?: number): void {
    this.#queue.add({
      kind: 'shadow_difference',
      ...this.#context(observed),
      live: decisionRecord(live),
      shadow: decisionRecord(shadow),
      ...(milliseconds !== undefined && { shadowDurationMicroseconds: microseconds(milliseconds) }),
    });
  }

  flush(): Promise<void> {
    return this.#queue.flush(this.#options.flushTimeoutMilliseconds);
  }

  #context(observed: ObservedDecision): ReturnType<typeof entryContext> {
    const { claims, subjectId } = this.#options;
    const { instance, question } = observed;
    let id: unknown;
    if (
      subjectId !== undefined &&
      question !== undefined &&
      typeof instance === 'object' &&
      instance !== null
    ) {
      try {
        id = subjectId(instance, String(question.subject));
      } catch (error) {
        this.#problems.report('The function subjectId of the decision log failed.', error);
      }
    }
    return entryContext(observed, id, this.#clock(), claims);
  }
}

function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1_000);
}
