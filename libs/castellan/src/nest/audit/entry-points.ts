import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { type Handler, prototypesOf } from '../routes/class-methods.js';
import { classesOf } from '../routes/provider-class.js';

/** How a handler is reached. */
export type EntryPointKind = 'http' | 'graphql' | 'websocket' | 'message';

/** A method that Nest makes reachable. */
export interface EntryPoint {
  readonly kind: EntryPointKind;
  /** The class that was given to Nest, and not one it extends. */
  readonly type: Type;
  /** The name of the method. */
  readonly name: string;
  /** The function that Nest reads the route from. */
  readonly handler: Handler;
  /** The module the class belongs to. */
  readonly module: Type | undefined;
}

/** A class that was given to Nest, and what Nest reaches in it. */
export interface NestClass {
  readonly type: Type;
  /** Whether it is a controller or marked as a gateway: a class whose handlers somebody else may reach. */
  readonly isEntry: boolean;
  readonly entryPoints: readonly EntryPoint[];
}

/** How Nest and its packages mark classes and methods. Read by name, so that no optional package is needed. */
const HTTP_PATH = 'path';
const MESSAGE_PATTERN = 'microservices:pattern';
const GATEWAY = 'websockets:is_gateway';
const SUBSCRIBED_MESSAGE = 'websockets:message_mapping';
const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVED_PROPERTY = 'graphql:resolve_property';
const RESOLVED_REFERENCE = 'graphql:resolve_reference';
/** Names the type of a value and gives nothing away. Nest runs no guards for it. */
const RESOLVED_TYPE = '__resolveType';
const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];
/** Says of which type a value is. Nest never runs guards for it, and nobody can ask for it. */
const TYPE_OF_UNION = '__resolveType';

/** Every class of the application's modules, each once for each module it stands in. */
export function nestClasses(modules: ModulesContainer): readonly NestClass[] {
  return [...modules.values()].flatMap(({ controllers, providers, metatype: module }) => [
    ...[...controllers.values()].flatMap((wrapper) =>
      classesOf(wrapper).map((type) => nestClass(type, module, controllerKind, true)),
    ),
    ...[...providers.values()].flatMap((wrapper) =>
      classesOf(wrapper).map((type) =>
        nestClass(type, module, providerKind, Reflect.getMetadata(GATEWAY, type) === true),
      ),
    ),
  ]);
}

type KindOf = (type: Type, handler: Handler, name: string) => EntryPointKind | undefined;

function nestClass(type: Type, module: Type | undefined, kindOf: KindOf, isEntry: boolean): NestClass {
  const entryPoints = methodNames(type).flatMap((name): EntryPoint[] => {
    const handler = Reflect.get(type.prototype as object, name) as Handler;
    const kind = kindOf(type, handler, name);
    if (kind === undefined || (kind === 'graphql' && name === RESOLVED_TYPE)) return [];
    return [{ kind, type, name, handler, module }];
  });
  return { type, isEntry: isEntry || entryPoints.length > 0, entryPoints };
}

function controllerKind(_type: Type, handler: Handler): EntryPointKind | undefined {
  if (Reflect.hasMetadata(HTTP_PATH, handler)) return 'http';
  return Reflect.hasMetadata(MESSAGE_PATTERN, handler) ? 'message' : undefined;
}

function providerKind(type: Type, handler: Handler, name: string): EntryPointKind | undefined {
  if (name === TYPE_OF_UNION) return undefined;
  if (Reflect.getMetadata(GATEWAY, type) === true && Reflect.hasMetadata(SUBSCRIBED_MESSAGE, handler)) {
    return 'websocket';
  }
  const isResolver =
    ROOT_TYPES.includes(Reflect.getMetadata(RESOLVER_TYPE, handler)) ||
    Reflect.getMetadata(RESOLVED_PROPERTY, handler) === true ||
    Reflect.getMetadata(RESOLVED_REFERENCE, handler) === true;
  return isResolver ? 'graphql' : undefined;
}

/** As Nest finds them: by strings, not by symbols, and without accessors. */
function methodNames(type: Type): readonly string[] {
  const prototype = type.prototype as object;
  const names = new Set(prototypesOf(type).flatMap((own) => Object.getOwnPropertyNames(own)));
  return [...names].filter((name) => name !== 'constructor' && isMethod(prototype, name));
}

function isMethod(prototype: object, name: string): boolean {
  for (
    let current: object | null = prototype;
    current !== null;
    current = Object.getPrototypeOf(current) as object | null
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(current, name);
    if (descriptor !== undefined) return typeof descriptor.value === 'function';
  }
  return false;
}
