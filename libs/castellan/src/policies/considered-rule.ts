import type { AppliedRule } from './applied-rule.js';
import type { Conditions } from './conditions.js';
import type { PolicyRule } from './policy-rules.js';
import { appliedRule } from './rule-decisions.js';

/** Stands for every field there is, in a question about rules. */
export const EVERY_FIELD = Symbol('every field');

/** A rule that is about a question, for explanations. Its conditions may have values of claims in them. */
export interface ConsideredRule {
  readonly rule: AppliedRule;
  /** Whether its conditions match; `undefined` where there is no instance to check them on. */
  readonly matches: boolean | undefined;
  /** Absent where it has none, and so matches always. */
  readonly conditions?: Conditions;
}

/** @param matches What its conditions say about the instance; `undefined` where there is none. */
export function consideredRule(rule: PolicyRule, matches: boolean | undefined): ConsideredRule {
  const { conditions } = rule;
  return {
    rule: appliedRule(rule),
    matches: conditions === undefined ? true : matches,
    ...(conditions !== undefined && { conditions: conditions.query }),
  };
}
