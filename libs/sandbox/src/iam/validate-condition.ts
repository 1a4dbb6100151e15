import { isRecord } from '../option-check.js';
import { oneOf, optionError } from '../option-error.js';
import { CONDITION_OPERATORS, type ConditionOperator, parseConditionOperator } from './condition-operator.js';
import { policyTextParts } from './policy-text.js';

/** Throws an Error for a condition block that the sandbox cannot evaluate exactly. */
export function validateConditions(conditions: unknown, path: string, variables = true): void {
  if (!isRecord(conditions)) {
    throw optionError(path, conditions, 'Write an object: operator, then condition key, then values.');
  }
  for (const [spelling, keys] of Object.entries(conditions)) {
    const operatorPath = `${path}.${spelling}`;
    const operator = parseConditionOperator(spelling);
    if (operator === undefined) {
      throw optionError(
        operatorPath,
        keys,
        `The sandbox does not evaluate the condition operator ${spelling}. Write ${oneOf(CONDITION_OPERATORS)}; ` +
          'all but Null also take the prefixes ForAllValues: and ForAnyValue: and the suffix IfExists.',
      );
    }
    if (!isRecord(keys))
      throw optionError(operatorPath, keys, 'Write an object of condition keys to values.');
    for (const [key, values] of Object.entries(keys)) {
      validateValues(values, operator, `${operatorPath}[${JSON.stringify(key)}]`, variables);
    }
  }
}

function validateValues(
  values: unknown,
  operator: ConditionOperator,
  path: string,
  variables: boolean,
): void {
  const list: readonly unknown[] = Array.isArray(values) ? values : [values];
  if (list.length === 0) throw optionError(path, values, 'Write one or more values.');
  for (const value of list) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw optionError(path, value, 'Write a string, a number or a boolean, or an array of them.');
    }
    validateValue(String(value), operator, path, variables);
  }
}

function validateValue(
  value: string,
  { comparison }: ConditionOperator,
  path: string,
  variables: boolean,
): void {
  if (comparison.variables && variables) {
    validatePolicyText(value, path);
  } else if (variables && value.includes('${')) {
    throw optionError(path, value, `Policy variables work with string and ARN operators only.`);
  }
  if (!comparison.accepts(value)) throw optionError(path, value, `Write ${comparison.expects}.`);
}

/** Throws an Error for a policy variable that cannot be read. */
export function validatePolicyText(text: string, path: string): void {
  try {
    policyTextParts(text);
  } catch (error) {
    throw optionError(path, text, `This is why: ${(error as Error).message}.`);
  }
}
