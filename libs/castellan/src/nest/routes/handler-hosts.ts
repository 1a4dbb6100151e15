import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';

/** A class that may have handlers. */
export interface HandlerHost {
  readonly type: Type;
  readonly prototype: object;
  /** Without its constructor having run, where one is made for each request. */
  readonly instance: Readonly<Record<string, unknown>> | undefined;
}

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Every controller and every provider of the application that has a class: what a factory made has one as well. */
export function handlerHosts(discovery: DiscoveryService): readonly HandlerHost[] {
  return [...discovery.getControllers(), ...discovery.getProviders()].flatMap((wrapper) => {
    const instance = instanceOf(wrapper);
    const type = classOf(wrapper, instance);
    return type === undefined ? [] : [{ type, prototype: type.prototype as object, instance }];
  });
}

function instanceOf({ instance }: Wrapper): HandlerHost['instance'] {
  const made: unknown = instance;
  return typeof made === 'object' && made !== null ? (made as Record<string, unknown>) : undefined;
}

function classOf({ metatype, inject }: Wrapper, instance: HandlerHost['instance']): Type | undefined {
  const type: unknown = metatype;
  if (isClass(type) && inject === undefined) return type;
  const made: unknown = instance && (Object.getPrototypeOf(instance) as object | null)?.constructor;
  return isClass(made) && (made as unknown) !== Object ? made : undefined;
}

function isClass(value: unknown): value is Type {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}
