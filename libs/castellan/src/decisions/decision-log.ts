import { performance } from 'node:perf_hooks';
import {
  type Assertion,
  type Decision,
  type DecisionContext,
  evaluate,
  type Requirement,
} from '../policies/index.js';
import { subjectTypeName } from '../policies/subject-type.js';
import type { Caller } from '../tokens/index.js';
import { type DecisionLogOptions, readDecisionLogOptions } from './decision-log-options.js';
import { EntryWriter } from './entry-writer.js';
import type { ObservedDecision, ObservedQuestion, ObservedRequest } from './observed-request.js';
import { questionOf } from './question-of.js';
import { differ, isBeforePolicies, repeatAssertion, type ShadowPolicies } from './shadow-policies.js';
import { SinkProblems, type SinkProblemListener } from './sink-problems.js';
import { WatchedContext } from './watched-context.js';

/** What a {@link DecisionLog} takes besides its options. */
export interface DecisionLogSetup {
  /** The time, in milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** Told, at most once a minute, that entries could not be recorded. Default: nobody is told. */
  readonly onProblem?: SinkProblemListener;
}

/** Says what a decision was about. It is asked only if an entry is written. */
export type About = () => ObservedRequest;

/** The most decisions of policies on trial that are waited for. More of them are left out. */
const MOST_PENDING_TRIALS = 1_000;

const NOTHING: ObservedRequest = Object.freeze({});

/**
 * Records decisions: denials all, grants by a sample. It never throws, no request waits for it, and it changes no
 * decision.
 *
 * @example
 * ```ts
 * import { DecisionLog, type DecisionContext, groups, JsonLinesSink, toError } from 'castellan/core';
 *
 * const log = new DecisionLog({ sink: new JsonLinesSink({ destination: process.stdout }) });
 * const editorsOnly = groups('editors');
 * const route = { handler: 'publish', method: 'POST', path: '/articles/:id/publish' };
 *
 * export async function authorize(context: DecisionContext): Promise<void> {
 *   const decision = await log.evaluate(editorsOnly, context, { about: () => ({ route }) });
 *   if (!decision.granted) throw toError(decision, context.caller);
 * }
 * ```
 */
export class DecisionLog {
  readonly #problems: SinkProblems;
  readonly #writer: EntryWriter;
  readonly #shadowTimeout: number;
  #pendingTrials = 0;

  /** @throws ConfigurationError that names the option, what was found and what to write. */
  constructor(options: DecisionLogOptions, { clock = Date.now, onProblem }: DecisionLogSetup = {}) {
    const resolved = readDecisionLogOptions(options);
    this.#problems = new SinkProblems(onProblem ?? (() => undefined), clock);
    this.#writer = new EntryWriter(resolved, clock, this.#problems);
    this.#shadowTimeout = resolved.shadowTimeoutMilliseconds;
  }

  /**
   * Decides as `evaluate` does, and records it. With `shadow`, the policies on trial decide as well, where policies
   * were asked at all: after the decision and without anybody waiting for them. A function of the application that a
   * requirement asks, such as that of `claims(...)`, is then asked twice.
   */
  evaluate(
    requirement: Requirement,
    context: DecisionContext,
    { about, shadow }: { readonly about?: About; readonly shadow?: ShadowPolicies | undefined } = {},
  ): Decision | Promise<Decision> {
    const watched = new WatchedContext(context);
    const started = performance.now();
    const settled = (decision: Decision): Decision => {
      const milliseconds = performance.now() - started;
      const observed = (): ObservedDecision => ({
        caller: context.caller,
        asked: 'route',
        about: this.#ask(about),
        requirement: requirement.describe(),
        question: questionOf(requirement.outline, watched.fields),
        instance: watched.instance,
      });
      this.#write(observed, decision, milliseconds);
      if (shadow !== undefined && watched.policiesAsked && !isBeforePolicies(decision)) {
        this.#try(observed, decision, requirement, watched, shadow);
      }
      return decision;
    };
    const outcome = evaluate(requirement, watched.context);
    return outcome instanceof Promise ? outcome.then(settled) : settled(outcome);
  }

  /** Records a decision about a route that no requirement made: it is public, or closed. */
  record(caller: Caller, decision: Decision, about?: About): void {
    this.#write(() => ({ caller, asked: 'route', about: this.#ask(about) }), decision);
  }

  /** Records what a handler asserted: give it to `CallerAbility.observedBy`. */
  recordAssertion(
    caller: Caller,
    assertion: Assertion,
    { about, shadow }: { readonly about?: About; readonly shadow?: ShadowPolicies | undefined } = {},
  ): void {
    const observed = (): ObservedDecision => ({
      caller,
      asked: 'handler',
      about: this.#ask(about),
      question: assertedQuestion(assertion),
      instance: assertion.instance,
    });
    this.#write(observed, assertion.decision);
    if (shadow === undefined) return;
    this.#guarded(() => {
      const trial = repeatAssertion(shadow.policies, caller, assertion);
      if (differ(caller, assertion.decision, trial)) {
        this.#writer.difference(observed(), assertion.decision, trial);
      }
    });
  }

  /** Waits until the sink has taken everything, as long as `flushTimeoutMilliseconds` says. Never rejects. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Lets the policies on trial decide. They see what those in force saw: nothing has happened since. */
  #try(
    observed: () => ObservedDecision,
    live: Decision,
    requirement: Requirement,
    watched: WatchedContext,
    { policies, loadSubject }: ShadowPolicies,
  ): void {
    if (this.#pendingTrials >= MOST_PENDING_TRIALS) return;
    this.#guarded(() => {
      const started = performance.now();
      const outcome = evaluate(requirement, watched.forTrial(policies, this.#shadowTimeout, loadSubject));
      const settled = (shadow: Decision): void => {
        const milliseconds = performance.now() - started;
        this.#guarded(() => {
          if (!differ(watched.context.caller, live, shadow)) return;
          this.#writer.difference(observed(), live, shadow, milliseconds);
        });
      };
      if (!(outcome instanceof Promise)) {
        settled(outcome);
        return;
      }
      this.#pendingTrials += 1;
      void outcome.then((shadow) => {
        this.#pendingTrials -= 1;
        settled(shadow);
      });
    });
  }

  #write(observed: () => ObservedDecision, decision: Decision, milliseconds?: number): void {
    this.#guarded(() => {
      if (this.#writer.wants(decision)) this.#writer.decision(observed(), decision, milliseconds);
    });
  }

  /** What is not known is left out: the entry counts for more. */
  #ask(about: About | undefined): ObservedRequest {
    try {
      return about?.() ?? NOTHING;
    } catch (error) {
      this.#problems.report('What a decision was about could not be found out.', error);
      return NOTHING;
    }
  }

  /** Entries are made by functions of the application, among others, and none of them may touch a request. */
  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#problems.report('A decision could not be recorded.', error);
    }
  }
}

function assertedQuestion({ action, subjectType, fields }: Assertion): ObservedQuestion {
  return { action, subject: subjectName(subjectType), ...(fields && { fields }) };
}

/** What is no type of subject was denied, and that is recorded as well. */
function subjectName(subjectType: unknown): unknown {
  try {
    return subjectTypeName(subjectType);
  } catch {
    return subjectType;
  }
}
