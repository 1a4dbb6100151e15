import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { PolicyDocuments, type PolicyMapping, type PolicySet, type Rules } from '../../policies/index.js';
import { type Caller, TokenVerifier } from '../../tokens/index.js';
import { poolsOf } from './application-policy-documents.js';
import { mappingsOf } from './mapping.decorators.js';
import { isPolicies } from './policies.decorator.js';
import { ShadowClasses } from './shadow-classes.js';

type Provider = ReturnType<DiscoveryService['getProviders']>[number];
interface Class {
  readonly name: string;
  readonly prototype: object;
}
type PolicyMethod = (rules: Rules, caller: Caller) => void;

/**
 * The policies of all modules of the application, found while it starts, together with its policy documents.
 *
 * @throws ConfigurationError while the application starts, if a policy is not what it seems: a decorated method
 * outside of a `@Policies()` class, a class without any, or one that is not a singleton.
 */
@Injectable()
export class ApplicationPolicies implements OnModuleInit, OnApplicationShutdown {
  /** The pool that group names belong to where nothing else is written. */
  readonly defaultPool: string;
  readonly #shadows = new ShadowClasses();
  #isReady = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly documents: PolicyDocuments,
    verifier: TokenVerifier,
  ) {
    this.defaultPool = poolsOf(verifier).defaultPool;
  }

  async onModuleInit(): Promise<void> {
    this.requireOneModule();
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    await this.documents.open(
      wrappers.flatMap((wrapper) => this.#shadows.part(wrapper.metatype, this.mappings(wrapper))),
    );
    this.#shadows.check();
    this.#isReady = true;
  }

  onApplicationShutdown(): void {
    this.documents.close();
  }

  /** Whether the application has started as far as the policies. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** All policies, those of documents in the version that is in use now. */
  get set(): PolicySet {
    if (this.#isReady) return this.documents.policySet;
    throw new ConfigurationError(
      'The policies are not ready. Call app.init() or app.listen() before requests come in.',
    );
  }

  /**
   * The policies as they would be with those on trial; `undefined` where none are.
   *
   * @throws ConfigurationError if they do not fit together: once for each version of the policies in force.
   */
  get shadowSet(): PolicySet | undefined {
    return this.#shadows.beside(this.set);
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
          `@ForPool, @ForMachine, @ForAuthenticated or @ForEveryone.`,
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
        appliesTo,
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
