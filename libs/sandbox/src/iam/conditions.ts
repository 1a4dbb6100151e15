import type { PolicyReading } from './condition-context.js';
import { type ConditionOperator, parseConditionOperator } from './condition-operator.js';
import { asArray } from './one-or-many.js';
import type { PolicyConditions } from './policy-document.js';

/** Whether every condition of a statement holds: operators and keys are combined with AND, values with OR. */
export function conditionsHold(conditions: PolicyConditions, reading: PolicyReading): boolean {
  return Object.entries(conditions).every(([spelling, keys]) => {
    const operator = parseConditionOperator(spelling);
    // Ignoring it would widen an Allow or lose a Deny.
    if (operator === undefined) throw new Error(`the condition operator ${spelling} is not evaluated`);
    return Object.entries(keys).every(([key, values]) =>
      conditionHolds(operator, asArray(values).map(String), reading.context.get(key.toLowerCase()), reading),
    );
  });
}

function conditionHolds(
  operator: ConditionOperator,
  policyValues: readonly string[],
  actual: readonly string[] | undefined,
  reading: PolicyReading,
): boolean {
  const { comparison, negated, qualifier } = operator;
  if (operator.asksForAbsence) {
    return policyValues.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  }
  if (actual === undefined) return operator.ifExists || holdsWithoutKey(operator);
  const satisfies = (value: string): boolean =>
    policyValues.some((policyValue) => comparison.matches(value, policyValue, reading)) !== negated;
  if (qualifier === 'ForAllValues') return actual.every(satisfies);
  if (qualifier === 'ForAnyValue') return actual.some(satisfies);
  // Several values without a qualifier: one may match, and "not" means that none does.
  return negated ? actual.every(satisfies) : actual.some(satisfies);
}

/** AWS: an absent key matches nothing, so "not equal" holds, and so does anything said of all of no values. */
function holdsWithoutKey({ qualifier, negated }: ConditionOperator): boolean {
  return qualifier === undefined ? negated : qualifier === 'ForAllValues';
}
