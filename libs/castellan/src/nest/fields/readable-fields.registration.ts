import { Injectable, type Type, UseInterceptors } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { prototypesOf } from '../routes/class-methods.js';
import { readableFieldsOf } from './readable-fields.decorator.js';
import type { ReadableFieldsInterceptor } from './readable-fields.interceptor.js';

const FILTERED = 'castellan:fields-filtered';
/** How Nest remembers the parameters of a handler, and that `@Res` and `@Next` leave the answer to Nest. */
const PARAMETERS = '__routeArguments__';
const RESPONSE_OR_NEXT = /^[12]:/;
const RESOLVER_MARKS = ['graphql:resolver_type', 'graphql:resolve_property', 'graphql:resolve_reference'];
const PASSTHROUGH = '__responsePassthrough__';

/**
 * Puts the filter of `@ReadableFields` on the handlers it is written on, nearest to the handler. It is found by the
 * name of the method: on the function it would be lost where a decorator puts another function in its place, or a
 * subclass overrides the method.
 */
@Injectable()
export class ReadableFieldsRegistration {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /**
   * Has to come before Nest makes the routes.
   *
   * @throws ConfigurationError if a handler writes its response itself, past every filter.
   */
  register(): void {
    for (const { instance, metatype } of [
      ...this.discovery.getControllers(),
      ...this.discovery.getProviders(),
    ]) {
      if (typeof metatype !== 'function') continue;
      const prototype: unknown = metatype.prototype;
      if (typeof prototype !== 'object' || prototype === null) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const interceptor = declaredFor(metatype as Type, name);
        if (interceptor === undefined) continue;
        refuseOwnResponse(metatype as Type, name);
        // A method that was bound in the constructor is another function, and the one that Nest calls.
        const own = (instance as Readonly<Record<string, unknown>> | null)?.[name];
        const declared: unknown = Reflect.get(prototype, name);
        for (const handler of new Set([declared, own])) {
          if (typeof handler === 'function') filter(handler, interceptor);
        }
      }
    }
  }
}

/** The nearest declaration: a method that overrides another one filters as that does, unless it says otherwise. */
function declaredFor(type: Type, name: string): ReadableFieldsInterceptor | undefined {
  for (const prototype of prototypesOf(type)) {
    const declared = readableFieldsOf(prototype, name);
    if (declared !== undefined) return declared;
  }
  return undefined;
}

/** Handlers belong to the loaded code: another application in this process may have done it before. */
function filter(handler: object, interceptor: ReadableFieldsInterceptor): void {
  if (Reflect.getOwnMetadata(FILTERED, handler) === interceptor) return;
  UseInterceptors(interceptor)(handler, 'handler', { value: handler });
  Reflect.defineMetadata(FILTERED, interceptor, handler);
}

function refuseOwnResponse(type: Type, name: string): void {
  // The same numbers mean the context and the field information in a resolver of GraphQL.
  if (
    RESOLVER_MARKS.some((mark) =>
      Reflect.hasMetadata(mark, Reflect.get(type.prototype as object, name) as object),
    )
  )
    return;
  const parameters = Object.keys((Reflect.getMetadata(PARAMETERS, type, name) ?? {}) as object);
  if (!parameters.some((key) => RESPONSE_OR_NEXT.test(key))) return;
  if (Reflect.getMetadata(PASSTHROUGH, type, name) === true) return;
  throw new ConfigurationError(
    `${type.name}.${name} has @ReadableFields and writes its response itself, past every filter. Return the value, ` +
      'and write @Res({ passthrough: true }) where only headers are set.',
  );
}
