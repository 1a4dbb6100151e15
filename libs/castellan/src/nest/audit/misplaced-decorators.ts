import type { Type } from '@nestjs/common';
import { prototypesOf } from '../routes/class-methods.js';
import { decoratorsOf } from '../routes/handler-decorator.js';
import type { NestClass } from './entry-points.js';

/**
 * Where decorators of Castellan stand on something that Nest never reaches as a handler, so that nothing is checked
 * there although it looks guarded. One sentence each.
 */
export function misplacedDecorators(classes: readonly NestClass[]): readonly string[] {
  const handlers = new Map<Type, Set<string | symbol>>();
  const entries = new Set<Type>();
  for (const { type, isEntry, entryPoints } of classes) {
    const names = handlers.get(type) ?? new Set();
    for (const { name } of entryPoints) names.add(name);
    handlers.set(type, names);
    if (isEntry) entries.add(type);
  }
  return [...handlers].flatMap(([type, names]) => [
    ...(entries.has(type) ? [] : onClass(type)),
    ...onMethods(type, names),
    ...onStaticMethods(type),
  ]);
}

function onClass(type: Type): readonly string[] {
  return decoratorsOf(type).map(
    (decorator) =>
      `@${decorator} stands on ${type.name}, which is neither a controller nor a resolver nor a gateway`,
  );
}

/** A method that is overridden is never reached by its name: what counts there is the overriding one. */
function onMethods(type: Type, handlers: ReadonlySet<string | symbol>): readonly string[] {
  const seen = new Set<string | symbol>();
  return prototypesOf(type).flatMap((prototype) =>
    Reflect.ownKeys(prototype).flatMap((name) => {
      if (seen.has(name)) return [];
      seen.add(name);
      return handlers.has(name) ? [] : sentences(type, name, decoratorsOf(prototype, name));
    }),
  );
}

function onStaticMethods(type: Type): readonly string[] {
  return prototypesOf(type).flatMap(({ constructor }) =>
    Reflect.ownKeys(constructor).flatMap((name) => sentences(type, name, decoratorsOf(constructor, name))),
  );
}

function sentences(type: Type, name: string | symbol, decorators: readonly string[]): readonly string[] {
  return decorators.map(
    (decorator) => `@${decorator} stands on ${type.name}.${String(name)}, which is no handler`,
  );
}
