import { Ability, type AbilityTuple, type RuleOf } from '@casl/ability';
import { nearestName } from '../tokens/nearest-name.js';
import { fieldPatterns } from './field-patterns.js';
import type { PolicyRule, RuleConditions, RuleSet, UnbuiltRule } from './policy-rules.js';

type RuleIndex = Ability<AbilityTuple, RuleConditions>;
/** A rule as CASL keeps it. */
export type Rule = RuleOf<RuleIndex>;

/** The action and the subject type that stand for all of them. */
const ANY_ACTION = 'manage';
const ANY_SUBJECT = 'all';

/** The rules of one caller, found by what they are about. */
export class CallerRules {
  readonly #index: RuleIndex;
  readonly #subjects: ReadonlySet<string>;
  readonly #unbuilt: readonly UnbuiltRule[];

  constructor({ rules, unbuilt }: RuleSet) {
    this.#index = new Ability<AbilityTuple, RuleConditions>(rules, {
      conditionsMatcher: (conditions) => conditions.matches,
      fieldMatcher: (fields) => {
        const patterns = fieldPatterns(fields);
        return (field) => patterns.matches(field);
      },
    });
    this.#subjects = new Set(rules.map((rule) => rule.subject));
    this.#unbuilt = unbuilt;
  }

  /**
   * The rules about a question. Asking for every action, or every type, is about the rules that forbid any
   * single one as well, which CASL does not look at.
   */
  about(action: string, subject: string): readonly Rule[] {
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
  unbuilt(action: string, subject: string): readonly string[] {
    return this.#unbuilt
      .filter((rule) => rule.subject === subject || rule.subject === ANY_SUBJECT)
      .filter((rule) => rule.action.includes(action) || rule.action.includes(ANY_ACTION))
      .map((rule) => rule.explanation);
  }

  /** Whether any rule is about this type of subject. */
  mentions(subject: string): boolean {
    return this.#subjects.has(subject) || this.#subjects.has(ANY_SUBJECT);
  }

  /** An action in the rules about a subject that an action nobody mentions may have been meant to be. */
  likeAction(action: string, subject: string): string | undefined {
    const known = this.#index.actionsFor(subject);
    return known.includes(action) ? undefined : nearestName(action, known);
  }
}

/** The rule a policy wrote, which CASL keeps as the origin of its own. */
export function policyRule(rule: Rule): PolicyRule {
  return rule.origin as unknown as PolicyRule;
}

/** Whether a rule is about a field; without a field, whether it is about the subject as a whole. */
export function isAboutField(rule: Rule, field: string | undefined): boolean {
  const { patterns } = policyRule(rule);
  if (patterns === undefined) return true;
  if (field === undefined) return false;
  return rule.inverted ? patterns.touches(field) : patterns.matches(field);
}
