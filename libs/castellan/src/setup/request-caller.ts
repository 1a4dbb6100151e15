import {
  type CallerAwsClients,
  type CallerContext,
  identityOfRequest,
  type VerifiedIdentity,
} from '../credentials/index.js';
import type { ObservedRequest } from '../decisions/index.js';
import {
  AccessDeniedError,
  AuthenticationRequiredError,
  CallerContextMissingError,
  ConfigurationError,
} from '../errors/index.js';
import {
  type AccessibleFilter,
  type ActionOn,
  type CallerAbility,
  type Decision,
  type DecisionContext,
  evaluate,
  grant,
  type Requirement,
  type RequestValue,
  type SubjectReference,
  type SubjectType,
  toError,
} from '../policies/index.js';
import type { Caller, Principal, UserPrincipal } from '../tokens/index.js';
import type { CastellanParts } from './castellan-parts.js';
import { DecidedSubjects, type Loaded } from './decided-subjects.js';

/** What the transport of a call tells about it. */
export interface CallFacts {
  /** Name, value, name, value: as `rawHeaders` of Node. */
  readonly rawHeaders: readonly string[];
  /** The bearer token, where the caller is not anonymous. */
  readonly bearerToken: string | undefined;
  /** Whether the call has been answered, so that nobody acts as its caller any more. */
  isAnswered(): boolean;
  /** What the call is about, for the record of decisions. */
  about(): ObservedRequest;
}

/** What a requirement may read of a call at the moment of a decision. */
export interface DecisionFacts {
  readBody(): unknown;
  readRequest(source: RequestValue): string | null | undefined;
  load(loader: SubjectReference): unknown;
}

/** Who is calling, what was decided about them, and what they may do besides. One for each call. */
export class RequestCaller implements CallerContext {
  readonly #parts: CastellanParts;
  readonly #facts: CallFacts;
  #ability: CallerAbility | undefined;
  #identity: Promise<VerifiedIdentity> | undefined;
  #decided = new DecidedSubjects();

  constructor(
    /** Whoever makes the call: a user, a program, or nobody known. */
    readonly caller: Caller,
    parts: CastellanParts,
    facts: CallFacts,
  ) {
    this.#parts = parts;
    this.#facts = facts;
  }

  /** Whoever the token speaks for; `undefined` for an anonymous caller. */
  get principal(): Principal | undefined {
    return this.caller.kind === 'anonymous' ? undefined : this.caller;
  }

  /** The bearer token of the call, for a service that it has to be passed on to; `undefined` for an anonymous caller. */
  get bearerToken(): string | undefined {
    return this.#facts.bearerToken;
  }

  /**
   * The user who is calling.
   *
   * @throws AuthenticationRequiredError for an anonymous caller.
   * @throws AccessDeniedError for a program.
   */
  get user(): UserPrincipal {
    const { caller } = this;
    if (caller.kind === 'user') return caller;
    if (caller.kind === 'anonymous') throw new AuthenticationRequiredError();
    throw new AccessDeniedError('The handler needs a user and the caller is a program.');
  }

  /** What the policies allow the caller. What is asserted through it is recorded where decisions are. */
  get ability(): CallerAbility {
    this.#ability ??= this.#observed(this.#parts.policies.abilityFor(this.caller));
    return this.#ability;
  }

  /** A list filter made of the same rules that decide about single instances. */
  accessible<const Subject extends SubjectType>(action: ActionOn<Subject>, type: Subject): AccessibleFilter {
    const filter = this.ability.accessible(action, type);
    for (const rule of filter.unbuiltRules) this.#parts.refusals.writeUnbuiltRule(rule);
    return filter;
  }

  /**
   * The instance that the last requirement decided about.
   *
   * @throws ConfigurationError unless it loaded exactly one.
   */
  get subject(): unknown {
    return this.#decided.single;
  }

  /**
   * The instance that a loader of the last requirement gave: the very object the decision was made on.
   *
   * @throws ConfigurationError if the last requirement did not use this loader.
   */
  loaded<Loader extends (...parameters: never[]) => unknown>(loader: Loader): Loaded<Loader> {
    return this.#decided.loadedBy(loader);
  }

  /**
   * The tenant that the token and the request were found to agree on.
   *
   * @throws AccessDeniedError unless there is exactly one.
   */
  get tenant(): string {
    return this.#decided.tenant;
  }

  /**
   * The caller's identity, from the ID token of the call, which is verified when it is first asked for.
   *
   * @throws CallerContextMissingError after the answer.
   * @throws InvalidTokenError `token_revoked` when the caller was revoked meanwhile, as during a stream.
   */
  async identity(): Promise<VerifiedIdentity> {
    if (this.#facts.isAnswered()) {
      throw new CallerContextMissingError(
        'The call has been answered, so there is no caller any more. To go on working as the caller after the ' +
          'answer, take a client of the caller before it.',
      );
    }
    const { rawHeaders, bearerToken } = this.#facts;
    const { idTokenHeader } = this.#parts.options;
    this.#identity ??= identityOfRequest(this.#parts.verifier, {
      caller: this.caller,
      bearerToken,
      rawHeaders,
      idTokenHeader,
      strategy: this.#parts.credentials?.strategy,
    });
    const identity = await this.#identity;
    if (this.caller.kind !== 'anonymous') this.#parts.verifier.checkRevocation(this.caller);
    return identity;
  }

  /** The caller's identity ID at the identity pool. */
  async identityId(): Promise<string> {
    const { credentials } = this.#parts;
    if (credentials === undefined) throw noIdentityPool('identityId()');
    return credentials.identityId(await this.identity());
  }

  /** The caller's own clients of AWS services. */
  async aws(): Promise<CallerAwsClients> {
    const { clients } = this.#parts;
    if (clients === undefined) throw noIdentityPool('aws()');
    return clients.for(await this.identity());
  }

  /**
   * Decides, and records it.
   *
   * @throws CastellanError that says what is refused.
   */
  require(requirement: Requirement, facts: DecisionFacts): Promise<void> | undefined {
    const decision = this.#decide(requirement, facts);
    if (decision instanceof Promise) return decision.then((settled) => this.#enforce(settled));
    this.#enforce(decision);
    return undefined;
  }

  /** Records that everybody is let in. */
  letIn(): void {
    this.#parts.decisionLog?.record(this.caller, PUBLIC, () => this.#facts.about());
  }

  #enforce(decision: Decision): void {
    if (!decision.granted) throw toError(decision, this.caller);
  }

  #decide(requirement: Requirement, facts: DecisionFacts): Decision | Promise<Decision> {
    // Each decision loads for itself: another route of the same request may mean another instance.
    const decided = new DecidedSubjects();
    const { options, verifier, decisionLog, defaultPool } = this.#parts;
    const context: DecisionContext = {
      caller: this.caller,
      ability: this.#parts.policies.abilityFor(this.caller),
      defaultPool,
      now: verifier.now(),
      timeoutMilliseconds: options.decisionTimeoutMilliseconds,
      readBody: () => facts.readBody(),
      readRequest: (source) => facts.readRequest(source),
      defaultTenant: options.defaultTenant,
      tenantVerified: (tenant) => decided.tenantVerified(tenant),
      loadSubject: (loader) => decided.loadOnce(loader, () => facts.load(loader)),
    };
    this.#decided = decided;
    if (decisionLog === undefined) return evaluate(requirement, context);
    const policies = this.#parts.shadowPolicies;
    return decisionLog.evaluate(requirement, context, {
      about: () => this.#facts.about(),
      ...(policies && { shadow: { policies, loadSubject: (loader) => facts.load(loader) } }),
    });
  }

  #observed(ability: CallerAbility): CallerAbility {
    const { decisionLog } = this.#parts;
    if (decisionLog === undefined) return ability;
    return ability.observedBy((assertion) => {
      const policies = this.#parts.shadowPolicies;
      decisionLog.recordAssertion(this.caller, assertion, {
        about: () => this.#facts.about(),
        ...(policies && { shadow: { policies } }),
      });
    });
  }
}

const PUBLIC = grant('public');

function noIdentityPool(user: string): ConfigurationError {
  return new ConfigurationError(
    `${user} needs an identity pool and none is configured. Add identityPool: { identityPoolId: 'REGION:UUID' } to the ` +
      'options of createCastellan.',
  );
}
