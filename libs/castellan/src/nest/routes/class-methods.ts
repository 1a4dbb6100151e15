import type { Type } from '@nestjs/common';
import { ownMethod, prototypesOf } from '../../policy-classes/class-methods.js';

export { ownMethod, prototypesOf };

/** A method of a controller, as Nest hands it out. */
export type Handler = object & { readonly name: string };

/**
 * A class and every class it extends, nearest first. A decorator can put another class in place of one, over the same
 * prototype: what is written on either of them counts.
 */
export function classChainOf(type: Type): readonly object[] {
  const classes = new Set<object>();
  for (
    let current: object | null = type;
    typeof current === 'function' && current !== Function.prototype;
    current = Object.getPrototypeOf(current) as object | null
  ) {
    classes.add(current);
  }
  for (const { constructor } of prototypesOf(type)) classes.add(constructor);
  return [...new Set([...classes].flatMap((one) => [...replacementsOf(one), one]))];
}

const REPLACEMENTS = 'castellan:replacements';

/** Says that a decorator put another class in place of one: Nest knows that one, and its objects name this one. */
export function nameReplacement(replaced: object, replacement: object): void {
  const known = replacementsOf(replaced);
  if (replaced === replacement || known.includes(replacement)) return;
  Reflect.defineMetadata(REPLACEMENTS, [...known, replacement], replaced);
}

function replacementsOf(type: object): readonly object[] {
  return (Reflect.getOwnMetadata(REPLACEMENTS, type) ?? []) as readonly object[];
}

const METHOD_NAME = 'castellan:method-name';

/**
 * Says under which name an object has a handler that is not the method of its class but a function made of it, bound
 * in the constructor for example. Nest calls the handler by that name, and reads what is written on the method there.
 */
export function nameHandler(handler: object, name: string): void {
  const names = (Reflect.getOwnMetadata(METHOD_NAME, handler) ?? []) as readonly string[];
  if (!names.includes(name)) Reflect.defineMetadata(METHOD_NAME, [...names, name], handler);
}

/**
 * The names a handler has among the methods of its class, or by {@link nameHandler}. None, if it is neither: an arrow
 * function in a field, or a bound method of a class that is made for each request, where nobody can say which one.
 */
export function namesOf(prototypes: readonly object[], handler: Handler): readonly (string | symbol)[] {
  const names = new Set(
    prototypes.flatMap((prototype) =>
      Reflect.ownKeys(prototype).filter((name) => ownMethod(prototype, name) === handler),
    ),
  );
  if (names.size > 0) return [...names];
  const given = (Reflect.getOwnMetadata(METHOD_NAME, handler) ?? []) as readonly string[];
  return given.filter((name) => prototypes.some((prototype) => ownMethod(prototype, name) !== undefined));
}
