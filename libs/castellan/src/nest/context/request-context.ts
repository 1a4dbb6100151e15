import type { ExecutionContext } from '@nestjs/common';
import {
  type AwsClients,
  type CallerAwsClients,
  type CallerIdentity,
  type CredentialsDemand,
  demandedIdentity,
  type IdentityPoolCredentials,
  type VerifiedIdentity,
} from '../../credentials/index.js';
import { AccessDeniedError, CallerContextMissingError, ConfigurationError } from '../../errors/index.js';
import type { AssertionObserver, CallerAbility, PolicySet } from '../../policies/index.js';
import type { Caller } from '../../tokens/index.js';
import type { CallWithTokens, CarriedTokens } from './call-with-tokens.js';
import type { Refuser } from './refuser.js';

/** What a request context needs to answer lazily. */
export interface RequestContextSources {
  readonly policies: PolicySet;
  readonly refusals: Refuser;
  /** `undefined` where no identity pool is configured. */
  readonly credentials: IdentityPoolCredentials | undefined;
  /** `undefined` where no identity pool is configured. */
  readonly clients: AwsClients | undefined;
  /** Verifies the caller's ID token and binds it to the bearer token. Called at most once a request. */
  identity(): Promise<VerifiedIdentity>;
  /** The tokens of the request, for clients that forward them. */
  tokens(): CarriedTokens;
  /** Refuses a caller who has been revoked since the token was verified. */
  checkRevocation(): void;
  /** Whether the request has been answered. */
  isAnswered(): boolean;
}

/** Everything Castellan knows about one request. Made by the authentication guard, read by everything after it. */
export class RequestContext implements CallWithTokens {
  readonly #sources: RequestContextSources;
  /** The context of the whole request, where this is for a part of it: the caller's ID token is verified once. */
  readonly #whole: RequestContext;
  /** What the handler asks of the caller's credentials; `undefined` where it takes the usual ones. */
  readonly #demand: CredentialsDemand | undefined;
  #subjects: Map<unknown, unknown> | undefined;
  #tenants: Set<string> | undefined;
  #ability: CallerAbility | undefined;
  #observe: ((context: ExecutionContext) => AssertionObserver) | undefined;
  #admittedRun: object | undefined;
  #verified: Promise<VerifiedIdentity> | undefined;
  #identity: Promise<CallerIdentity> | undefined;

  constructor(
    readonly caller: Caller,
    sources: RequestContextSources,
    whole?: RequestContext,
    demand?: CredentialsDemand,
  ) {
    this.#sources = sources;
    this.#whole = whole ?? this;
    this.#demand = demand;
  }

  /** Seals the answers to what is refused on behalf of this request. */
  get refusals(): Refuser {
    return this.#sources.refusals;
  }

  /** The policies as they were when the caller was found. */
  get policies(): PolicySet {
    return this.#sources.policies;
  }

  get ability(): CallerAbility {
    this.#ability ??= this.#sources.policies.abilityFor(this.caller);
    return this.#ability;
  }

  /** A context for one field among several of this request: the same caller, but subjects and tenants of its own. */
  forField(): RequestContext {
    return new RequestContext(this.caller, this.#sources, this.#whole, this.#demand);
  }

  /** The same call, at a handler that asks something of the caller's credentials. */
  demanding(demand: CredentialsDemand): RequestContext {
    return new RequestContext(this.caller, this.#sources, this.#whole, demand);
  }

  /** Whether both guards have let the caller in, to this very run of a handler: each has a list of arguments of its own. */
  isAdmittedTo(run: ExecutionContext): boolean {
    return this.#admittedRun === run.getArgs();
  }

  /** Says that the caller may run the handler. */
  admit(run: ExecutionContext): void {
    this.#admittedRun = run.getArgs();
  }

  /**
   * The tokens of the request, as long as it lasts.
   *
   * @throws CallerContextMissingError after the answer.
   */
  tokens(): CarriedTokens {
    if (!this.#sources.isAnswered()) return this.#sources.tokens();
    throw new CallerContextMissingError(
      'The request has been answered, so there is no caller any more whose tokens could be forwarded.',
    );
  }

  /** Has what handlers of this request assert observed. */
  observeAssertions(observe: (context: ExecutionContext) => AssertionObserver): void {
    this.#observe = observe;
  }

  /** The ability for a handler, which is observed where decisions are recorded. */
  abilityFor(context: ExecutionContext): CallerAbility {
    return this.#observe === undefined ? this.ability : this.ability.observedBy(this.#observe(context));
  }

  /**
   * The caller's identity with what the handler asks of its credentials, as long as the request lasts. A timer or a
   * listener that a handler leaves behind would act as the caller for ever otherwise. A client that was taken before
   * the answer keeps working.
   *
   * @throws CallerContextMissingError after the answer.
   * @throws InvalidTokenError `token_revoked` when the caller was revoked meanwhile, as during a stream.
   */
  async identity(): Promise<CallerIdentity> {
    if (this.#sources.isAnswered()) {
      throw new CallerContextMissingError(
        'The request has been answered, so there is no caller any more. To go on working as the caller after the ' +
          'answer, take a client of the caller before it: @AwsClient(...).',
      );
    }
    this.#identity ??= demandedIdentity(this.caller, this.#demand, () => this.#whole.#verify());
    const identity = await this.#identity;
    this.#sources.checkRevocation();
    return identity;
  }

  #verify(): Promise<VerifiedIdentity> {
    return (this.#verified ??= this.#sources.identity());
  }

  /** The caller's identity ID at the identity pool. */
  async identityId(): Promise<string> {
    const credentials = configured(this.#sources.credentials, '@IdentityId()');
    return credentials.identityId(await this.identity());
  }

  /** The caller's own clients of AWS services. */
  async awsClients(): Promise<CallerAwsClients> {
    const clients = configured(this.#sources.clients, '@AwsClient(...)');
    return clients.for(await this.identity());
  }

  /** Loads the instance a decision is about, at most once a request for each loader. */
  loadSubject(loader: unknown, load: () => unknown): unknown {
    this.#subjects ??= new Map();
    if (!this.#subjects.has(loader)) this.#subjects.set(loader, load());
    return this.#subjects.get(loader);
  }

  /** Remembers a tenant that the caller's token and the request were found to agree on. */
  tenantVerified(tenant: string): void {
    this.#tenants ??= new Set();
    this.#tenants.add(tenant);
  }

  /** The verified tenant. @throws AccessDeniedError unless there is exactly one. */
  get tenant(): string {
    const [tenant, ...others] = this.#tenants ?? [];
    if (tenant !== undefined && others.length === 0) return tenant;
    throw new AccessDeniedError(
      tenant === undefined
        ? 'The handler asks for @CurrentTenant() and no tenant was verified. Add @Tenant(...) to it or to its class.'
        : 'The handler asks for @CurrentTenant() and several tenants were verified. Compare one claim only.',
    );
  }

  /** The loaded instance of the given loader, or of the only one that ran. */
  subject(loader?: unknown): unknown {
    const subjects = this.#subjects ?? new Map<unknown, unknown>();
    if (loader === undefined && subjects.size === 1) return [...subjects.values()][0];
    if (loader !== undefined && subjects.has(loader)) return subjects.get(loader);
    throw new ConfigurationError(
      loader === undefined
        ? `@Subject() needs exactly one loaded subject and this request has ${subjects.size}. ` +
            `Add @Can(action, type, { subject: Loader }) to the handler, or name the loader: @Subject(Loader).`
        : `@Subject(Loader) names a loader that did not run for this request. Add it to @Can of the handler.`,
    );
  }
}

function configured<T>(service: T | undefined, user: string): T {
  if (service !== undefined) return service;
  throw new ConfigurationError(
    `${user} needs an identity pool and none is configured. Add ` +
      `identityPool: { identityPoolId: 'REGION:UUID' } to the options of CastellanModule.`,
  );
}
