import {
  arnLike,
  bool,
  type Comparison,
  date,
  ipAddress,
  numeric,
  stringEquals,
  stringEqualsIgnoreCase,
  stringLike,
} from './condition-comparisons.js';

/** A condition operator of a policy, taken apart. */
export interface ConditionOperator {
  readonly comparison: Comparison;
  /** True for the `...Not...` operators. */
  readonly negated: boolean;
  /** True for `Null`, which asks whether the key is absent and compares nothing. */
  readonly asksForAbsence: boolean;
  readonly qualifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
}

const EQUAL = (a: number, b: number): boolean => a === b;
const LESS = (a: number, b: number): boolean => a < b;
const LESS_OR_EQUAL = (a: number, b: number): boolean => a <= b;
const GREATER = (a: number, b: number): boolean => a > b;
const GREATER_OR_EQUAL = (a: number, b: number): boolean => a >= b;

const MATCHING: Readonly<Record<string, Comparison>> = {
  StringEquals: stringEquals,
  StringEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringLike: stringLike,
  NumericEquals: numeric(EQUAL),
  NumericLessThan: numeric(LESS),
  NumericLessThanEquals: numeric(LESS_OR_EQUAL),
  NumericGreaterThan: numeric(GREATER),
  NumericGreaterThanEquals: numeric(GREATER_OR_EQUAL),
  DateEquals: date(EQUAL),
  DateLessThan: date(LESS),
  DateLessThanEquals: date(LESS_OR_EQUAL),
  DateGreaterThan: date(GREATER),
  DateGreaterThanEquals: date(GREATER_OR_EQUAL),
  Bool: bool,
  IpAddress: ipAddress,
  ArnEquals: arnLike,
  ArnLike: arnLike,
};

const NEGATED: Readonly<Record<string, Comparison>> = {
  StringNotEquals: stringEquals,
  StringNotEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringNotLike: stringLike,
  NumericNotEquals: numeric(EQUAL),
  DateNotEquals: date(EQUAL),
  NotIpAddress: ipAddress,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
};

const NULL = 'Null';
const SPELLING = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** Every operator that the sandbox evaluates, without qualifiers. */
export const CONDITION_OPERATORS: readonly string[] = [
  ...Object.keys(MATCHING),
  ...Object.keys(NEGATED),
  NULL,
];

/** `undefined` for an operator that is not evaluated here; a policy with such an operator must be refused. */
export function parseConditionOperator(spelling: string): ConditionOperator | undefined {
  const [, qualifier, name = '', ifExists] = SPELLING.exec(spelling) ?? [];
  if (name === NULL) {
    if (qualifier !== undefined || ifExists !== undefined) return undefined;
    return { comparison: bool, negated: false, asksForAbsence: true, qualifier: undefined, ifExists: false };
  }
  const negated = Object.hasOwn(NEGATED, name);
  const comparison = negated ? NEGATED[name] : Object.hasOwn(MATCHING, name) ? MATCHING[name] : undefined;
  if (comparison === undefined) return undefined;
  return {
    comparison,
    negated,
    asksForAbsence: false,
    qualifier: qualifier as ConditionOperator['qualifier'],
    ifExists: ifExists !== undefined,
  };
}
