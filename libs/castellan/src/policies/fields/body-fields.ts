import { describeValue } from '../names.js';

/** Why the fields of a body cannot be checked. It names no value of the body. */
export class UncheckableBodyError extends Error {
  override readonly name = 'UncheckableBodyError';
}

/** Nobody nests deeper in good faith, and whoever walks the body after us has a stack as well. */
const DEEPEST = 64;
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
  refuseDeepPrototypes(body, 1);
  return paths(body, '', nested);
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

function paths(object: Readonly<Record<string, unknown>>, prefix: string, nested: boolean): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (!FIELD_NAME.test(name)) {
      throw new UncheckableBodyError(
        `The body has a member called ${JSON.stringify(name)}, which is not the name of one field.`,
      );
    }
    const path = `${prefix}${name}`;
    const leadsInside = nested && isPlainObject(value) && Object.keys(value).length > 0;
    return leadsInside ? paths(value, `${path}.`, nested) : [path];
  });
}

function refuseDeepPrototypes(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw new UncheckableBodyError(`The body is nested more than ${DEEPEST} levels deep.`);
  for (const [name, member] of Object.entries(value)) {
    if (OF_PROTOTYPES.has(name)) {
      throw new UncheckableBodyError(`The body has a member called ${name}, which is never a field.`);
    }
    refuseDeepPrototypes(member, depth + 1);
  }
}
