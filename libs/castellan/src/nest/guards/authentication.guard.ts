import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type AwsClients, type IdentityPoolCredentials, identityOfRequest } from '../../credentials/index.js';
import {
  ANONYMOUS,
  type Caller,
  type Principal,
  readBearerToken,
  readTokenHeader,
  type TokenExpectation,
  TokenVerifier,
} from '../../tokens/index.js';
import { CredentialsDemands } from '../aws/credentials-demands.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { AWS_CLIENTS, CASTELLAN_OPTIONS, IDENTITY_POOL_CREDENTIALS } from '../castellan.tokens.js';
import { Refusals } from '../context/refusals.js';
import { RequestContext } from '../context/request-context.js';
import type { CallerDemands, Door } from '../doors/door.js';
import { Doors } from '../doors/doors.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
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
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly policies: ApplicationPolicies,
    private readonly expectations: TokenExpectations,
    private readonly routes: RouteRequirements,
    private readonly refusals: Refusals,
    private readonly doors: Doors,
    private readonly credentialsDemands: CredentialsDemands,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
    @Inject(IDENTITY_POOL_CREDENTIALS) private readonly credentials: IdentityPoolCredentials | undefined,
    @Inject(AWS_CLIENTS) private readonly clients: AwsClients | undefined,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.refusals.guard(context, () => this.authenticate(context));
  }

  private authenticate(context: ExecutionContext): boolean | Promise<boolean> {
    const door = this.doors.of(context);
    const found =
      door.share === undefined
        ? this.identify(context, door)
        : door.share(context, this.demands(context), () => this.identify(context, door));
    return found instanceof Promise
      ? found.then((request) => this.admit(door, context, request))
      : this.admit(door, context, found);
  }

  private admit(door: Door, context: ExecutionContext, request: RequestContext): true {
    const demand = this.credentialsDemands.of(context);
    door.attach(context, demand === undefined ? request : request.demanding(demand));
    return true;
  }

  private demands(context: ExecutionContext): CallerDemands {
    const { revalidation } = this.routes.of(context.getClass(), context.getHandler());
    return {
      expectation: this.expectations.of(context.getClass(), context.getHandler()),
      isRevalidated: revalidation !== undefined,
      refusals: this.refusals,
    };
  }

  /** Synchronous where the token is remembered, as it is for most requests. */
  private identify(context: ExecutionContext, door: Door): RequestContext | Promise<RequestContext> {
    const rawHeaders = door.rawHeaders(context);
    const token = readBearerToken(rawHeaders);
    const call = { door, context, rawHeaders };
    if (token !== undefined) return this.identifyByToken(call, token);
    return this.identifyBySession(call) ?? this.requestContext(call, token, ANONYMOUS);
  }

  private identifyByToken(call: Call, token: string): RequestContext | Promise<RequestContext> {
    const { context } = call;
    const expectation = this.expectations.of(context.getClass(), context.getHandler());
    const { revalidation } = this.routes.of(context.getClass(), context.getHandler());
    if (revalidation === undefined) {
      const known = this.verifier.remembered(token, expectation);
      if (known !== undefined) return this.requestContext(call, token, known);
    }
    return this.verify(token, expectation, revalidation).then((caller) =>
      this.requestContext(call, token, caller),
    );
  }

  /** A session stands for the headers that a client with its tokens would have sent. */
  private identifyBySession(call: Call): Promise<RequestContext> | undefined {
    const { sessions } = this.options;
    const exchange = sessions && call.door.sessionExchange?.(call.context);
    const finding = exchange && sessions.find(exchange.request);
    return finding?.then(({ headersFor, setCookies }) => {
      exchange?.setCookies(setCookies);
      const { tokenUse } = this.expectations.of(call.context.getClass(), call.context.getHandler());
      const rawHeaders = headersFor(tokenUse);
      const token = rawHeaders && readBearerToken(rawHeaders);
      if (rawHeaders === undefined || token === undefined) {
        return this.requestContext(call, undefined, ANONYMOUS);
      }
      return this.identifyByToken({ ...call, rawHeaders }, token);
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
    { door, context, rawHeaders }: Call,
    bearerToken: string | undefined,
    caller: Caller,
  ): RequestContext {
    const { idTokenHeader } = this.options;
    return new RequestContext(caller, {
      policies: this.policies.set,
      refusals: this.refusals,
      credentials: this.credentials,
      clients: this.clients,
      isAnswered: door.isAnswered(context),
      tokens: () => ({ bearerToken, idToken: readTokenHeader(rawHeaders, idTokenHeader) }),
      identity: () =>
        identityOfRequest(this.verifier, {
          caller,
          bearerToken,
          rawHeaders,
          idTokenHeader,
          strategy: this.credentials?.strategy,
        }),
      checkRevocation: () => {
        if (caller.kind !== 'anonymous') this.verifier.checkRevocation(caller);
      },
    });
  }
}

interface Call {
  readonly door: Door;
  readonly context: ExecutionContext;
  readonly rawHeaders: readonly string[];
}
