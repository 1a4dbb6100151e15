import { isRecord } from '../../option-check.js';
import { serializationError, validationError } from '../dynamodb-error.js';
import type { AttributeValue } from '../values/attribute-value.js';
import { readValue } from '../values/read-value.js';

/** The `#names` and `:values` of a request. What no expression uses is refused, as DynamoDB does. */
export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #used = new Set<string>();

  /** Throws a `DynamoDbError` for names or values that are malformed. */
  constructor(input: Readonly<Record<string, unknown>>) {
    this.#names = new Map(
      entriesOf(input, 'ExpressionAttributeNames', '#').map(([placeholder, name]) => {
        if (typeof name !== 'string') throw serializationError('An attribute name must be a string.');
        return [placeholder, name];
      }),
    );
    this.#values = new Map(
      entriesOf(input, 'ExpressionAttributeValues', ':').map(([placeholder, value]) => [
        placeholder,
        readValue(value),
      ]),
    );
  }

  name(kind: string, placeholder: string): string {
    const name = this.#names.get(placeholder);
    if (name === undefined) {
      throw validationError(
        `Invalid ${kind}: An expression attribute name used in the document path is not defined; ` +
          `attribute name: ${placeholder}`,
      );
    }
    this.#used.add(placeholder);
    return name;
  }

  value(kind: string, placeholder: string): AttributeValue {
    const value = this.#values.get(placeholder);
    if (value === undefined) {
      throw validationError(
        `Invalid ${kind}: An expression attribute value used in expression is not defined; ` +
          `attribute value: ${placeholder}`,
      );
    }
    this.#used.add(placeholder);
    return value;
  }

  /** Throws a `DynamoDbError` if one was given and not used. */
  requireAllUsed(): void {
    this.#requireUsed('ExpressionAttributeNames', this.#names);
    this.#requireUsed('ExpressionAttributeValues', this.#values);
  }

  #requireUsed(parameter: string, given: ReadonlyMap<string, unknown>): void {
    const unused = [...given.keys()].filter((placeholder) => !this.#used.has(placeholder));
    if (unused.length === 0) return;
    throw validationError(
      `Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`,
    );
  }
}

function entriesOf(
  input: Readonly<Record<string, unknown>>,
  parameter: string,
  sign: string,
): [string, unknown][] {
  const given = input[parameter];
  if (given === undefined || given === null) return [];
  if (!isRecord(given)) throw serializationError(`${parameter} must be a map.`);
  const entries = Object.entries(given);
  if (entries.length === 0) throw validationError(`${parameter} must not be empty`);
  const wrong = entries.find(([placeholder]) => !new RegExp(`^${sign}[A-Za-z0-9_]+$`).test(placeholder));
  if (wrong !== undefined) {
    throw validationError(
      `${parameter} contains invalid key: Syntax error; key: ${JSON.stringify(wrong[0])}`,
    );
  }
  return entries;
}
