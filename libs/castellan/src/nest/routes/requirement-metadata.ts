import { ConfigurationError } from '../../errors/index.js';
import type { Requirement } from '../../policies/index.js';

const REQUIREMENTS = 'castellan:requirements';
const PUBLIC = 'castellan:public';

/** A decorator for a handler or for a whole class of handlers. */
export type HandlerDecorator = ClassDecorator & MethodDecorator;

/** Makes a decorator that adds a requirement. Several on one target add up. */
export function requirementDecorator(name: string, requirement: Requirement): HandlerDecorator {
  return onobject(name, (target) => {
    Reflect.defineMetadata(REQUIREMENTS, [...ownRequirements(target), requirement], target);
  });
}

/** Makes the decorator that lets callers in without credentials. */
export function publicDecorator(name: string): HandlerDecorator {
  return onobject(name, (target) => Reflect.defineMetadata(PUBLIC, true, target));
}

/** The requirements written on this very function or class, not on what it inherits from. */
export function ownRequirements(target: object): readonly Requirement[] {
  return (Reflect.getOwnMetadata(REQUIREMENTS, target) as Requirement[] | undefined) ?? [];
}

/** Whether this very function or class, not what it inherits from, is public. */
export function isOwnPublic(target: object): boolean {
  return Reflect.getOwnMetadata(PUBLIC, target) === true;
}

function onobject(name: string, apply: (target: object) => void): HandlerDecorator {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (property === undefined) {
      apply(target);
      return;
    }
    if (typeof descriptor?.value !== 'function') {
      throw new ConfigurationError(
        `@${name} stands on "${String(property)}", which is not a method. Put it on a handler or on its class.`,
      );
    }
    apply(descriptor.value as object);
  };
}
