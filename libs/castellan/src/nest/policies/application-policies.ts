import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { type MappingCondition, type PolicyMapping, PolicySet, type Rules } from '../../policies/index.js';
import { type Caller, NO_POOL, TokenVerifier } from '../../tokens/index.js';
import { mappingsOf } from './mapping.decorators.js';
import { isPolicies } from './policies.decorator.js';

type Provider = ReturnType<DiscoveryService['getProviders']>[number];
interface Class {
  readonly name: string;
  readonly prototype: object;
}
type PolicyMethod = (rules: Rules, caller: Caller) => void;

/**
 * The policies of all modules of the application, found while it starts.
 *
 * @throws ConfigurationError while the application starts, if a policy is not what it seems: a decorated method
 * outside of a `@Policies()` class, a class without any, or one that is not a singleton.
 */
@Injectable()
export class ApplicationPolicies implements OnModuleInit {
  /** The pool that group names belong to where nothing else is written. */
  readonly defaultPool: string;
  readonly #pools: readonly string[];
  readonly #resolvesPools: boolean;
  #set: PolicySet | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    verifier: TokenVerifier,
  ) {
    this.#pools = verifier.userPools.map(({ name }) => name);
    this.#resolvesPools = verifier.resolvesPools;
    this.defaultPool = this.#pools[0] ?? NO_POOL;
  }

  onModuleInit(): void {
    this.requireOneModule();
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    const mappings = wrappers.flatMap((wrapper) => this.mappings(wrapper));
    this.#set = new PolicySet(mappings, { defaultPool: this.defaultPool });
  }

  get set(): PolicySet {
    if (this.#set !== undefined) return this.#set;
    throw new ConfigurationError(
      'The policies are not ready. Call app.init() or app.listen() before requests come in.',
    );
  }

  /** Two modules would guard every request twice, the second overruling what the first found out. */
  private requireOneModule(): void {
    const own: unknown = ApplicationPolicies;
    const modules = this.discovery.getProviders().filter(({ token }) => token === own);
    if (modules.length <= 1) return;
    throw new ConfigurationError(
      'CastellanModule is imported more than once. Import CastellanModule.forRoot(...) in the root module only: ' +
        'it is global.',
    );
  }

  private ofKnownPool(source: string, condition: MappingCondition): MappingCondition {
    if (condition.kind === 'group' && condition.pool === undefined && this.defaultPool === NO_POOL) {
      throw new ConfigurationError(
        `${source} is about the group "${condition.group}" and names no user pool, and none is configured whose ` +
          'group it could be. Add the name that resolvePool gives the pool, as option pool.',
      );
    }
    if (!('pool' in condition) || this.#resolvesPools || this.#pools.includes(condition.pool)) {
      return condition;
    }
    throw new ConfigurationError(
      `${source} is about the user pool "${condition.pool}", which is not configured. The configured pools are ` +
        `${this.#pools.join(', ')}.`,
    );
  }

  private mappings(wrapper: Provider): PolicyMapping[] {
    const type: unknown = wrapper.metatype;
    if (!isClass(type)) return [];
    const { prototype } = type;

    const methods = this.scanner.getAllMethodNames(prototype).map((name) => {
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
          `@ForAuthenticated or @ForEveryone.`,
      );
    }
    if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient) {
      throw new ConfigurationError(
        `${type.name} is not a singleton. Policies are asked once for each token, not for each request: remove ` +
          `its scope and what it depends on in request scope.`,
      );
    }
    const instance = wrapper.instance as object;
    return decorated.flatMap(({ name, method }) =>
      mappingsOf(method).map((appliesTo) => ({
        source: `${type.name}.${name}`,
        appliesTo: this.ofKnownPool(`${type.name}.${name}`, appliesTo),
        build: (rules: Rules, caller: Caller): void => method.call(instance, rules, caller),
      })),
    );
  }
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
