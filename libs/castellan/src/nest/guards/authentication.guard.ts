import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type AwsClients, type IdentityPoolCredentials, identityOfRequest } from '../../credentials/index.js';
import {
  ANONYMOUS,
  type Caller,
  type Principal,
  readBearerToken,
  type TokenExpectation,
  TokenVerifier,
} from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { AWS_CLIENTS, CASTELLAN_OPTIONS, IDENTITY_POOL_CREDENTIALS } from '../castellan.tokens.js';
import { attempt } from '../context/attempt.js';
import type { HttpExchange } from '../context/http-exchange.js';
import { Refusals } from '../context/refusals.js';
import { attachFieldContext, attachRequestContext, RequestContext } from '../context/request-context.js';
import { httpExchange, isGraphql } from '../context/transport.js';
import { GraphqlCallers } from '../graphql/graphql-callers.js';
import { type GraphqlField, graphqlFieldOf } from '../graphql/graphql-field.js';
import { refusesRequest } from '../graphql/request-refusal.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
import { RouteRequirements } from '../routes/route-requirement.js';
import { TokenExpectations } from '../routes/token-expectations.js';

/**
 * Finds out who is calling. A request without a bearer token has an anonymous caller; whether that is enough is
 * the authorization guard's business. A bad token is refused here, on public handlers too.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly policies: ApplicationPolicies,
    private readonly expectations: TokenExpectations,
    private readonly routes: RouteRequirements,
    private readonly refusals: Refusals,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
    @Inject(IDENTITY_POOL_CREDENTIALS) private readonly credentials: IdentityPoolCredentials | undefined,
    @Inject(AWS_CLIENTS) private readonly clients: AwsClients | undefined,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.refusals.guard(context, () => this.authenticate(context));
  }

  private authenticate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isGraphql(context)) return this.authenticateField(context);
    const exchange = httpExchange(context);
    const found = this.identify(context, exchange);
    return found instanceof Promise
      ? found.then((request) => admit(exchange, request))
      : admit(exchange, found);
  }

  /** Operations share one caller; each field of theirs has a context of its own. */
  private authenticateField(context: ExecutionContext): boolean | Promise<boolean> {
    const exchange = httpExchange(context);
    const field = graphqlFieldOf(context);
    const expectation = this.expectations.of(context.getClass(), context.getHandler());
    const { revalidation } = this.routes.of(context.getClass(), context.getHandler());
    const hasOwnDemands = revalidation !== undefined || Object.keys(expectation).length > 0;
    const callers = GraphqlCallers.of(exchange.request);
    const found = callers.find(expectation, () =>
      attempt(
        () => this.identify(context, exchange),
        (error) => {
          if (!callers.isAdmitted && refusesRequest(error, hasOwnDemands)) {
            callers.refuseAll(error);
            this.refusals.refuseRequest(exchange, error);
          }
          throw error;
        },
      ),
    );
    return found instanceof Promise
      ? found.then((request) => admitField(field, request))
      : admitField(field, found);
  }

  /** Synchronous where the token is remembered, as it is for most requests. */
  private identify(
    context: ExecutionContext,
    exchange: HttpExchange,
  ): RequestContext | Promise<RequestContext> {
    const token = readBearerToken(exchange.request.rawHeaders);
    if (token === undefined) return this.requestContext(exchange, token, ANONYMOUS);

    const expectation = this.expectations.of(context.getClass(), context.getHandler());
    const { revalidation } = this.routes.of(context.getClass(), context.getHandler());
    if (revalidation === undefined) {
      const known = this.verifier.remembered(token, expectation);
      if (known !== undefined) return this.requestContext(exchange, token, known);
    }
    return this.verify(token, expectation, revalidation).then((caller) =>
      this.requestContext(exchange, token, caller),
    );
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
    { request, response }: HttpExchange,
    bearerToken: string | undefined,
    caller: Caller,
  ): RequestContext {
    const { rawHeaders } = request;
    const { idTokenHeader } = this.options;
    return new RequestContext(caller, {
      policies: this.policies.set,
      refusals: this.refusals,
      credentials: this.credentials,
      clients: this.clients,
      isAnswered: () => response.writableEnded,
      identity: () => identityOfRequest(this.verifier, { caller, bearerToken, rawHeaders, idTokenHeader }),
    });
  }
}

function admit({ request }: HttpExchange, context: RequestContext): true {
  attachRequestContext(request, context);
  return true;
}

function admitField(field: GraphqlField, context: RequestContext): true {
  attachFieldContext(field, context.forField());
  return true;
}
