import { type ArgumentsHost, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { CastellanError } from '../../errors/index.js';
import type { RequestValue } from '../../policies/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { attempt } from '../context/attempt.js';
import type { Refusals } from '../context/refusals.js';
import { attachFieldContext, type RequestContext } from '../context/request-context.js';
import { protectShared } from '../context/response-caching.js';
import { sealAnswer } from '../../http/sealed-answer.js';
import type { CallerDemands, Door, RefusedAt } from '../doors/door.js';
import { readRequestValue } from '../../http/request-value.js';
import { GraphqlCallers } from './graphql-callers.js';
import { graphqlExchange } from './graphql-exchange.js';
import { graphqlFieldOf } from './graphql-field.js';
import { graphqlAnswer, GraphqlRefusal } from './graphql-refusal.js';
import { refusesRequest } from './request-refusal.js';

/** The fields of GraphQL operations over HTTP, with Apollo and with Mercurius. */
@Injectable()
export class GraphqlDoor implements Door {
  readonly contextType = 'graphql';

  constructor(@Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions) {}

  rawHeaders(host: ArgumentsHost): readonly string[] {
    return graphqlExchange(host).request.rawHeaders;
  }

  attach(host: ArgumentsHost, context: RequestContext): void {
    attachFieldContext(graphqlFieldOf(host), context.forField());
  }

  isAnswered(host: ArgumentsHost): () => boolean {
    const { response } = graphqlExchange(host);
    return () => response.writableEnded;
  }

  /** Operations of one request share one caller. What no field would accept refuses all of them. */
  share(
    host: ExecutionContext,
    { expectation, isRevalidated, refusals }: CallerDemands,
    identify: () => RequestContext | Promise<RequestContext>,
  ): RequestContext | Promise<RequestContext> {
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
    protectShared(graphqlExchange(host).response, answer);
  }

  /** An operation has no body of fields. */
  readBody(): undefined {
    return undefined;
  }

  readValue(host: ArgumentsHost, source: RequestValue): string | null | undefined {
    const { request } = graphqlExchange(host);
    return readRequestValue(request, request as Parameters<typeof readRequestValue>[1], source);
  }

  /** GraphQL servers answer what is thrown: they are given what callers may see. */
  refuse(_host: ExecutionContext, error: unknown, _at: RefusedAt, refusals: Refusals): unknown {
    if (!(error instanceof CastellanError)) return error;
    refusals.log.write(error);
    return new GraphqlRefusal(error, this.options);
  }

  answer(_host: ArgumentsHost, error: CastellanError): never {
    throw new GraphqlRefusal(error, this.options);
  }
}
