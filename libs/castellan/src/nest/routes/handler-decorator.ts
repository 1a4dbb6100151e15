import { ConfigurationError } from '../../errors/index.js';

const DECORATORS = 'castellan:handler-decorators';

/** A decorator for a handler or for a whole class of handlers. */
export type HandlerDecorator = ClassDecorator & MethodDecorator;

/**
 * Makes a decorator that writes down something about a class or a method of a prototype.
 *
 * A method is known by its prototype and its name and not by its function: other decorators put their own function
 * in its place, and what is written on the old one would be lost in silence.
 */
export function handlerDecorator(
  name: string,
  write: (target: object, property?: string | symbol) => void,
): HandlerDecorator {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (property !== undefined && typeof descriptor?.value !== 'function') {
      throw new ConfigurationError(
        `@${name} stands on "${String(property)}", which is not a method. Put it on a handler or on its class.`,
      );
    }
    write(target, property);
    writeMetadata(DECORATORS, [...decoratorsOf(target, property), name], target, property);
  };
}

/** What a decorator is given, checked: a mistake names the decorator. */
export function named<T>(decorator: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(`@${decorator}: ${error.message}`, { cause: error });
  }
}

/** The names of the decorators on this very class or method, for the audit of where they stand. */
export function decoratorsOf(target: object, property?: string | symbol): readonly string[] {
  return (readMetadata(DECORATORS, target, property) as string[] | undefined) ?? [];
}

/** What is written on this very class or method. What a class inherits is not included. */
export function readMetadata(key: string, target: object, property: string | symbol | undefined): unknown {
  return property === undefined
    ? Reflect.getOwnMetadata(key, target)
    : Reflect.getOwnMetadata(key, target, property);
}

/** Writes on this very class or method. */
export function writeMetadata(
  key: string,
  value: unknown,
  target: object,
  property: string | symbol | undefined,
): void {
  if (property === undefined) Reflect.defineMetadata(key, value, target);
  else Reflect.defineMetadata(key, value, target, property);
}
