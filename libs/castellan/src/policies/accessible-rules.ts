import { ConfigurationError } from '../errors/index.js';
import { copyConditions, isPlainObject, type Conditions } from './conditions.js';
import type { PolicyRule } from './policy-rules.js';

/** One rule about a list: what adapters for databases build their queries from. */
export interface AccessibleRule {
  /** A list has what any rule allows and no rule forbids. */
  readonly effect: 'allow' | 'forbid';
  /** Names the policy, such as `ArticlePolicies.editors`. For errors and logs. */
  readonly source: string;
  /** What an item must look like. Without conditions the rule is about every item. */
  readonly conditions?: Conditions;
}

/** Copies, so that nobody can change the rules of a caller through a filter. */
export function toAccessibleRules(rules: readonly PolicyRule[]): readonly AccessibleRule[] {
  return rules.map(({ inverted, source, conditions }) => ({
    effect: inverted ? 'forbid' : 'allow',
    source,
    ...(conditions && { conditions: copyConditions(conditions.query, noObjects) }),
  }));
}

const NO_OBJECTS: ReadonlySet<object> = new Set();
const noObjects = (): ReadonlySet<object> => NO_OBJECTS;

/** One operator of one condition: `{ price: { $lt: 100 } }` is the field `price`, the operator `$lt` and 100. */
export interface Comparison {
  readonly rule: AccessibleRule;
  readonly field: string;
  readonly operator: string;
  readonly operand: unknown;
}

/** The comparisons of conditions, all of which must hold. A plain value is compared with `$eq`. */
export function comparisonsOf(rule: AccessibleRule, conditions: Conditions): Comparison[] {
  return Object.entries(conditions).flatMap(([field, value]) =>
    Object.entries(isPlainObject(value) ? value : { $eq: value }).map(([operator, operand]) => ({
      rule,
      field,
      operator,
      operand: operand as unknown,
    })),
  );
}

/**
 * Says that a query cannot say exactly what a rule says. The message names the rule, the field and the operator,
 * never the value.
 */
export function refuseComparison({ rule, field, operator }: Comparison, problem: string): never {
  throw new ConfigurationError(
    `The rule of ${rule.source} about "${field}" (${operator}) cannot become a query: ${problem}`,
  );
}
