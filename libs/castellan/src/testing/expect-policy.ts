import { AssertionError } from 'node:assert';
import type {
  ActionOn,
  CallerAbility,
  Decision,
  Denied,
  DenialReason,
  FieldOf,
  SubjectType,
} from '../policies/index.js';
import type { Caller } from '../tokens/index.js';
import { describeCaller, describeQuestion, type PolicyQuestion, readQuestion } from './policy-question.js';

/** Asks about an instance of a class, or about a type with or without an instance and a field. */
export interface AssertDecision<Result> {
  (action: string, instance: object): Result;
  <const Subject extends SubjectType>(
    action: ActionOn<Subject>,
    subject: Subject,
    instance?: unknown,
    field?: FieldOf<Subject>,
  ): Result;
}

/** A denial that was expected, for a closer look. */
export interface ExpectedDenial {
  /**
   * Checks the text that the rule gave with `because(...)`.
   *
   * @throws AssertionError if it gave another or none.
   */
  because(text: string | RegExp): this;
  /**
   * Checks the reason of the denial.
   *
   * @throws AssertionError if it is another.
   */
  withReason(reason: DenialReason): this;
}

/**
 * What a test expects of the policies for one caller. Each throws an `AssertionError` of Node whose message explains the
 * decision, so that it works with every test runner.
 *
 * A policy that fails, and a question that cannot be decided, is an `AssertionError` in each of them: it denies as well,
 * and a test that expects a denial would be green for the wrong reason.
 */
export interface PolicyExpectation {
  /** Allowed. */
  readonly toAllow: AssertDecision<void>;
  /** Denied whatever the instance, or this instance. A type whose rules have conditions needs the instance. */
  readonly toDeny: AssertDecision<ExpectedDenial>;
  /** Neither: rules with conditions decide, so that the answer takes an instance. */
  readonly toDependOnInstance: AssertDecision<void>;
  /** The opposite. */
  readonly not: {
    /** Denied, or allowed for some instances only. */
    readonly toAllow: AssertDecision<void>;
  };
}

/** @internal */
export function policyExpectation(caller: Caller, ability: CallerAbility): PolicyExpectation {
  function assertThat<Result>(
    expected: string,
    accept: (decision: Decision, ask: (message: string) => AssertionError) => Result | undefined,
  ): AssertDecision<Result> {
    const assertion = (...args: readonly unknown[]): Result => {
      const question = readQuestion(args);
      const decision = ask(ability, question);
      const failure = (message: string): AssertionError =>
        new AssertionError({
          message: `Expected ${describeCaller(caller)} ${message}: ${describeQuestion(question)}.\n${explain(decision)}`,
          actual: outcomeOf(decision),
          expected,
          operator: 'expectPolicy',
          stackStartFn: assertion,
        });
      if (outcomeOf(decision) === 'failed') throw failure(`to get a decision (${expected})`);
      const result = accept(decision, failure);
      if (result === undefined) throw failure(`to get the decision "${expected}"`);
      return result;
    };
    return assertion;
  }
  const when =
    (...outcomes: Outcome[]) =>
    (decision: Decision): true | undefined =>
      outcomes.includes(outcomeOf(decision)) || undefined;
  return {
    toAllow: assertThat('allowed', when('allowed')),
    toDeny: assertThat('denied', (decision, failure) =>
      decision.granted || outcomeOf(decision) !== 'denied' ? undefined : expectedDenial(decision, failure),
    ),
    toDependOnInstance: assertThat('depends on the instance', when('depends on the instance')),
    not: { toAllow: assertThat('not allowed', when('denied', 'depends on the instance')) },
  };
}

/** The outcome of a decision, as tests and tables call it. */
export type Outcome = 'allowed' | 'denied' | 'depends on the instance' | 'failed';

/** @internal */
export function outcomeOf(decision: Decision): Outcome {
  if (decision.granted) return 'allowed';
  if (decision.reason === 'policy_failed') return 'failed';
  return decision.reason === 'subject_not_loaded' ? 'depends on the instance' : 'denied';
}

/** @internal */
export function ask(ability: CallerAbility, { action, subject, instance, field }: PolicyQuestion): Decision {
  return ability.decide(action, subject as never, instance, field);
}

function expectedDenial(denied: Denied, failure: (message: string) => AssertionError): ExpectedDenial {
  return {
    because(text) {
      const found = denied.because ?? '';
      if (typeof text === 'string' ? found === text : text.test(found)) return this;
      throw failure(`to be denied because ${typeof text === 'string' ? `"${text}"` : String(text)}`);
    },
    withReason(reason) {
      if (denied.reason === reason) return this;
      throw failure(`to be denied with the reason ${reason}`);
    },
  };
}

/** The decision and the rules behind it, a line each. */
export function explain(decision: Decision): string {
  const rules = [decision.rule, ...(decision.granted ? [] : (decision.unfulfilledRules ?? []))].filter(
    (rule) => rule !== undefined,
  );
  const lines = rules.map(({ source, effect, actions, subject, fields, conditional, appliesTo }) => {
    const parts = [
      `${effect === 'allow' ? 'can' : 'cannot'} ${actions.join(', ')} ${subject}`,
      fields && `fields ${fields.join(', ')}`,
      conditional && 'with conditions',
      appliesTo && `mapped from ${Object.values(appliesTo).join(' ')}`,
    ];
    return `  ${source}: ${parts.filter(Boolean).join('; ')}`;
  });
  return [foundIn(decision), ...lines].join('\n');
}

function foundIn(decision: Decision): string {
  if (decision.granted) return `It is allowed by ${decision.by}.`;
  const { reason, message, cause } = decision;
  const outcome = outcomeOf(decision);
  if (outcome === 'denied') return `It is denied (${reason}): ${message}`;
  if (outcome === 'depends on the instance') return `It depends on the instance: ${message}`;
  return `The decision failed: ${message}${cause instanceof Error ? ` ${cause.message}` : ''}`;
}
