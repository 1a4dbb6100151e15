import { ConfigurationError } from '../errors/index.js';
import type { AppliedRule, RuleMapping } from './applied-rule.js';
import { compileConditions, type InstanceTest } from './conditions-matcher.js';
import { copyConditions, UnsafeConditionsError, type Conditions, type ForeignObjects } from './conditions.js';
import type { Granted } from './decision.js';
import { fieldPatterns, type FieldPatterns } from './field-patterns.js';
import { describeValue, requireName, requireNames } from './names.js';
import type { ActionOn, ConditionsOn, FieldPatternOf, SubjectType } from './policy-types.js';
import { requireAction, subjectTypeName } from './subject-type.js';
import { discard, isThenable } from './thenable.js';

/** What a rule returns, to explain it. */
export interface RuleReason {
  /** Says why, for developers and logs. It is never sent to a caller. */
  because(text: string): void;
}

/** Adds a rule. */
export interface DefineRule {
  <const Subject extends SubjectType>(
    action: ActionOn<Subject> | readonly ActionOn<Subject>[],
    subject: Subject,
    conditions?: ConditionsOn<Subject>,
  ): RuleReason;
  <const Subject extends SubjectType>(
    action: ActionOn<Subject> | readonly ActionOn<Subject>[],
    subject: Subject,
    fields: readonly FieldPatternOf<Subject>[],
    conditions?: ConditionsOn<Subject>,
  ): RuleReason;
}

/**
 * What a policy method gets to write its rules with.
 *
 * - Nothing is allowed until a `can` says so. A `cannot` wins over every `can`, whatever their order.
 * - The action `manage` stands for every action and the subject `'all'` for every type.
 * - `fields` is a list of field names. In a name, `*` stands for anything but a dot, and `**` for anything: `meta.*`
 *   is about `meta.color` and neither about `meta` nor about `meta.color.dark`. A `can` with fields grants only
 *   questions about those fields; a `cannot` with fields forbids only questions about those fields, the fields
 *   inside them and the ones around them.
 * - A question about a field is denied where a part of its name is empty, `__proto__`, `constructor` or `prototype`.
 * - Conditions are described at {@link Conditions}.
 *
 * **Conditions that cannot be trusted.** A condition is refused if it is, at any depth, `undefined`, `null`,
 * `NaN`, infinite, an invalid date, a function, an empty object or list, an object or a list of the token's claims, an
 * unknown operator, or an operator with the wrong operand, or if its path is empty or leads through what every object
 * has, such as `constructor`. Only the list of `$in` may be empty, and then matches nothing. That is what a missing or forged claim looks like, and CASL would let most of them match
 * too much. A `can` with such a condition is **not built**: it grants nothing, and the denial that follows says
 * so. A `cannot` with such a condition **forbids without any condition**: dropping it would allow what it was
 * written to forbid. (A list of strings out of the claims may be the operand of `$in`, `$nin` or `$all`, where
 * each member is checked. As fields, copy it: `[...list]`.)
 *
 * Rules are kept as long as the token is, so a policy reads the caller and nothing else: no clock, no request,
 * no database. What changes between two requests belongs into the instance or into a requirement.
 *
 * @example
 * ```ts
 * import type { Rules, UserPrincipal } from 'castellan/core';
 *
 * export function editors({ can, cannot }: Rules, user: UserPrincipal): void {
 *   can('update', 'Article', { authorId: user.sub });
 *   can('update', 'Article', ['title', 'tags'], { status: { $in: ['draft', 'review'] } });
 *   cannot('update', 'Article', { locked: true }).because('the article is locked');
 * }
 * ```
 */
export interface Rules {
  /** Allows. */
  readonly can: DefineRule;
  /** Forbids, whatever else is allowed. */
  readonly cannot: DefineRule;
}

/** The conditions of a rule: as data, and as the test made of it. */
export interface RuleConditions {
  readonly query: Conditions;
  readonly matches: InstanceTest;
}

/** A rule as CASL's index takes it, and where it comes from. */
export interface PolicyRule {
  readonly action: string[];
  readonly subject: string;
  readonly fields?: string[];
  /** The tests made of its fields. */
  readonly patterns?: FieldPatterns;
  readonly conditions?: RuleConditions;
  readonly inverted: boolean;
  /** The text given by `because(...)`. */
  reason?: string;
  readonly source: string;
  /** Why a `cannot` lost its conditions. */
  readonly unsafe?: string;
  /** What made the policy apply to the caller. */
  appliesTo?: RuleMapping;
  /** What decisions say about this rule, once one did. */
  applied?: AppliedRule;
  /** The decision of every question this rule allows, once it allowed one. */
  granted?: Granted;
}

/** A `can` that was refused. */
export interface UnbuiltRule {
  readonly action: readonly string[];
  readonly subject: string;
  /** For the log: which policy, which rule, and what is wrong with it. */
  readonly explanation: string;
}

/** What the policies of one caller add up to. */
export interface RuleSet {
  readonly rules: PolicyRule[];
  readonly unbuilt: UnbuiltRule[];
}

/**
 * Runs one policy and adds its rules to a set.
 *
 * @throws ConfigurationError if the policy writes something that is no rule, returns a promise, or keeps
 * adding rules after it returned. Whatever the policy throws comes through.
 */
export function collectRules(
  source: string,
  define: (rules: Rules) => unknown,
  ruleSet: RuleSet,
  foreign: ForeignObjects,
): void {
  const state = { open: true };
  const add =
    (effect: 'can' | 'cannot') =>
    (...args: readonly unknown[]): RuleReason => {
      if (!state.open) throw new ConfigurationError(`${source} adds a rule after it returned.`);
      const rule = addRule(source, effect, args, ruleSet, foreign);
      return { because: (text) => explain(source, state, rule, text) };
    };
  try {
    const returned = define({ can: add('can'), cannot: add('cannot') });
    if (isThenable(returned)) {
      discard(returned);
      throw new ConfigurationError(
        `${source} is asynchronous. A policy must add its rules before it returns.`,
      );
    }
  } finally {
    state.open = false;
  }
}

function addRule(
  source: string,
  effect: 'can' | 'cannot',
  args: readonly unknown[],
  ruleSet: RuleSet,
  foreign: ForeignObjects,
): PolicyRule | undefined {
  const [actions, subjectType, third] = args;
  const action = Array.isArray(actions) ? requireNames('The actions', actions) : [requireAction(actions)];
  const subject = subjectTypeName(subjectType);
  // Where conditions may stand, a list of the token would be taken for fields, and a `cannot` would shrink to them.
  const isList = Array.isArray(third) && !(args.length === 3 && foreign().has(third));
  const fields = isList ? requireNames('The fields', third) : undefined;
  if (args.length > 3 && fields === undefined) {
    throw new ConfigurationError(
      `${source}: the fields must be a list, but they are ${describeValue(third)}.`,
    );
  }
  // Counted, not compared with undefined: a missing claim in the place of the conditions is not "no conditions".
  const conditionsIndex = fields === undefined ? 2 : 3;
  const rule = {
    action: [...action],
    subject,
    inverted: effect === 'cannot',
    source,
    ...(fields && { fields: [...fields], patterns: fieldPatterns(fields) }),
  };
  if (args.length <= conditionsIndex) return push(ruleSet, rule);
  try {
    const query = copyConditions(args[conditionsIndex], foreign);
    return push(ruleSet, { ...rule, conditions: { query, matches: compileConditions(query, effect) } });
  } catch (error) {
    if (!(error instanceof UnsafeConditionsError)) throw error;
    if (effect === 'cannot') return push(ruleSet, { ...rule, unsafe: error.message });
    const explanation = `${source}: can ${action.join(', ')} ${subject} was not built: ${error.message}.`;
    ruleSet.unbuilt.push({ action, subject, explanation });
    return undefined;
  }
}

function push(ruleSet: RuleSet, rule: PolicyRule): PolicyRule {
  ruleSet.rules.push(rule);
  return rule;
}

function explain(source: string, state: { open: boolean }, rule: PolicyRule | undefined, text: string): void {
  if (!state.open) throw new ConfigurationError(`${source} changes a rule after it returned.`);
  requireName(`${source}: because(...)`, text);
  if (rule !== undefined) rule.reason = text;
}
