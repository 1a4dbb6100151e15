import { Injectable, type Type, UseInterceptors } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { classChainOf } from '../routes/class-methods.js';
import { handlerHosts } from '../routes/handler-hosts.js';
import { declaredReadableFields } from './readable-fields.decorator.js';
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
    for (const { type, prototype, instance } of handlerHosts(this.discovery)) {
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const interceptor = declaredReadableFields(type, name);
        if (interceptor === undefined) continue;
        for (const written of classChainOf(type)) refuseOwnResponse(written as Type, type, name);
        // A method that was bound in the constructor is another function, and the one that Nest calls.
        for (const handler of new Set([Reflect.get(prototype, name) as unknown, instance?.[name]])) {
          if (typeof handler === 'function') filterFields(handler, interceptor);
        }
      }
    }
  }
}

/** Puts the filter on a handler. Handlers belong to the loaded code: another application in this process may have done it before. */
export function filterFields(handler: object, interceptor: ReadableFieldsInterceptor): void {
  if (Reflect.getOwnMetadata(FILTERED, handler) === interceptor) return;
  UseInterceptors(interceptor)(handler, 'handler', { value: handler });
  Reflect.defineMetadata(FILTERED, interceptor, handler);
}

/** @param written Where Nest keeps the parameters: a decorator can put another class in place of the one they stand in. */
function refuseOwnResponse(written: Type, type: Type, name: string): void {
  // The same numbers mean the context and the field information in a resolver of GraphQL.
  if (
    RESOLVER_MARKS.some((mark) =>
      Reflect.hasMetadata(mark, Reflect.get(type.prototype as object, name) as object),
    )
  )
    return;
  const parameters = Object.keys((Reflect.getMetadata(PARAMETERS, written, name) ?? {}) as object);
  if (!parameters.some((key) => RESPONSE_OR_NEXT.test(key))) return;
  if (Reflect.getMetadata(PASSTHROUGH, written, name) === true) return;
  throw new ConfigurationError(
    `${type.name}.${name} has @ReadableFields and writes its response itself, past every filter. Return the value, ` +
      'and write @Res({ passthrough: true }) where only headers are set.',
  );
}
