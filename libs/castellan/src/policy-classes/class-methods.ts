/** A class, whatever its constructor takes. */
export type AnyClass = abstract new (...parameters: never[]) => unknown;

/** The prototypes of a class and of everything it extends, nearest first. */
export function prototypesOf(type: AnyClass): readonly object[] {
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

/** The function of a name in this very prototype. */
export function ownMethod(prototype: object, name: string | symbol): object | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  return typeof value === 'function' ? value : undefined;
}

/** Functions can be without a prototype. */
export function isClass(value: unknown): value is AnyClass {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}
