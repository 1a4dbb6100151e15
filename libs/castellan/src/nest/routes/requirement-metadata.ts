import { ConfigurationError } from '../../errors/index.js';
import type { Requirement } from '../../policies/index.js';

const REQUIREMENTS = 'castellan:requirements';
const PUBLIC = 'castellan:public';

/** A decorator for a handler or for a whole class of handlers. */
export type HandlerDecorator = ClassDecorator & MethodDecorator;

/** What one place, a class or a method of a prototype, says about its callers. */
export interface Declaration {
  readonly requirements: readonly Requirement[];
  readonly isPublic: boolean;
}

/** Makes a decorator that adds a requirement. Several on one place add up. */
export function requirementDecorator(name: string, requirement: Requirement): HandlerDecorator {
  return onPlace(name, (target, property) => {
    const { requirements } = declarationOf(target, property);
    define(REQUIREMENTS, [...requirements, requirement], target, property);
  });
}

/** Makes the decorator that lets callers in without credentials. */
export function publicDecorator(name: string): HandlerDecorator {
  return onPlace(name, (target, property) => define(PUBLIC, true, target, property));
}

/**
 * What is written on this very class, or on the method of this name in this very prototype. What a class inherits
 * is not included.
 *
 * A method is known by its prototype and its name and not by its function: other decorators put their own function
 * in its place, and what is written on the old one would be lost in silence.
 */
export function declarationOf(target: object, property?: string | symbol): Declaration {
  return {
    requirements: (own(REQUIREMENTS, target, property) as Requirement[] | undefined) ?? [],
    isPublic: own(PUBLIC, target, property) === true,
  };
}

function onPlace(
  name: string,
  apply: (target: object, property?: string | symbol) => void,
): HandlerDecorator {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (property !== undefined && typeof descriptor?.value !== 'function') {
      throw new ConfigurationError(
        `@${name} stands on "${String(property)}", which is not a method. Put it on a handler or on its class.`,
      );
    }
    apply(target, property);
  };
}

function own(key: string, target: object, property: string | symbol | undefined): unknown {
  return property === undefined
    ? Reflect.getOwnMetadata(key, target)
    : Reflect.getOwnMetadata(key, target, property);
}

function define(key: string, value: unknown, target: object, property: string | symbol | undefined): void {
  if (property === undefined) Reflect.defineMetadata(key, value, target);
  else Reflect.defineMetadata(key, value, target, property);
}
