import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { AwsClients, IdentityPoolCredentials } from '../../credentials/index.js';
import {
  ANONYMOUS,
  type Caller,
  type Principal,
  checkBearerText,
  readBearerText,
  type TokenExpectation,
  TokenVerifier,
} from '../../tokens/index.js';
import { CredentialsDemands } from '../aws/credentials-demands.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { AWS_CLIENTS, CASTELLAN_OPTIONS, IDENTITY_POOL_CREDENTIALS } from '../castellan.tokens.js';
import { type CallServices, IdentifiedCall } from '../context/identified-call.js';
import { Refusals } from '../context/refusals.js';
import { RequestContext } from '../context/request-context.js';
import type { CallerDemands, Door } from '../doors/door.js';
import { Doors } from '../doors/doors.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
import { PerHandler } from '../routes/per-handler.js';
import { RouteRequirements } from '../routes/route-requirement.js';
import { TokenExpectations } from '../routes/token-expectations.js';

/**
 * Finds out who is calling. A request without a bearer token has an anonymous caller; whether that is enough is
 * the authorization guard's business. A bad token is refused here, on public handlers too.
 *
 * @example
 * ```ts
 * import type { CanActivate, INestApplication } from '@nestjs/common';
 * import { AuthenticationGuard } from 'castellan';
 *
 * // The guard is global; what needs it elsewhere asks the application for it.
 * export function guardOf(app: INestApplication): CanActivate {
 *   return app.get(AuthenticationGuard);
 * }
 * ```
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  readonly #demands: PerHandler<HandlerDemands>;
  readonly #services: CallServices;

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly policies: ApplicationPolicies,
    expectations: TokenExpectations,
    routes: RouteRequirements,
    private readonly refusals: Refusals,
    private readonly doors: Doors,
    private readonly credentialsDemands: CredentialsDemands,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
    @Inject(IDENTITY_POOL_CREDENTIALS) credentials: IdentityPoolCredentials | undefined,
    @Inject(AWS_CLIENTS) clients: AwsClients | undefined,
  ) {
    const { idTokenHeader } = options;
    this.#services = { verifier, refusals, credentials, clients, idTokenHeader };
    this.#demands = new PerHandler((controller, handler) => {
      const { revalidation } = routes.of(controller, handler);
      return {
        expectation: expectations.of(controller, handler),
        revalidation,
        isRevalidated: revalidation !== undefined,
        asksForCredentials: credentialsDemands.asksFor(controller, handler),
        refusals,
      };
    });
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.refusals.guard(context, () => this.authenticate(context));
  }

  private authenticate(context: ExecutionContext): boolean | Promise<boolean> {
    const door = this.doors.of(context);
    const demands = this.#demands.of(context.getClass(), context.getHandler());
    const call: Call = { door, context, demands };
    const found = door.share ? door.share(context, demands, () => this.identify(call)) : this.identify(call);
    return found instanceof Promise
      ? found.then((request) => this.admit(call, request))
      : this.admit(call, found);
  }

  private admit({ door, context, demands }: Call, request: RequestContext): true {
    const demand = demands.asksForCredentials ? this.credentialsDemands.of(context) : undefined;
    door.attach(context, demand === undefined ? request : request.demanding(demand));
    return true;
  }

  /** Synchronous where the token is remembered, as it is for most requests. */
  private identify(call: Call): RequestContext | Promise<RequestContext> {
    const rawHeaders = call.door.rawHeaders(call.context);
    const token = readBearerText(rawHeaders);
    if (token !== undefined) return this.identifyByToken(call, rawHeaders, token);
    return this.identifyBySession(call) ?? this.requestContext(call, rawHeaders, ANONYMOUS);
  }

  private identifyByToken(
    call: Call,
    rawHeaders: readonly string[],
    token: string,
  ): RequestContext | Promise<RequestContext> {
    const { expectation, revalidation } = call.demands;
    if (revalidation === undefined) {
      const known = this.verifier.remembered(token, expectation);
      if (known !== undefined) return this.requestContext(call, rawHeaders, known, token);
    }
    checkBearerText(token);
    return this.verify(token, expectation, revalidation).then((caller) =>
      this.requestContext(call, rawHeaders, caller, token),
    );
  }

  /** A session stands for the headers that a client with its tokens would have sent. */
  private identifyBySession(call: Call): Promise<RequestContext> | undefined {
    const { sessions } = this.options;
    const exchange = sessions && call.door.sessionExchange?.(call.context);
    const finding = exchange && sessions.find(exchange.request);
    return finding?.then(({ headersFor, setCookies }) => {
      exchange?.setCookies(setCookies);
      const rawHeaders = headersFor(call.demands.expectation.tokenUse);
      const token = rawHeaders && readBearerText(rawHeaders);
      return rawHeaders === undefined || token === undefined
        ? this.requestContext(call, call.door.rawHeaders(call.context), ANONYMOUS)
        : this.identifyByToken(call, rawHeaders, token);
    });
  }

  private async verify(
    token: string,
    expectation: TokenExpectation,
    revalidation: number | undefined,
  ): Promise<Principal> {
    const principal = await this.verifier.verify(token, expectation);
    if (revalidation !== undefined) await this.verifier.revalidate(token, { maxAgeSeconds: revalidation });
    return principal;
  }

  private requestContext(
    { door, context }: Call,
    rawHeaders: readonly string[],
    caller: Caller,
    bearerToken?: string,
  ): RequestContext {
    const { set: policies } = this.policies;
    const isAnswered = door.isAnswered(context);
    const call = new IdentifiedCall(this.#services, {
      caller,
      bearerToken,
      rawHeaders,
      policies,
      isAnswered,
    });
    return new RequestContext(caller, call);
  }
}

/** What a handler asks of its callers' tokens, and whether it asks something of their credentials. */
interface HandlerDemands extends CallerDemands {
  /** How old, in seconds, Cognito's word on the token may be; `undefined` where Cognito is not asked. */
  readonly revalidation: number | undefined;
  readonly asksForCredentials: boolean;
}

interface Call {
  readonly door: Door;
  readonly context: ExecutionContext;
  readonly demands: HandlerDemands;
}
