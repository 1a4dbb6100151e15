import { Injectable, type Type } from '@nestjs/common';
import { allOf, type Requirement } from '../../policies/index.js';
import { isOwnPublic, ownRequirements } from './requirement-metadata.js';

/** What a handler asks of its callers. */
export interface RouteRequirement {
  /** Whether a caller without credentials is let in as far as the decision. */
  readonly allowsAnonymous: boolean;
  /** Everything that must hold; `undefined` where nothing is asked. */
  readonly requirement: Requirement | undefined;
  /** Why the handler is closed to everybody; `undefined` where it is not. */
  readonly closed: string | undefined;
}

/** A method of a controller, as Nest hands it out. */
type Handler = object & { readonly name: string };

/**
 * Finds what a handler asks, from the decorators on it and on its class.
 *
 * - Requirements of the class, of the classes it extends, and of the handler must all hold.
 * - `@Public()` on the handler lets anonymous callers in; on the class, only for handlers without a requirement
 *   of their own.
 * - A handler without anything is closed.
 * - A method that overrides a decorated one and has no decorator of its own is closed, whatever its class says:
 *   the requirement of the overridden method is gone, and falling back to less than it would open the route.
 */
@Injectable()
export class RouteRequirements {
  readonly #known = new WeakMap<Type, WeakMap<Handler, RouteRequirement>>();

  of(controller: Type, handler: Handler): RouteRequirement {
    let ofController = this.#known.get(controller);
    if (ofController === undefined) {
      ofController = new WeakMap();
      this.#known.set(controller, ofController);
    }
    let found = ofController.get(handler);
    if (found === undefined) {
      found = effectiveRequirement(controller, handler);
      ofController.set(handler, found);
    }
    return found;
  }
}

function effectiveRequirement(controller: Type, handler: Handler): RouteRequirement {
  const classes = [...ancestry(controller)];
  const ofHandler = ownRequirements(handler);
  const handlerIsPublic = isOwnPublic(handler);

  if (ofHandler.length === 0 && !handlerIsPublic && overridesDecorated(classes, handler)) {
    return closed(
      `${controller.name}.${handler.name} overrides a handler that has a requirement and has none itself. ` +
        `Repeat the decorator on the overriding method.`,
    );
  }

  const requirements = [...classes.reverse().flatMap(ownRequirements), ...ofHandler];
  const allowsAnonymous = handlerIsPublic || (ofHandler.length === 0 && classes.some(isOwnPublic));
  if (requirements.length > 0) {
    return { allowsAnonymous, requirement: allOf(...requirements), closed: undefined };
  }
  if (allowsAnonymous) return { allowsAnonymous, requirement: undefined, closed: undefined };
  return closed(
    `${controller.name}.${handler.name} has no requirement. Add @Authenticated(), @Groups(...), @Scopes(...), ` +
      `@Can(...) or @Public() to it or to its class.`,
  );
}

function closed(reason: string): RouteRequirement {
  return { allowsAnonymous: false, requirement: undefined, closed: reason };
}

/** A class and everything it extends, nearest first. */
function* ancestry(type: Type): Generator<Type> {
  for (
    let current: unknown = type;
    typeof current === 'function' && current !== Function.prototype;
    current = Object.getPrototypeOf(current)
  ) {
    yield current as Type;
  }
}

function overridesDecorated(classes: readonly Type[], handler: Handler): boolean {
  const names = new Set(classes.flatMap((type) => methodNames(type, handler)));
  return classes.some((type) =>
    [...names].some((name) => {
      const method = methodOf(type, name);
      return method !== undefined && method !== handler && isDecorated(method);
    }),
  );
}

/** The names a function has as a method of a class. Its own `name` may be that of a wrapper. */
function methodNames(type: Type, handler: Handler): (string | symbol)[] {
  return Reflect.ownKeys(type.prototype as object).filter((name) => methodOf(type, name) === handler);
}

function methodOf(type: Type, name: string | symbol): object | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(type.prototype as object, name)?.value;
  return typeof value === 'function' ? value : undefined;
}

function isDecorated(method: object): boolean {
  return ownRequirements(method).length > 0 || isOwnPublic(method);
}
