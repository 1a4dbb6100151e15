import { notHere, serializationError, validationError } from '../dynamodb-error.js';
import type { Input } from './operation.js';

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

/** Throws a `DynamoDbError` for a parameter that the operation does not know: to ignore it would do something else. */
export function refuseUnknown(operation: string, input: Input, known: readonly string[]): void {
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && value !== null && !known.includes(name)) {
      throw notHere(`parameter ${name} of ${operation}`);
    }
  }
}

export function optionalString(input: Input, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw serializationError(`${name} must be a string.`);
  return value;
}

export function optionalBoolean(input: Input, name: string): boolean | undefined {
  const value = input[name] ?? undefined;
  if (value !== undefined && typeof value !== 'boolean') {
    throw serializationError(`${name} must be true or false.`);
  }
  return value;
}

/** A whole number of at least 1. */
export function optionalCount(input: Input, name: string, memberName: string): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw serializationError(`${name} must be a whole number.`);
  }
  if (value < 1) {
    throw validationError(
      `1 validation error detected: Value '${value}' at '${memberName}' failed to satisfy constraint: ` +
        'Member must have value greater than or equal to 1',
    );
  }
  return value;
}

/** One of the choices; the first of them if there is none. */
export function choice<T extends string>(input: Input, name: string, choices: readonly [T, ...T[]]): T {
  const value = optionalString(input, name);
  if (value === undefined) return choices[0];
  const found = choices.find((candidate) => candidate === value);
  if (found === undefined) {
    throw validationError(
      `1 validation error detected: Value '${value}' at '${memberName(name)}' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${choices.join(', ')}]`,
    );
  }
  return found;
}

const memberName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** The name of the table. */
export function tableNameOf(input: Input): string {
  const name = optionalString(input, 'TableName');
  if (name === undefined) {
    throw validationError(
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
  }
  if (!TABLE_NAME.test(name)) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have length between 3 and 255',
    );
  }
  return name;
}
