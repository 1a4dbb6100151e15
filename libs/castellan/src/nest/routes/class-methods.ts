import type { Type } from '@nestjs/common';

/** A method of a controller, as Nest hands it out. */
export type Handler = object & { readonly name: string };

/** The prototypes of a class and of everything it extends, nearest first. */
export function prototypesOf(type: Type): readonly object[] {
  const prototypes: object[] = [];
  for (
    let current = type.prototype as object | null;
    current !== null && current !== Object.prototype;
    current = Object.getPrototypeOf(current) as object | null
  ) {
    prototypes.push(current);
  }
  return prototypes;
}

/**
 * The names a handler has among the methods of its class. None, if it is not one of them: an arrow function in a
 * field, for example.
 */
export function namesOf(prototypes: readonly object[], handler: Handler): readonly (string | symbol)[] {
  const names = new Set(
    prototypes.flatMap((prototype) =>
      Reflect.ownKeys(prototype).filter((name) => ownMethod(prototype, name) === handler),
    ),
  );
  if (names.size > 0) return [...names];
  // A method that was bound in the constructor runs the same code under the same name.
  const bound = /^bound (.+)$/.exec(handler.name)?.[1];
  const isMethod =
    bound !== undefined && prototypes.some((prototype) => ownMethod(prototype, bound) !== undefined);
  return isMethod ? [bound] : [];
}

/** The function of a name in this very prototype. */
export function ownMethod(prototype: object, name: string | symbol): object | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  return typeof value === 'function' ? value : undefined;
}
