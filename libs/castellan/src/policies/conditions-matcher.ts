import { buildMongoQueryMatcher, type MongoQuery } from '@casl/ability';
import type { Conditions } from './conditions.js';
import { readField } from './instance-field.js';

/** Says whether an instance fulfils conditions. */
export type InstanceTest = (instance: object) => boolean;

type Interpreters = NonNullable<Parameters<typeof buildMongoQueryMatcher>[1]>;
type Interpreter = (node: FieldNode, object: unknown, context: InterpreterContext) => boolean;

/** The parts of CASL's condition tree and context that the interpreters below use. */
interface FieldNode {
  readonly field: string;
  readonly value: unknown;
}
interface InterpreterContext {
  get(object: unknown, path: string): unknown;
  interpret(node: unknown, object: unknown): boolean;
}

/** CASL's name for "the value itself", inside `$elemMatch`. */
const ITSELF = '__itself__';

/**
 * Turns checked conditions into a test, by CASL's matcher with these holes of it closed:
 *
 * - fields are read by {@link readField};
 * - `$lt` and `$lte` matched a missing field and any value of another type (`'abc' <= 100`). A missing field
 *   now never matches. Values of different types have no order: that is no match for a rule that allows, and a
 *   match for one that forbids;
 * - values are compared without coercion: a client's `{ "toString": 1 }` in a field made the comparison throw;
 * - `$exists` did not see accessors, so `{ $exists: false }` matched every entity of some ORMs, and of a list of
 *   objects it did not match an empty one, and it threw where a text stood in place of an object;
 * - `$elemMatch` threw on a list with `null` in it, and took the values of several objects for one list.
 */
export function compileConditions(conditions: Conditions, effect: 'can' | 'cannot'): InstanceTest {
  return effect === 'can' ? allowing(conditions) : forbidding(conditions);
}

const allowing = matcher(false);
const forbidding = matcher(true);

function matcher(incomparable: boolean): (conditions: MongoQuery) => InstanceTest {
  const interpreters: Record<string, Interpreter> = {
    lt: ordered((order) => order < 0, incomparable),
    lte: ordered((order) => order <= 0, incomparable),
    gt: ordered((order) => order > 0, incomparable),
    gte: ordered((order) => order >= 0, incomparable),
    exists,
    elemMatch,
  };
  return buildMongoQueryMatcher(undefined, interpreters as Interpreters, {
    get: readField,
    compare: (left, right) => (toPrimitive(left) === toPrimitive(right) ? 0 : 1),
  });
}

/** Dates by their time, and identifiers of a database by what they print. */
function toPrimitive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.getTime();
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value;
}

function ordered(accepts: (order: number) => boolean, incomparable: boolean): Interpreter {
  return (node, object, context) => {
    const expected = toOrderable(node.value);
    const accepted = (value: unknown): boolean => {
      if (value === undefined || value === null) return false;
      const order = compare(toOrderable(value), expected);
      return order === undefined ? incomparable : accepts(order);
    };
    const value = context.get(object, node.field);
    return Array.isArray(value) ? value.some(accepted) : accepted(value);
  };
}

type Orderable = string | number | bigint | undefined;

/** Strings are ordered among themselves, and numbers, big integers and dates among themselves. */
function compare(left: Orderable, right: Orderable): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if ((typeof left === 'string') !== (typeof right === 'string')) return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}

function toOrderable(value: unknown): Orderable {
  if (value instanceof Date) return toOrderable(value.getTime());
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}

function exists(node: FieldNode, object: unknown, context: InterpreterContext): boolean {
  if (node.field === ITSELF) return (object !== undefined) === node.value;
  return valuesOf(node.field, object, context).some((value) => value !== undefined) === node.value;
}

function elemMatch(node: FieldNode, object: unknown, context: InterpreterContext): boolean {
  const isAboutMembers = leadsToItself(node.value);
  const matches = (member: unknown): boolean =>
    (isAboutMembers || (typeof member === 'object' && member !== null)) &&
    context.interpret(node.value, member);
  return valuesOf(node.field, object, context).some((list) => Array.isArray(list) && list.some(matches));
}

/** The field of the object it is in, or of each where these are a list. */
function valuesOf(field: string, object: unknown, context: InterpreterContext): unknown[] {
  const dot = field.lastIndexOf('.');
  const owner = dot === -1 ? object : context.get(object, field.slice(0, dot));
  const name = field.slice(dot + 1);
  return Array.isArray(owner) ? owner.map((each) => readField(each, name)) : [readField(owner, name)];
}

function leadsToItself(node: unknown): boolean {
  const { field, value } = node as { field?: string; value?: unknown };
  return field === undefined && Array.isArray(value) ? value.some(leadsToItself) : field === ITSELF;
}
