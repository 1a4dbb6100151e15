import { Injectable, UseFilters } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { isFiltered, markFiltered } from '../context/filtered-handlers.js';
import { HandlerRefusalFilter } from '../context/handler-refusal.filter.js';
import { endWithToken } from '../graphql/subscription.interceptor.js';
import { nameHandler, nameReplacement } from './class-methods.js';
import { handlerHosts } from './handler-hosts.js';

/** How Nest marks a method as a handler of HTTP requests, of GraphQL, or of messages. */
const HANDLER_MARKS = [
  'method',
  'graphql:resolver_type',
  'graphql:resolve_property',
  'graphql:resolve_reference',
  'websockets:message_mapping',
];

/**
 * Puts the filter for refusals on every handler, behind all others, which is where Nest looks
 * first. A global filter would come after those of the application; an interceptor would cost every request that is
 * not refused.
 */
@Injectable()
export class HandlerRefusals {
  readonly #filter = new HandlerRefusalFilter();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Has to come before Nest makes the routes. Tells on the way which function and which class stands for which. */
  register(): void {
    for (const { type, prototype, instance } of handlerHosts(this.discovery)) {
      nameReplacement(prototype.constructor, type);
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const method: unknown = Reflect.get(prototype, name);
        const own = instance?.[name];
        // What was made of the method, bound in the constructor for example, is what Nest calls.
        if (isHandler(method) && typeof own === 'function' && own !== method) nameHandler(own, name);
        for (const handler of new Set([method, own])) if (isHandler(handler)) this.filter(handler);
      }
    }
  }

  /** Controllers belong to the loaded code: another application in this process may have done it before. */
  private filter(handler: object): void {
    endWithToken(handler);
    if (isFiltered(handler)) return;
    UseFilters(this.#filter)(handler, 'handler', { value: handler });
    markFiltered(handler);
  }
}

function isHandler(value: unknown): value is object {
  return typeof value === 'function' && HANDLER_MARKS.some((mark) => Reflect.hasMetadata(mark, value));
}
