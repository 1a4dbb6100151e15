import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { nestClasses, type NestClass } from '../audit/entry-points.js';
import { GATEWAY_GUARD } from './gateway-guard.js';

/** How Nest marks gateways, what it reads their guards from, and what it calls their messages. */
const GATEWAY = 'websockets:is_gateway';
const GUARDS = '__guards__';
const MESSAGE = 'message';

/** The classes of an application that are gateways. */
export function gatewaysOf(modules: ModulesContainer): readonly NestClass[] {
  return nestClasses(modules).filter(({ type }) => Reflect.getMetadata(GATEWAY, type) === true);
}

/**
 * Puts the guard on every gateway, before those of the application.
 *
 * @throws ConfigurationError if one listens to the message with which clients bring new tokens.
 */
export function guardGateways(modules: ModulesContainer, authenticateEvent: string): void {
  for (const { type, entryPoints } of gatewaysOf(modules)) {
    for (const { name, handler } of entryPoints) {
      if (Reflect.getMetadata(MESSAGE, handler) !== authenticateEvent) continue;
      throw new ConfigurationError(
        `${type.name}.${name} listens to "${authenticateEvent}", with which clients bring new tokens. Rename it, or ` +
          "give that message another name: webSockets({ authenticateEvent: '...' }).",
      );
    }
    guardClass(type);
    // Where a decorator put another class in its place, Nest reads the one that objects name.
    guardClass((type.prototype as { readonly constructor: Type }).constructor);
  }
}

/** Classes belong to the loaded code: another application in this process may have done it before. */
function guardClass(type: Type): void {
  const own = (Reflect.getMetadata(GUARDS, type) ?? []) as readonly unknown[];
  if (own[0] === GATEWAY_GUARD) return;
  Reflect.defineMetadata(GUARDS, [GATEWAY_GUARD, ...own.filter((guard) => guard !== GATEWAY_GUARD)], type);
}
