import type { MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import type { PolicyMapping, Rules } from '../../policies/index.js';
import type { Caller } from '../../tokens/index.js';
import { mappingsOf } from './mapping.decorators.js';
import { isPolicies } from './policies.decorator.js';

interface Class {
  readonly name: string;
  readonly prototype: object;
}
type PolicyMethod = (rules: Rules, caller: Caller) => void;

/**
 * The policies that a class states, one for each mapping decorator on its methods; none where it is no policies class.
 *
 * @param instanceOf Gives the object the methods run on. Asked only where there are policies.
 * @throws ConfigurationError if a decorated method would not count.
 */
export function policyMappings(
  scanner: MetadataScanner,
  type: unknown,
  instanceOf: () => object,
): PolicyMapping[] {
  if (!isClass(type)) return [];
  const { prototype } = type;

  const methods = scanner.getAllMethodNames(prototype).map((name) => {
    requireOwnDecorator(type, name);
    return { name, method: Reflect.get(prototype, name) as PolicyMethod };
  });
  const decorated = methods.filter(({ method }) => mappingsOf(method).length > 0);
  if (!isPolicies(type)) {
    if (decorated.length === 0) return [];
    throw new ConfigurationError(
      `${type.name}.${decorated[0]?.name ?? ''} has a policy decorator and ${type.name} is not marked with ` +
        `@Policies(), so its rules would not count. Add @Policies() to the class.`,
    );
  }
  if (decorated.length === 0) {
    throw new ConfigurationError(
      `${type.name} is marked with @Policies() and has no method with @ForGroup, @ForScope, @ForClaim, ` +
        `@ForPool, @ForMachine, @ForAuthenticated or @ForEveryone.`,
    );
  }
  const instance = instanceOf();
  return decorated.flatMap(({ name, method }) =>
    mappingsOf(method).map((appliesTo) => ({
      source: `${type.name}.${name}`,
      appliesTo,
      build: (rules: Rules, caller: Caller): void => method.call(instance, rules, caller),
    })),
  );
}

/** Factories of providers are functions too, some without a prototype. */
function isClass(type: unknown): type is Class {
  return typeof type === 'function' && typeof type.prototype === 'object' && type.prototype !== null;
}

/** A prohibition must not get lost because a subclass overrides the method that states it. */
function requireOwnDecorator(type: Class, name: string): void {
  const [method, ...overridden] = methodsNamed(type.prototype, name);
  if (method === undefined || mappingsOf(method).length > 0) return;
  if (overridden.some((inherited) => mappingsOf(inherited).length > 0)) {
    throw new ConfigurationError(
      `${type.name}.${name} overrides a policy and has no policy decorator itself, so its rules would not count. ` +
        `Repeat the decorator on the overriding method.`,
    );
  }
}

/** The methods of a name along the prototype chain, nearest first. */
function methodsNamed(prototype: object, name: string): object[] {
  const found: object[] = [];
  for (
    let current: object | null = prototype;
    current !== null;
    current = Object.getPrototypeOf(current) as object | null
  ) {
    const value: unknown = Object.getOwnPropertyDescriptor(current, name)?.value;
    if (typeof value === 'function') found.push(value);
  }
  return found;
}
