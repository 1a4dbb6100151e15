import {
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
  UseFilters,
} from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { isFiltered, markFiltered } from '../context/filtered-handlers.js';
import { HandlerRefusalFilter } from '../context/handler-refusal.filter.js';
import { declaredReadableFields } from '../fields/readable-fields.decorator.js';
import { filterFields } from '../fields/readable-fields.registration.js';
import { MessageGuard } from './message.guard.js';
import { MessageInterceptor, type MessageInterceptorParts } from './message.interceptor.js';

/** How Nest marks a method as a handler of messages. */
const MESSAGE_PATTERN = 'microservices:pattern';
/** Where Nest keeps what stands before and around handlers. */
const GUARDS = '__guards__';
const INTERCEPTORS = '__interceptors__';

/**
 * Puts the guards before every handler of messages. Nest runs no global ones for hybrid applications, unless they are
 * told to, so that a forgotten `inheritAppConfig` would open every handler.
 *
 * They stand on the class, as classes: what a constructor puts in the place of a method is guarded too, and each
 * application of this process that has the class finds its own guard, in its own modules.
 */
export function guardMessageHandlers(modules: ModulesContainer, parts: MessageInterceptorParts): void {
  const guard: CanActivate = new MessageGuard(parts.guards);
  const interceptor: NestInterceptor = new MessageInterceptor(parts);
  const filter = new HandlerRefusalFilter();
  for (const { module, type, names } of messageHandlersIn(modules)) {
    module.addInjectable({ provide: MessageGuard, useValue: guard }, 'guard');
    module.addInjectable({ provide: MessageInterceptor, useValue: interceptor }, 'interceptor');
    putFirst(GUARDS, MessageGuard, type);
    putFirst(INTERCEPTORS, MessageInterceptor, type);
    for (const name of names) {
      const handler = Reflect.get(type.prototype as object, name) as object;
      const fields = declaredReadableFields(type, name);
      if (fields !== undefined) filterFields(handler, fields);
      filterRefusals(handler, filter);
    }
  }
}

/**
 * Makes sure that what Nest calls is what the decorators are written on.
 *
 * @throws ConfigurationError if a constructor has put another function in the place of a handler.
 */
export function requireMethods(modules: ModulesContainer): void {
  for (const { type, names, instance } of messageHandlersIn(modules)) {
    const isMade = typeof instance === 'object' && instance !== null;
    const replaced = names.find((name) => isMade && Object.hasOwn(instance, name));
    if (replaced === undefined) continue;
    throw new ConfigurationError(
      `${type.name}.${replaced} handles messages and is replaced in the constructor, by a bound function for example. ` +
        'What is written on the method does not hold for it. Handlers need not be bound: Nest calls them on their object.',
    );
  }
}

/** Whether the fields of what a handler returns are filtered. */
export function filtersFields(context: ExecutionContext): boolean {
  return declaredReadableFields(context.getClass(), context.getHandler().name) !== undefined;
}

interface MessageHandlers {
  readonly module: Module;
  readonly type: Type;
  /** The names of the methods. */
  readonly names: readonly string[];
  readonly instance: unknown;
}

type Module = ModulesContainer extends Map<string, infer M> ? M : never;

/** Nest looks for handlers of messages in controllers only. */
function messageHandlersIn(modules: ModulesContainer): readonly MessageHandlers[] {
  const scanner = new MetadataScanner();
  return [...modules.values()].flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype, instance }) => {
      if (typeof metatype !== 'function') return [];
      const type = metatype as Type;
      const names = scanner
        .getAllMethodNames(type.prototype as object)
        .filter((name) => isMessageHandler(Reflect.get(type.prototype as object, name)));
      return names.length === 0 ? [] : [{ module, type, names, instance }];
    }),
  );
}

function isMessageHandler(method: unknown): boolean {
  return typeof method === 'function' && Reflect.hasMetadata(MESSAGE_PATTERN, method);
}

/** Another application in this process, or the class that this one extends, may have it already. */
function putFirst(key: string, enhancer: Type, type: Type): void {
  const present = (Reflect.getMetadata(key, type) ?? []) as readonly unknown[];
  if (!present.includes(enhancer)) Reflect.defineMetadata(key, [enhancer, ...present], type);
}

/** Behind all others, which is where Nest looks first. */
function filterRefusals(handler: object, filter: ExceptionFilter): void {
  if (isFiltered(handler)) return;
  UseFilters(filter)(handler, 'handler', { value: handler });
  markFiltered(handler);
}
