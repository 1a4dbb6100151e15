import type { EntryPoint } from './entry-points.js';
import { type HttpAddress, httpAddresses, type HttpSettings } from './http-paths.js';

const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const RESOLVED_REFERENCE = 'graphql:resolve_reference';
const MESSAGE = 'message';
const NAMESPACE = 'websockets:gateway_options';
const PATTERN = 'microservices:pattern';

/** Every address under which a handler is reached. */
export function addressesOf(entryPoint: EntryPoint, settings: HttpSettings): readonly HttpAddress[] {
  switch (entryPoint.kind) {
    case 'http':
      return httpAddresses(entryPoint, settings);
    case 'graphql':
      return [{ route: graphqlField(entryPoint) }];
    case 'websocket':
      return [{ route: subscribedMessage(entryPoint) }];
    case 'message':
      return patterns(entryPoint).map((pattern) => ({ route: `message ${shown(pattern)}` }));
  }
}

function graphqlField({ type, name, handler }: EntryPoint): string {
  const ofClass: unknown = Reflect.getMetadata(RESOLVER_NAME, type);
  const parent: unknown = Reflect.getMetadata(RESOLVER_TYPE, handler) ?? ofClass ?? type.name;
  if (Reflect.getMetadata(RESOLVED_REFERENCE, handler) === true)
    return `${String(parent)}.__resolveReference`;
  const field: unknown = Reflect.getMetadata(RESOLVER_NAME, handler) ?? name;
  return `${String(parent)}.${String(field)}`;
}

function subscribedMessage({ type, handler }: EntryPoint): string {
  const options = Reflect.getMetadata(NAMESPACE, type) as { readonly namespace?: unknown } | undefined;
  const namespace = options?.namespace === undefined ? '' : ` ${shown(options.namespace)}`;
  return `websocket${namespace} ${shown(Reflect.getMetadata(MESSAGE, handler))}`;
}

function patterns({ handler }: EntryPoint): readonly unknown[] {
  const pattern: unknown = Reflect.getMetadata(PATTERN, handler);
  return Array.isArray(pattern) ? pattern : [pattern];
}

function shown(value: unknown): string {
  if (value instanceof RegExp || typeof value === 'symbol') return value.toString();
  return JSON.stringify(value);
}
