import type { Caller } from '../tokens/principal.js';
import { AccessibleFilter } from './accessible-filter.js';
import { toAccessibleRules, type AccessibleRule } from './accessible-rules.js';
import { CallerRules, isAboutField, policyRule } from './caller-rules.js';
import { type ConsideredRule, consideredRule, EVERY_FIELD } from './considered-rule.js';
import { deny, type Decision, type Denied } from './decision.js';
import { toError } from './denial-error.js';
import { judge } from './judgement.js';
import { describeValue } from './names.js';
import type { RuleSet } from './policy-rules.js';
import type { ActionOn, FieldOf, FieldsOf, SubjectType } from './policy-types.js';
import { requireAction, subjectTypeName } from './subject-type.js';
import { isThenable } from './thenable.js';

/** A question that code insisted on by `assert` or `assertFields`, and its decision. */
export interface Assertion {
  /** As it was asked. */
  readonly action: string;
  /** As it was asked. */
  readonly subjectType: SubjectType;
  /** The subject itself; `undefined` where it was not at hand. */
  readonly instance: unknown;
  /** The fields; `undefined` where the question was about the subject as a whole. */
  readonly fields: readonly string[] | undefined;
  /** What was decided. */
  readonly decision: Decision;
}

/** Told of every {@link Assertion} before its denial is thrown. It must not throw. */
export type AssertionObserver = (assertion: Assertion) => void;

const NO_RULES: RuleSet = { rules: [], unbuilt: [] };

/**
 * What the policies allow one caller. Made by `PolicySet.abilityFor`.
 *
 * - Default deny, and a rule that forbids wins over every rule that allows, in whatever order they were written.
 * - The type of the subject is what you pass, never what an instance says about itself.
 * - A rule with conditions needs the instance: without it, an allowing rule does not grant and a forbidding one
 *   is not passed (`subject_not_loaded`).
 * - A rule limited to fields grants only questions about those fields. A question without a field is about the
 *   subject as a whole, which rules that forbid single fields leave alone: use `decideFields` for a change.
 * - Asking for `manage` or `all` asks for every action or every type, so a rule that forbids any of them denies.
 * - Bad input (no action, an instance that is a string, a list or a promise) is denied with `policy_failed`.
 *
 * @example
 * ```ts
 * import type { CallerAbility } from 'castellan/core';
 *
 * export function rename(ability: CallerAbility, article: { title: string }, title: string): void {
 *   ability.assert('update', 'Article', article, 'title');
 *   article.title = title;
 * }
 * ```
 */
export class CallerAbility {
  readonly #caller: Caller;
  #rules: CallerRules;
  readonly #failure: Denied | undefined;
  #observer: AssertionObserver | undefined;

  /**
   * @param failure The denial of everything, if a policy failed.
   * @internal
   */
  constructor(caller: Caller, rules: RuleSet, failure?: Denied) {
    this.#caller = caller;
    this.#rules = new CallerRules(rules);
    this.#failure = failure;
  }

  /**
   * The same ability for one request, which tells an observer of what is asserted. `decide` and `can` only ask, and
   * are not told.
   */
  observedBy(observer: AssertionObserver): CallerAbility {
    const observed = new CallerAbility(this.#caller, NO_RULES, this.#failure);
    observed.#rules = this.#rules;
    observed.#observer = observer;
    return observed;
  }

  /** Whether a policy failed, so that everything is denied. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Decides one question. Never throws.
   *
   * @param instance The subject itself. `undefined` and `null` both say that it is not at hand.
   * @param field One field of the subject.
   */
  decide<const Subject extends SubjectType>(
    action: ActionOn<Subject>,
    subjectType: Subject,
    instance?: unknown,
    field?: FieldOf<Subject>,
  ): Decision {
    if (this.#failure !== undefined) return this.#failure;
    try {
      return judge(this.#rules, {
        action: requireAction(action),
        subject: subjectTypeName(subjectType),
        instance: requireInstance(instance),
        field: requireField(field),
      });
    } catch (error) {
      return deny('policy_failed', 'The question to the policies could not be decided.', { cause: error });
    }
  }

  /**
   * Decides about a change of several fields: all must be allowed. An empty list decides about the subject as a
   * whole. Never throws.
   */
  decideFields<const Subject extends SubjectType, Field extends string>(
    action: ActionOn<Subject>,
    subjectType: Subject,
    instance: unknown,
    fields: readonly Field[] & FieldsOf<Subject, Field>,
  ): Decision {
    if (!Array.isArray(fields)) {
      return deny('policy_failed', `The fields must be a list, but they are ${describeValue(fields)}.`);
    }
    let granted: Decision | undefined;
    for (const field of fields as readonly unknown[]) {
      // A hole in the list is no field, and must not become the question without one.
      const decision = this.decide(action, subjectType, instance, (field ?? null) as string);
      if (!decision.granted) return decision;
      granted = decision;
    }
    return granted ?? this.decide(action, subjectType, instance);
  }

  /** {@link decide} as a boolean. A failure is false: use `decide` or `assert` to tell it from a denial. */
  can<const Subject extends SubjectType>(
    action: ActionOn<Subject>,
    subjectType: Subject,
    instance?: unknown,
    field?: FieldOf<Subject>,
  ): boolean {
    return this.decide(action, subjectType, instance, field).granted;
  }

  /** {@link decide}, throwing what {@link toError} makes of a denial. */
  assert<const Subject extends SubjectType>(
    action: ActionOn<Subject>,
    subjectType: Subject,
    instance?: unknown,
    field?: FieldOf<Subject>,
  ): void {
    const decision = this.decide(action, subjectType, instance, field);
    const fields = field === undefined ? undefined : [field];
    this.#enforce({ action, subjectType, instance, fields, decision });
  }

  /** {@link decideFields}, throwing what {@link toError} makes of a denial. */
  assertFields<const Subject extends SubjectType, Field extends string>(
    action: ActionOn<Subject>,
    subjectType: Subject,
    instance: unknown,
    fields: readonly Field[] & FieldsOf<Subject, Field>,
  ): void {
    const decision = this.decideFields(action, subjectType, instance, fields);
    this.#enforce({ action, subjectType, instance, fields, decision });
  }

  /** The filter for lists that follows from the same rules. */
  accessible<const Subject extends SubjectType>(
    action: ActionOn<Subject>,
    subjectType: Subject,
  ): AccessibleFilter {
    return new AccessibleFilter({
      decide: (item) => this.decide(action, subjectType, item),
      toError: (denied) => toError(denied, this.#caller),
      rules: () => this.#accessibleRules(action, subjectType),
      unbuiltRules: () => this.#rules.unbuilt(requireAction(action), subjectTypeName(subjectType)),
    });
  }

  /**
   * Every rule about a question, and whether its conditions match, to explain a decision. It decides nothing: a
   * policy that failed has no rules here.
   */
  consider(
    action: string,
    subjectType: SubjectType,
    instance?: unknown,
    field?: string | typeof EVERY_FIELD,
  ): readonly ConsideredRule[] {
    const given = requireInstance(instance);
    return this.#rules
      .about(requireAction(action), subjectTypeName(subjectType))
      .filter((rule) => field === EVERY_FIELD || isAboutField(rule, field))
      .map((rule) => consideredRule(policyRule(rule), given && rule.matchesConditions(given)));
  }

  /** {@link consider} for a question about every field: the rules about single fields are among the others. */
  considerEveryField(
    action: string,
    subjectType: SubjectType,
    instance?: unknown,
  ): readonly ConsideredRule[] {
    return this.consider(action, subjectType, instance, EVERY_FIELD);
  }

  #accessibleRules(action: string, subjectType: SubjectType): readonly AccessibleRule[] {
    if (this.#failure !== undefined) throw toError(this.#failure, this.#caller);
    const rules = this.#rules.about(requireAction(action), subjectTypeName(subjectType));
    return toAccessibleRules(rules.filter((rule) => isAboutField(rule, undefined)).map(policyRule));
  }

  #enforce(assertion: Assertion): void {
    this.#observer?.(assertion);
    const { decision } = assertion;
    if (!decision.granted) throw toError(decision, this.#caller);
  }
}

/**
 * CASL takes a string or a function for a subject type and then ignores conditions; of a list it looks at every
 * member; and a promise lacks every field, which conditions such as `$ne` match.
 */
function requireInstance(instance: unknown): Record<string, unknown> | undefined {
  if (instance === undefined || instance === null) return undefined;
  if (typeof instance !== 'object' || Array.isArray(instance) || isThenable(instance)) {
    const found = isThenable(instance) ? 'something to wait for' : describeValue(instance);
    throw new TypeError(`The instance must be one loaded object, but it is ${found}.`);
  }
  return instance as Record<string, unknown>;
}

function requireField(field: unknown): string | undefined {
  if (field === undefined || typeof field === 'string') return field;
  throw new TypeError(`The field must be a string, but it is ${describeValue(field)}.`);
}
