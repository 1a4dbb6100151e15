import { type ArgumentsHost, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { CastellanError } from '../../errors/index.js';
import type { RequestValue } from '../../policies/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { attempt } from '../context/attempt.js';
import type { Refuser } from '../context/refuser.js';
import { attachFieldContext } from '../context/attached-contexts.js';
import type { RequestContext } from '../context/request-context.js';
import { protectShared } from '../context/response-caching.js';
import { sealAnswer } from '../../http/sealed-answer.js';
import { TokenVerifier } from '../../tokens/index.js';
import { tokenLapse } from '../doors/token-lapse.js';
import type { CallerDemands, Door, RefusedAt, SessionExchange } from '../doors/door.js';
import { variesBy } from '../../http/cache-headers.js';
import { readRequestValue } from '../../http/request-value.js';
import { connectionHeaders, graphqlConnectionOf } from './graphql-connection.js';
import { GraphqlCallers } from './graphql-callers.js';
import { graphqlExchange } from './graphql-exchange.js';
import { graphqlFieldOf } from './graphql-field.js';
import { graphqlAnswer, GraphqlRefusal } from './graphql-refusal.js';
import { attachLapse } from './subscription.interceptor.js';
import { refusesRequest } from './request-refusal.js';

/** The fields of GraphQL operations over HTTP and over graphql-ws, with Apollo and with Mercurius. */
@Injectable()
export class GraphqlDoor implements Door {
  readonly contextType = 'graphql';

  constructor(
    private readonly verifier: TokenVerifier,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  rawHeaders(host: ArgumentsHost): readonly string[] {
    const connection = graphqlConnectionOf(host);
    return connection === undefined
      ? graphqlExchange(host).request.rawHeaders
      : connectionHeaders(connection, this.options.idTokenHeader);
  }

  sessionExchange(host: ArgumentsHost): SessionExchange | undefined {
    // The handshake of a WebSocket carries cookies from any site.
    if (graphqlConnectionOf(host) !== undefined) return undefined;
    const { request, response } = graphqlExchange(host);
    const { method = '', rawHeaders } = request;
    return {
      request: { method, rawHeaders },
      setCookies: (cookies) => cookies.forEach((cookie) => response.appendHeader('set-cookie', cookie)),
    };
  }

  attach(host: ArgumentsHost, context: RequestContext): void {
    const field = graphqlFieldOf(host);
    attachFieldContext(field, context.forField());
    if (field.info.operation.operation !== 'subscription') return;
    const { clockToleranceSeconds = 0 } = this.options;
    attachLapse(field.info, () => tokenLapse(context.caller, this.verifier, clockToleranceSeconds));
  }

  isAnswered(host: ArgumentsHost): () => boolean {
    const connection = graphqlConnectionOf(host);
    if (connection !== undefined) return () => connection.request.socket.destroyed;
    const { response } = graphqlExchange(host);
    return () => response.writableEnded;
  }

  /** Operations of one request share one caller. What no field would accept refuses all of them. */
  share(
    host: ExecutionContext,
    { expectation, isRevalidated, refusals }: CallerDemands,
    identify: () => RequestContext | Promise<RequestContext>,
  ): RequestContext | Promise<RequestContext> {
    // A connection outlives its token, so its caller is found for each field anew.
    if (graphqlConnectionOf(host) !== undefined) return identify();
    const exchange = graphqlExchange(host);
    const hasOwnDemands = isRevalidated || Object.keys(expectation).length > 0;
    const callers = GraphqlCallers.of(exchange.request);
    return callers.find(expectation, () =>
      attempt(identify, (error) => {
        if (!callers.isAdmitted && refusesRequest(error, hasOwnDemands)) {
          callers.refuseAll(error);
          refusals.log.write(error);
          sealAnswer(exchange.response, graphqlAnswer(error, this.options, exchange.request.headers.accept));
        }
        throw error;
      }),
    );
  }

  protect(host: ExecutionContext, answer: { readonly isPublic: boolean }): void {
    if (graphqlConnectionOf(host) !== undefined) return;
    protectShared(graphqlExchange(host).response, answer, variesBy(this.options));
  }

  /** An operation has no body of fields: one of its arguments may be one. */
  readBody(host: ArgumentsHost, argument?: string): unknown {
    const { args } = graphqlFieldOf(host);
    return argument !== undefined && Object.hasOwn(args, argument) ? args[argument] : undefined;
  }

  readValue(host: ArgumentsHost, source: RequestValue): string | null | undefined {
    const { request } = graphqlConnectionOf(host) ?? graphqlExchange(host);
    return readRequestValue(request, request, source);
  }

  /** GraphQL servers answer what is thrown: they are given what callers may see. */
  refuse(_host: ExecutionContext, error: unknown, _at: RefusedAt, refusals: Refuser): unknown {
    if (!(error instanceof CastellanError)) return error;
    refusals.log.write(error);
    return new GraphqlRefusal(error, this.options);
  }

  answer(_host: ArgumentsHost, error: CastellanError): never {
    throw new GraphqlRefusal(error, this.options);
  }
}
