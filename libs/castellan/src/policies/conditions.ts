/**
 * What an instance must look like, in the notation of MongoDB: `{ authorId: user.sub }`,
 * `{ 'owner.id': user.sub }`, `{ price: { $lt: 100 } }`. All members must hold.
 *
 * A member compares a field (dots lead into nested objects and lists) to a string, a finite number, a boolean,
 * a valid `Date`, or an identifier object with a `toJSON()`; or it applies these operators:
 *
 * | operator | operand | matches |
 * |---|---|---|
 * | `$eq`, `$ne` | a value | equal, not equal; nothing is coerced |
 * | `$in`, `$nin` | a list of values | one of them, none of them |
 * | `$lt`, `$lte`, `$gt`, `$gte` | a string, a number or a `Date` | ordered values of the same type only |
 * | `$exists` | a boolean | the field is there, is not there |
 * | `$regex` | a `RegExp` | strings |
 * | `$size`, `$all` | a whole number, a list of values | lists; `$all` also the fields of the objects in a list |
 * | `$elemMatch` | conditions or operators | lists with a member that matches |
 *
 * As in MongoDB, a field that holds a list equals a value if one member does, and `$ne`, `$nin` and
 * `{ $exists: false }` match an instance that lacks the field. Of the objects in a list, one is enough; `$exists` and
 * `$ne` are the opposites of that. A `Date` counts as its time in milliseconds. A field that is `null` is there.
 *
 * A missing field, and `null`, has no order and never matches `$lt` and its like. Another value that cannot be compared
 * with the operand, such as a text with a number, does not fulfil a rule that allows and does fulfil one that
 * forbids. Fields are read from the instance itself and from accessors of its class, never from a prototype's data.
 */
export type Conditions = Readonly<Record<string, unknown>>;

/** Why conditions cannot become a rule. It names the field, never the value. */
export class UnsafeConditionsError extends Error {
  override readonly name = 'UnsafeConditionsError';
}

/** Stands for a value that a policy document takes from a claim and that is not there. */
export class MissingValue {
  /** @param origin Where it should have come from, and why it did not. */
  constructor(readonly origin: string) {}
}

/** Names that lead out of the data of an instance, and the placeholder CASL uses for the instance itself. */
const FORBIDDEN_SEGMENTS: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
  '__itself__',
  '',
]);

/** Objects that came with a token. A condition must never be one: its sender would write the rule. */
export type ForeignObjects = () => ReadonlySet<object>;

type OperandCheck = (operand: unknown, path: string, foreign: ForeignObjects) => unknown;

const OPERATORS: ReadonlyMap<string, OperandCheck> = new Map<string, OperandCheck>([
  ['$eq', copyValue],
  ['$ne', copyValue],
  ['$lt', copyOrdered],
  ['$lte', copyOrdered],
  ['$gt', copyOrdered],
  ['$gte', copyOrdered],
  ['$in', (operand, path, foreign) => copyList(operand, path, foreign)],
  ['$nin', copyFilledList],
  ['$all', copyFilledList],
  ['$size', copySize],
  ['$exists', copyBoolean],
  ['$regex', copyPattern],
  ['$elemMatch', copyElementConditions],
]);

/** A claim that is missing looks like this too, and would match everything that lacks the field. */
const INSTEAD_OF_NULL =
  ', which cannot be told from a missing claim: compare a field that always has a value, such as { deleted: false }';

const INSTEAD_OF_OPERATOR: ReadonlyMap<string, string> = new Map([
  ['$or', 'write two rules, of which one is enough'],
  ['$and', 'write the conditions side by side: all of them must hold'],
  ['$nor', 'write a cannot'],
  ['$not', 'write a cannot'],
]);

/** What is wrong with an operator in the place of a field. */
export function misplacedOperator(name: string): string {
  const instead = INSTEAD_OF_OPERATOR.get(name) ?? 'it stands in the value of a field';
  return `the operator ${name} is not supported here: ${instead}`;
}

/**
 * Checks conditions and copies them, so that nobody changes a rule afterwards.
 *
 * @throws UnsafeConditionsError if a part is missing, empty, from the token, or not understood: each of these
 * would match more, or less, than was meant.
 */
export function copyConditions(conditions: unknown, foreign: ForeignObjects, prefix = ''): Conditions {
  const entries = entriesOf(conditions, prefix === '' ? 'the object of conditions' : `"${prefix}"`, foreign);
  return Object.fromEntries(
    entries.map(([field, value]) => {
      const path = prefix === '' ? field : `${prefix}.${field}`;
      if (field.startsWith('$')) refuse(misplacedOperator(field));
      if (field.split('.').some((segment) => FORBIDDEN_SEGMENTS.has(segment))) {
        refuse(`the path "${path}" is not allowed`);
      }
      return [
        field,
        isPlainObject(value) ? copyOperators(value, path, foreign) : copyValue(value, path, foreign),
      ];
    }),
  );
}

function copyOperators(value: object, path: string, foreign: ForeignObjects): Conditions {
  return Object.fromEntries(
    entriesOf(value, `the value of "${path}"`, foreign).map(([name, operand]) => {
      const copyOperand = OPERATORS.get(name);
      if (copyOperand === undefined) {
        const hint = name.startsWith('$')
          ? `: there are ${[...OPERATORS.keys()].join(', ')}`
          : ` (write a path such as "${path}.${name}")`;
        return refuse(`"${path}" uses ${name}, which is not a supported operator${hint}`);
      }
      return [name, copyOperand(operand, path, foreign)];
    }),
  );
}

function entriesOf(value: unknown, what: string, foreign: ForeignObjects): [string, unknown][] {
  if (!isPlainObject(value)) return refuse(`${what} must be a plain object, but it is ${kindOf(value)}`);
  if (foreign().has(value)) refuse(`${what} is an object of the token`);
  const keys = Reflect.ownKeys(value);
  if (keys.length === 0) refuse(`${what} is empty, which would match everything`);
  return keys.map((key) => {
    if (typeof key === 'symbol') return refuse(`${what} has a symbol as a key`);
    return [key, (value as Record<string, unknown>)[key]];
  });
}

function copyValue(value: unknown, path: string, foreign: ForeignObjects): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : refuse(`the value of "${path}" is not a finite number`);
  }
  if (value instanceof Date) return copyDate(value, path);
  return isIdentifier(value) && !foreign().has(value)
    ? value
    : refuse(`the value of "${path}" is ${kindOf(value)}${value === null ? INSTEAD_OF_NULL : ''}`);
}

function copyOrdered(operand: unknown, path: string): unknown {
  if (typeof operand === 'string' || Number.isFinite(operand)) return operand;
  if (operand instanceof Date) return copyDate(operand, path);
  return refuse(`"${path}" is compared to ${kindOf(operand)}, which has no order`);
}

function copyList(operand: unknown, path: string, foreign: ForeignObjects): unknown[] {
  if (!Array.isArray(operand)) return refuse(`"${path}" needs a list, but it has ${kindOf(operand)}`);
  // Array.from visits holes too, so that a sparse list is refused like one with undefined in it.
  return Array.from(operand, (member: unknown) => copyValue(member, path, foreign));
}

function copyFilledList(operand: unknown, path: string, foreign: ForeignObjects): unknown[] {
  const list = copyList(operand, path, foreign);
  return list.length > 0 ? list : refuse(`the list of "${path}" is empty, which would match everything`);
}

function copySize(operand: unknown, path: string): unknown {
  if (Number.isSafeInteger(operand) && (operand as number) >= 0) return operand;
  return refuse(`the size of "${path}" must be a whole number`);
}

function copyBoolean(operand: unknown, path: string): unknown {
  return typeof operand === 'boolean' ? operand : refuse(`$exists of "${path}" must be true or false`);
}

function copyPattern(operand: unknown, path: string): unknown {
  return operand instanceof RegExp ? new RegExp(operand) : refuse(`$regex of "${path}" must be a RegExp`);
}

function copyElementConditions(operand: unknown, path: string, foreign: ForeignObjects): unknown {
  const isAboutMembers = isPlainObject(operand) && Object.keys(operand).some((key) => key.startsWith('$'));
  return isAboutMembers ? copyOperators(operand, path, foreign) : copyConditions(operand, foreign, path);
}

function copyDate(date: Date, path: string): Date {
  return Number.isNaN(date.getTime()) ? refuse(`the value of "${path}" is an invalid date`) : new Date(date);
}

/** An object that stands for one value, such as a database identifier. */
function isIdentifier(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || isPlainObject(value)) return false;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON !== 'function') return false;
  const primitive: unknown = toJSON.call(value);
  return typeof primitive === 'string' || Number.isFinite(primitive);
}

/** Whether it is an object literal: operators or conditions, and not a value. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value instanceof MissingValue) return `missing: ${value.origin}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function refuse(problem: string): never {
  throw new UnsafeConditionsError(problem);
}
