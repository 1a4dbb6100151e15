import { ConfigurationError } from '../errors/index.js';
import type { MappingCondition, PolicyMapping, Rules } from '../policies/index.js';
import type { Caller } from '../tokens/index.js';
import { type AnyClass, ownMethod, prototypesOf } from './class-methods.js';
import { mappingsOf } from './mapping.decorators.js';
import { isPolicies } from './policies-mark.js';

interface PolicyMethod {
  readonly name: string;
  readonly method: (rules: Rules, caller: Caller) => void;
  readonly mappings: readonly MappingCondition[];
}

/**
 * The policies that a class states, one for each mapping decorator on its methods; none where it is no policies class.
 *
 * @param instanceOf Gives the object the methods run on. Asked only where there are policies.
 * @throws ConfigurationError if a decorated method would not count.
 */
export function policyMappings(type: AnyClass, instanceOf: () => object): PolicyMapping[] {
  const decorated = policyMethods(type);
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
  const waiting = decorated.find(({ method }) => method.constructor.name === 'AsyncFunction');
  if (waiting !== undefined) {
    throw new ConfigurationError(
      `${type.name}.${waiting.name} is a policy and async, so its rules would come too late to count. State the rules ` +
        'without waiting, and load what they depend on beforehand.',
    );
  }
  const instance = instanceOf();
  return decorated.flatMap(({ name, method, mappings }) =>
    mappings.map((appliesTo) => ({
      source: `${type.name}.${name}`,
      appliesTo,
      build: (rules: Rules, caller: Caller): void => method.call(instance, rules, caller),
    })),
  );
}

/** The methods with a policy decorator, those of the class itself first. */
function policyMethods(type: AnyClass): readonly PolicyMethod[] {
  const prototypes = prototypesOf(type);
  const names = new Set(prototypes.flatMap((prototype) => Reflect.ownKeys(prototype)));
  return [...names].flatMap((key): PolicyMethod[] => {
    const name = String(key);
    const [nearest, ...overridden] = prototypes.filter((prototype) => Object.hasOwn(prototype, key));
    const mappings = nearest === undefined ? [] : mappingsOf(nearest, key);
    if (nearest === undefined || mappings.length === 0) {
      requireNoPolicy(type, overridden, key);
      return [];
    }
    const method = ownMethod(nearest, key) as PolicyMethod['method'] | undefined;
    if (method !== undefined) return [{ name, method, mappings }];
    throw new ConfigurationError(
      `${type.name}.${name} has a policy decorator and is not a method any more, so its rules would not count. Remove ` +
        'the other decorator that put something else in its place.',
    );
  });
}

/** A prohibition must not get lost because a subclass overrides the method that states it. */
function requireNoPolicy(type: AnyClass, overridden: readonly object[], key: string | symbol): void {
  if (overridden.every((prototype) => mappingsOf(prototype, key).length === 0)) return;
  throw new ConfigurationError(
    `${type.name}.${String(key)} overrides a policy and has no policy decorator itself, so its rules would not count. ` +
      `Repeat the decorator on the overriding method.`,
  );
}
