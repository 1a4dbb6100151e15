import { Ability, fieldPatternMatcher, type AbilityTuple, type RuleOf } from '@casl/ability';
import type { Caller } from '../tokens/principal.js';
import { AccessibleFilter } from './accessible-filter.js';
import { deny, type Decision, type Denied } from './decision.js';
import { toError } from './denial-error.js';
import { fieldsOverlap } from './field-overlap.js';
import { describeValue } from './names.js';
import type { PolicyRule, RuleConditions, RuleSet, UnbuiltRule } from './policy-rules.js';
import { isFieldName, question } from './question.js';
import { requireAction, subjectTypeName, type SubjectType } from './subject-type.js';
import { isThenable } from './thenable.js';

type RuleIndex = Ability<AbilityTuple, RuleConditions>;
type Rule = RuleOf<RuleIndex>;
type Instance = Record<string, unknown>;

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
  readonly #index: RuleIndex;
  readonly #subjects: ReadonlySet<string>;
  readonly #unbuilt: readonly UnbuiltRule[];
  readonly #failure: Denied | undefined;

  /**
   * @param failure The denial of everything, if a policy failed.
   * @internal
   */
  constructor(caller: Caller, { rules, unbuilt }: RuleSet, failure?: Denied) {
    this.#caller = caller;
    this.#index = new Ability<AbilityTuple, RuleConditions>(rules, {
      conditionsMatcher: (conditions) => conditions.matches,
      fieldMatcher: fieldPatternMatcher,
    });
    this.#subjects = new Set(rules.map((rule) => rule.subject));
    this.#unbuilt = unbuilt;
    this.#failure = failure;
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
  decide(action: string, subjectType: SubjectType, instance?: unknown, field?: string): Decision {
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
  decideFields(
    action: string,
    subjectType: SubjectType,
    instance: unknown,
    fields: readonly string[],
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
  can(action: string, subjectType: SubjectType, instance?: unknown, field?: string): boolean {
    return this.decide(action, subjectType, instance, field).granted;
  }

  /** {@link decide}, throwing what {@link toError} makes of a denial. */
  assert(action: string, subjectType: SubjectType, instance?: unknown, field?: string): void {
    this.#throwIfDenied(this.decide(action, subjectType, instance, field));
  }

  /** {@link decideFields}, throwing what {@link toError} makes of a denial. */
  assertFields(action: string, subjectType: SubjectType, instance: unknown, fields: readonly string[]): void {
    this.#throwIfDenied(this.decideFields(action, subjectType, instance, fields));
  }

  /** The filter for lists that follows from the same rules. */
  accessible(action: string, subjectType: SubjectType): AccessibleFilter {
    return new AccessibleFilter(
      (item) => this.decide(action, subjectType, item),
      (denied) => toError(denied, this.#caller),
    );
  }

  #throwIfDenied(decision: Decision): void {
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
    let wouldGrant = false;
    let wouldForbid = false;
    for (const rule of this.#rulesAbout(action, subject)) {
      if (!isAboutField(rule, field)) continue;
      if (rule.conditions !== undefined && instance === undefined) {
        if (rule.inverted) wouldForbid = true;
        else wouldGrant = true;
      } else if (rule.inverted) {
        if (rule.matchesConditions(instance)) return forbidden(policyRule(rule), action, subject, field);
      } else if (granting === undefined && rule.matchesConditions(instance)) {
        granting = rule;
      }
    }
    if (granting !== undefined && !wouldForbid) return policyRule(granting).granted;
    if (granting !== undefined || wouldGrant) return notLoaded(action, subject, field);
    return this.#nothingGrants(action, subject, field);
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

  #nothingGrants(action: string, subject: string, field: string | undefined): Denied {
    const unbuiltRules = this.#unbuilt
      .filter((rule) => rule.subject === subject || rule.subject === ANY_SUBJECT)
      .filter((rule) => rule.action.includes(action) || rule.action.includes(ANY_ACTION))
      .map((rule) => rule.explanation);
    const hint =
      unbuiltRules.length === 0 && !this.#subjects.has(subject) && !this.#subjects.has(ANY_SUBJECT)
        ? [`No policy that applies to the caller mentions ${subject}: is the policy registered?`]
        : [];
    const message = [`No rule allows ${question(action, subject, field)}.`, ...unbuiltRules, ...hint].join(
      ' ',
    );
    return deny('rule', message, unbuiltRules.length > 0 ? { unbuiltRules } : {});
  }
}

/** The rule a policy wrote, which CASL keeps as the origin of its own. */
function policyRule(rule: Rule): PolicyRule {
  return rule.origin as unknown as PolicyRule;
}

function isAboutField(rule: Rule, field: string | undefined): boolean {
  if (rule.fields === undefined) return true;
  if (field === undefined) return false;
  // CASL takes an empty name for no name, and a rule for some fields then allows it.
  if (field === '') return false;
  if (rule.matchesField(field)) return true;
  return rule.inverted && rule.fields.some((ruleField) => fieldsOverlap(ruleField, field));
}

function forbidden(rule: PolicyRule, action: string, subject: string, field: string | undefined): Denied {
  const reasons = [
    rule.reason,
    rule.unsafe && `its conditions could not be built, so it forbids without any: ${rule.unsafe}`,
  ].filter((reason) => reason !== undefined);
  const because = reasons.length > 0 ? ` because ${reasons.join('; ')}` : '';
  return deny('rule', `${rule.source} forbids ${question(action, subject, field)}${because}.`, {
    by: rule.source,
    ...(rule.reason !== undefined && { because: rule.reason }),
  });
}

function notLoaded(action: string, subject: string, field: string | undefined): Denied {
  return deny(
    'subject_not_loaded',
    `The rules about ${question(action, subject, field)} have conditions and no instance was given to check ` +
      'them on. Pass the instance, or name what loads it: can(action, type, { subject }).',
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
