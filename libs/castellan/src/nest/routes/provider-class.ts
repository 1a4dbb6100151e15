import type { Type } from '@nestjs/common';

/** What Nest knows about a provider or a controller. */
interface Provided {
  readonly metatype: unknown;
  readonly instance: unknown;
  readonly inject?: unknown;
}

/** The class of a provider. What a factory made, or was given as a value, has one as well, and Nest reads it. */
export function classesOf({ metatype, instance, inject }: Provided): readonly Type[] {
  if (isClass(metatype) && inject === undefined) return [metatype];
  if (typeof instance !== 'object' || instance === null) return [];
  const prototype = Object.getPrototypeOf(instance) as object | null;
  const type: unknown = prototype?.constructor;
  return isClass(type) && (type as unknown) !== Object ? [type] : [];
}

/** Factories of providers are functions too, some without a prototype. */
export function isClass(value: unknown): value is Type {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}
