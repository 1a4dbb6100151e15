import { validationError } from '../dynamodb-error.js';
import { type Condition } from '../expressions/condition.js';
import { parseCondition } from '../expressions/parse-condition.js';
import { Placeholders } from '../expressions/placeholders.js';
import type { Input } from './operation.js';
import { optionalString } from './parameters.js';

/** The placeholders of a request. Throws a `DynamoDbError` if there are some and no expression that could use them. */
export function placeholdersOf(input: Input, expressions: readonly string[]): Placeholders {
  const hasExpression = expressions.some((name) => (input[name] ?? undefined) !== undefined);
  for (const name of ['ExpressionAttributeNames', 'ExpressionAttributeValues']) {
    if (!hasExpression && (input[name] ?? undefined) !== undefined) {
      throw validationError(`${name} can only be specified when using expressions`);
    }
  }
  return new Placeholders(input);
}

/** A condition that may be there. */
export function optionalCondition(
  input: Input,
  name: string,
  placeholders: Placeholders,
): Condition | undefined {
  const expression = optionalString(input, name);
  return expression === undefined ? undefined : parseCondition(name, expression, placeholders);
}
