import { Injectable, type OnApplicationShutdown, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import {
  type CallerAbility,
  PolicyDocuments,
  type PolicyMapping,
  type PolicySet,
} from '../../policies/index.js';
import { type Caller, TokenVerifier } from '../../tokens/index.js';
import { classesOf, isClass } from '../routes/provider-class.js';
import { poolsOf } from './application-policy-documents.js';
import { isPolicies } from '../../policy-classes/policies-mark.js';
import { policyMappings } from '../../policy-classes/policy-mappings.js';
import { ShadowClasses } from '../../policy-classes/shadow-classes.js';

type Provider = ReturnType<DiscoveryService['getProviders']>[number];

/**
 * The policies of all modules of the application, found while it starts, together with its policy documents. Inject it
 * where a decision is needed outside of a request, or hand it to `policyTests` of `castellan/testing`.
 *
 * A policies class counts however it is provided: by itself, as a value, or by a factory.
 *
 * @throws ConfigurationError while the application starts, if a policy is not what it seems: a decorated method
 * outside of a `@Policies()` class, a class without any, or one that is not a singleton.
 *
 * @example
 * ```ts
 * import { Injectable } from '@nestjs/common';
 * import { ApplicationPolicies, type Principal } from 'castellan';
 *
 * @Injectable()
 * export class Newsletter {
 *   constructor(private readonly policies: ApplicationPolicies) {}
 *
 *   isFor(reader: Principal, article: object): boolean {
 *     return this.policies.abilityFor(reader).can('read', 'Article', article);
 *   }
 * }
 * ```
 */
@Injectable()
export class ApplicationPolicies implements OnModuleInit, OnApplicationShutdown {
  /** The pool that group names belong to where nothing else is written. */
  readonly defaultPool: string;
  readonly #shadows = new ShadowClasses();
  #isReady = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly documents: PolicyDocuments,
    verifier: TokenVerifier,
  ) {
    this.defaultPool = poolsOf(verifier).defaultPool;
  }

  async onModuleInit(): Promise<void> {
    this.requireOneModule();
    await this.documents.open(this.mappingsInForce());
    this.#shadows.check(this.documents.policySet);
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

  /** What the policies allow a caller now. Never throws, once the application has started. */
  abilityFor(caller: Caller): CallerAbility {
    return this.set.abilityFor(caller);
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

  /** The policies of every object that Nest holds, each object once, by whatever tokens it is provided. */
  private mappingsInForce(): PolicyMapping[] {
    const known = new Set<unknown>();
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    return wrappers.flatMap((wrapper) => {
      if (wrapper.isAlias) return [];
      const types = classesOf(wrapper);
      if (!types.some(isPolicies)) requireNoPoliciesToken(wrapper);
      return types.flatMap((type) => {
        const mappings = this.mappings(wrapper, type);
        if (mappings.length === 0 || known.has(wrapper.instance)) return [];
        known.add(wrapper.instance);
        return this.#shadows.part(type, mappings);
      });
    });
  }

  private mappings(wrapper: Provider, type: Type): PolicyMapping[] {
    const mappings = policyMappings(type, () => wrapper.instance as object);
    if (mappings.length > 0 && (!wrapper.isDependencyTreeStatic() || wrapper.isTransient)) {
      throw new ConfigurationError(
        `${wrapper.name} is not a singleton. Policies are asked once for each token, not for each request: remove ` +
          `its scope and what it depends on in request scope.`,
      );
    }
    return mappings;
  }
}

/** Under the token of policies stands what has none: a plain object, or one that is made for each request. */
function requireNoPoliciesToken({ token, name }: Provider): void {
  if (!isClass(token) || !isPolicies(token)) return;
  throw new ConfigurationError(
    `${String(name)} is marked with @Policies() and is provided by something that is no object of such a class while the ` +
      `application starts, so its rules would not count. Provide an object of the class, without a scope.`,
  );
}
