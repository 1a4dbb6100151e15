import { Injectable, UseFilters } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { isFiltered, markFiltered } from '../context/filtered-handlers.js';
import { HandlerRefusalFilter } from '../context/handler-refusal.filter.js';

/** How Nest marks a method as a handler of HTTP requests, or as a resolver of GraphQL. */
const HANDLER_MARKS = [
  'method',
  'graphql:resolver_type',
  'graphql:resolve_property',
  'graphql:resolve_reference',
];

/**
 * Puts the filter for refusals on every HTTP handler and every resolver, behind all others, which is where Nest looks first. A global
 * filter would come after those of the application; an interceptor would cost every request that is not refused.
 */
@Injectable()
export class HandlerRefusals {
  readonly #filter = new HandlerRefusalFilter();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Has to come before Nest makes the routes. */
  register(): void {
    for (const { instance, metatype } of [
      ...this.discovery.getControllers(),
      ...this.discovery.getProviders(),
    ]) {
      if (typeof metatype !== 'function') continue;
      const prototype: unknown = metatype.prototype;
      if (typeof prototype !== 'object' || prototype === null) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handlers = new Set([
          Reflect.get(prototype, name),
          (instance as Record<string, unknown> | null)?.[name],
        ]);
        for (const handler of handlers) if (isHandler(handler)) this.filter(handler);
      }
    }
  }

  /** Controllers belong to the loaded code: another application in this process may have done it before. */
  private filter(handler: object): void {
    if (isFiltered(handler)) return;
    UseFilters(this.#filter)(handler, 'handler', { value: handler });
    markFiltered(handler);
  }
}

function isHandler(value: unknown): value is object {
  return typeof value === 'function' && HANDLER_MARKS.some((mark) => Reflect.hasMetadata(mark, value));
}
