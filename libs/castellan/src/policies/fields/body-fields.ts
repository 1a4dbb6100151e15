import { describeValue } from '../names.js';
import { printable } from '../question.js';

/** Why the fields of a body cannot be checked. It names no value of the body. */
export class UncheckableBodyError extends Error {
  override readonly name = 'UncheckableBodyError';
}

/** Nobody nests deeper in good faith, and whoever walks the body after us has a stack as well. */
const DEEPEST = 64;
/** In characters; of a member's name, and of the path to a field. A path is repeated for every field at its end. */
const LONGEST_NAME = 256;
/** Each of them is a question to the policies. */
const MOST_FIELDS = 1_000;
const OF_PROTOTYPES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/**
 * No path, no operator of a database (`$set`), and no bracket notation: libraries take those for fields that the
 * check has never heard of.
 */
const FIELD_NAME = /^[^$.[\]][^.[\]]*$/;

/**
 * The fields that a body names. With `nested`, those inside of plain objects, as dotted paths; lists are one value.
 *
 * @throws UncheckableBodyError unless the body is a plain object with nothing but fields in it.
 */
export function fieldsOfBody(body: unknown, nested: boolean): readonly string[] {
  if (!isPlainObject(body)) throw new UncheckableBodyError(whyNot(body));
  const fields: string[] = [];
  addPaths(fields, body, '', nested);
  refuseWhatIsNoData(body, 1);
  return fields;
}

/** Whether it is an object as a parser makes it, and no list. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function whyNot(body: unknown): string {
  if (body === undefined) {
    return 'There is no body, or nothing has parsed it before the decision. Only a parsed body can be checked.';
  }
  if (Array.isArray(body)) {
    return 'The body is a list. A list of operations, such as a JSON Patch (RFC 6902), cannot be checked: take an object.';
  }
  return `The body must be an object, but it is ${describeValue(body)}.`;
}

function addPaths(
  fields: string[],
  object: Readonly<Record<string, unknown>>,
  prefix: string,
  nested: boolean,
): void {
  const names = Object.keys(object);
  refuseManyFields(fields.length + names.length);
  for (const name of names) {
    if (!FIELD_NAME.test(name)) {
      throw new UncheckableBodyError(
        `The body has a member called ${printable(name)}, which is not the name of one field.`,
      );
    }
    const path = `${prefix}${name}`;
    if (path.length > LONGEST_NAME) {
      throw new UncheckableBodyError(
        `The path to a field must have at most ${LONGEST_NAME} characters, but the body has ${printable(path)}.`,
      );
    }
    const value = object[name];
    if (nested && isPlainObject(value) && !isEmpty(value)) addPaths(fields, value, `${path}.`, nested);
    else fields.push(path);
  }
  refuseManyFields(fields.length);
}

function refuseManyFields(count: number): void {
  if (count <= MOST_FIELDS) return;
  throw new UncheckableBodyError(
    `The body has more than ${MOST_FIELDS} fields. Send them in several requests.`,
  );
}

function isEmpty(object: object): boolean {
  for (const name in object) if (Object.hasOwn(object, name)) return false;
  return true;
}

function refuseWhatIsNoData(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw new UncheckableBodyError(`The body is nested more than ${DEEPEST} levels deep.`);
  if (!Array.isArray(value) && !isPlainObject(value)) {
    throw new UncheckableBodyError(
      `The body has a value in it that is neither plain data nor a list, but ${kindOf(value)}. ` +
        'Take files and bytes in a request of their own.',
    );
  }
  for (const name of Object.keys(value)) {
    if (OF_PROTOTYPES.has(name)) {
      throw new UncheckableBodyError(`The body has a member called ${name}, which is never a field.`);
    }
    refuseWhatIsNoData((value as Readonly<Record<string, unknown>>)[name], depth + 1);
  }
}

/** Such as `Uint8Array`. */
function kindOf(value: object): string {
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return kind === 'Object' ? 'an instance of a class' : `a ${kind}`;
}
