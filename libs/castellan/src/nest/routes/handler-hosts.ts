import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { classesOf } from './provider-class.js';

/** A class that may have handlers. */
export interface HandlerHost {
  readonly type: Type;
  readonly prototype: object;
  /** Without its constructor having run, where one is made for each request. */
  readonly instance: Readonly<Record<string, unknown>> | undefined;
}

/** Every controller and every provider of the application that has a class. */
export function handlerHosts(discovery: DiscoveryService): readonly HandlerHost[] {
  return [...discovery.getControllers(), ...discovery.getProviders()].flatMap((wrapper) =>
    classesOf(wrapper).map((type) => ({
      type,
      prototype: type.prototype as object,
      instance: (wrapper.instance ?? undefined) as HandlerHost['instance'],
    })),
  );
}
