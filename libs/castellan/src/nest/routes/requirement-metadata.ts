import type { Requirement } from '../../policies/index.js';
import { type HandlerDecorator, handlerDecorator, readMetadata, writeMetadata } from './handler-decorator.js';

const REQUIREMENTS = 'castellan:requirements';
const PUBLIC = 'castellan:public';

/** What one place, a class or a method of a prototype, says about its callers. */
export interface Declaration {
  readonly requirements: readonly Requirement[];
  readonly isPublic: boolean;
}

/** Makes a decorator that adds a requirement. Several on one place add up. */
export function requirementDecorator(name: string, requirement: Requirement): HandlerDecorator {
  return handlerDecorator(name, (target, property) => {
    const { requirements } = declarationOf(target, property);
    writeMetadata(REQUIREMENTS, [...requirements, requirement], target, property);
  });
}

/** Makes the decorator that lets callers in without credentials. */
export function publicDecorator(name: string): HandlerDecorator {
  return handlerDecorator(name, (target, property) => writeMetadata(PUBLIC, true, target, property));
}

/** What is written on this very class, or on the method of this name in this very prototype. */
export function declarationOf(target: object, property?: string | symbol): Declaration {
  return {
    requirements: (readMetadata(REQUIREMENTS, target, property) as Requirement[] | undefined) ?? [],
    isPublic: readMetadata(PUBLIC, target, property) === true,
  };
}
