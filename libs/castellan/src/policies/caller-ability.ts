import { Ability, type AbilityTuple, type RuleOf } from '@casl/ability';
import type { Caller } from '../tokens/principal.js';
import { AccessibleFilter } from './accessible-filter.js';
import { toAccessibleRules, type AccessibleRule } from './accessible-rules.js';
import { deny, type Decision, type DenialDetails, type Denied } from './decision.js';
import { toError } from './denial-error.js';
import { fieldPatterns } from './field-patterns.js';
import { describeValue } from './names.js';
import type { PolicyRule, RuleConditions, RuleSet, UnbuiltRule } from './policy-rules.js';
import type { ActionOn, FieldOf, FieldsOf, SubjectType } from './policy-types.js';
import { type ConsideredRule, consideredRule, EVERY_FIELD } from './considered-rule.js';
import { isFieldName, question } from './question.js';
import { appliedRule, forbiddenBy, grantedBy } from './rule-decisions.js';
import { requireAction, subjectTypeName } from './subject-type.js';
import { isThenable } from './thenable.js';

type RuleIndex = Ability<AbilityTuple, RuleConditions>;
type Rule = RuleOf<RuleIndex>;
type Instance = Record<string, unknown>;

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

/** The action and the subject type that stand for all of them. */
const ANY_ACTION = 'manage';
const ANY_SUBJECT = 'all';

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
  #index: RuleIndex;
  #subjects: ReadonlySet<string>;
  readonly #unbuilt: readonly UnbuiltRule[];
  readonly #failure: Denied | undefined;
  #observer: AssertionObserver | undefined;

  /**
   * @param failure The denial of everything, if a policy failed.
   * @internal
   */
  constructor(caller: Caller, { rules, unbuilt }: RuleSet, failure?: Denied) {
    this.#caller = caller;
    this.#index = new Ability<AbilityTuple, RuleConditions>(rules, {
      conditionsMatcher: (conditions) => conditions.matches,
      fieldMatcher: (fields) => {
        const patterns = fieldPatterns(fields);
        return (field) => patterns.matches(field);
      },
    });
    this.#subjects = new Set(rules.map((rule) => rule.subject));
    this.#unbuilt = unbuilt;
    this.#failure = failure;
  }

  /**
   * The same ability for one request, which tells an observer of what is asserted. `decide` and `can` only ask, and
   * are not told.
   */
  observedBy(observer: AssertionObserver): CallerAbility {
    const observed = new CallerAbility(
      this.#caller,
      { rules: [], unbuilt: [...this.#unbuilt] },
      this.#failure,
    );
    observed.#index = this.#index;
    observed.#subjects = this.#subjects;
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
      const subject = subjectTypeName(subjectType);
      return this.#judge(requireAction(action), subject, requireInstance(instance), requireField(field));
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
      unbuiltRules: () => this.#unbuiltRules(requireAction(action), subjectTypeName(subjectType)),
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
    return this.#rulesAbout(requireAction(action), subjectTypeName(subjectType))
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
    const rules = this.#rulesAbout(requireAction(action), subjectTypeName(subjectType));
    return toAccessibleRules(rules.filter((rule) => isAboutField(rule, undefined)).map(policyRule));
  }

  #enforce(assertion: Assertion): void {
    this.#observer?.(assertion);
    const { decision } = assertion;
    if (!decision.granted) throw toError(decision, this.#caller);
  }

  #judge(
    action: string,
    subject: string,
    instance: Instance | undefined,
    field: string | undefined,
  ): Decision {
    if (field !== undefined && !isFieldName(field)) {
      return deny(
        'rule',
        `No rule allows ${question(action, subject, field)}: that is not the name of a field.`,
      );
    }
    let granting: Rule | undefined;
    let wouldGrant: Rule | undefined;
    let wouldForbid: Rule | undefined;
    let unfulfilled: Rule[] | undefined;
    let givesFields = false;
    for (const rule of this.#rulesAbout(action, subject)) {
      if (!isAboutField(rule, field)) {
        givesFields ||= field === undefined && !rule.inverted;
        continue;
      }
      if (rule.conditions !== undefined && instance === undefined) {
        if (rule.inverted) wouldForbid ??= rule;
        else wouldGrant ??= rule;
      } else if (rule.inverted) {
        if (rule.matchesConditions(instance)) return forbiddenBy(policyRule(rule), action, subject, field);
      } else if (granting === undefined) {
        if (rule.matchesConditions(instance)) granting = rule;
        else (unfulfilled ??= []).push(rule);
      }
    }
    if (granting !== undefined && wouldForbid === undefined) return grantedBy(policyRule(granting));
    const unchecked = granting === undefined ? wouldGrant : wouldForbid;
    if (unchecked !== undefined) return notLoaded(policyRule(unchecked), action, subject, field);
    return this.#nothingGrants(action, subject, field, unfulfilled, givesFields);
  }

  /**
   * The rules about a question. Asking for every action, or every type, is about the rules that forbid any
   * single one as well, which CASL does not look at.
   */
  #rulesAbout(action: string, subject: string): readonly Rule[] {
    const rules = this.#index.possibleRulesFor(action, subject);
    if (action !== ANY_ACTION && subject !== ANY_SUBJECT) return rules;
    const subjects = subject === ANY_SUBJECT ? [...this.#subjects] : [subject];
    const narrower = subjects.flatMap((type) =>
      (action === ANY_ACTION ? this.#index.actionsFor(type) : [action]).flatMap((name) =>
        this.#index.possibleRulesFor(name, type).filter((rule) => rule.inverted),
      ),
    );
    return [...rules, ...narrower];
  }

  /** Why rules that would allow this were not built. */
  #unbuiltRules(action: string, subject: string): readonly string[] {
    return this.#unbuilt
      .filter((rule) => rule.subject === subject || rule.subject === ANY_SUBJECT)
      .filter((rule) => rule.action.includes(action) || rule.action.includes(ANY_ACTION))
      .map((rule) => rule.explanation);
  }

  #nothingGrants(
    action: string,
    subject: string,
    field: string | undefined,
    unfulfilled: readonly Rule[] | undefined,
    givesFields: boolean,
  ): Denied {
    const unbuiltRules = this.#unbuiltRules(action, subject);
    const isUnmentioned =
      unbuiltRules.length === 0 && !this.#subjects.has(subject) && !this.#subjects.has(ANY_SUBJECT);
    const message = [
      `No rule allows ${question(action, subject, field)}.`,
      ...unbuiltRules,
      ...(isUnmentioned
        ? [`No policy that applies to the caller mentions ${subject}: is the policy registered?`]
        : []),
      ...(givesFields && unfulfilled === undefined ? [ONLY_FIELDS] : []),
    ].join(' ');
    const details: { -readonly [Name in keyof DenialDetails]: DenialDetails[Name] } = {};
    if (unfulfilled) details.unfulfilledRules = unfulfilled.map((rule) => appliedRule(policyRule(rule)));
    if (unbuiltRules.length > 0) details.unbuiltRules = unbuiltRules;
    return deny('rule', message, details);
  }
}

const ONLY_FIELDS =
  'There are rules about single fields only: ask about a field (can(action, type, { field })).';

/** The rule a policy wrote, which CASL keeps as the origin of its own. */
function policyRule(rule: Rule): PolicyRule {
  return rule.origin as unknown as PolicyRule;
}

function isAboutField(rule: Rule, field: string | undefined): boolean {
  const { patterns } = policyRule(rule);
  if (patterns === undefined) return true;
  if (field === undefined) return false;
  return rule.inverted ? patterns.touches(field) : patterns.matches(field);
}

function notLoaded(rule: PolicyRule, action: string, subject: string, field: string | undefined): Denied {
  return deny(
    'subject_not_loaded',
    `The rules about ${question(action, subject, field)} have conditions and no instance was given to check ` +
      'them on. Pass the instance, or name what loads it: can(action, type, { subject }).',
    { rule: appliedRule(rule) },
  );
}

/**
 * CASL takes a string or a function for a subject type and then ignores conditions; of a list it looks at every
 * member; and a promise lacks every field, which conditions such as `$ne` match.
 */
function requireInstance(instance: unknown): Instance | undefined {
  if (instance === undefined || instance === null) return undefined;
  if (typeof instance !== 'object' || Array.isArray(instance) || isThenable(instance)) {
    const found = isThenable(instance) ? 'something to wait for' : describeValue(instance);
    throw new TypeError(`The instance must be one loaded object, but it is ${found}.`);
  }
  return instance as Instance;
}

function requireField(field: unknown): string | undefined {
  if (field === undefined || typeof field === 'string') return field;
  throw new TypeError(`The field must be a string, but it is ${describeValue(field)}.`);
}
