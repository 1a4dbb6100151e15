import { type ArgumentsHost, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ServerResponse } from 'node:http';
import { type Observable, throwError } from 'rxjs';
import { CastellanError, toAnswer } from '../../errors/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { graphqlAnswer, GraphqlRefusal } from '../graphql/graphql-refusal.js';
import { attempt } from './attempt.js';
import { isFiltered } from './filtered-handlers.js';
import { RefusalLog } from './refusal-log.js';
import { sealAnswer, writeAnswer } from './sealed-answer.js';
import { type HttpExchange } from './http-exchange.js';
import { httpExchange, isGraphql } from './transport.js';

const REFUSED_BY = Symbol('castellan.refused-by');

type Refused = ServerResponse & { [REFUSED_BY]?: Refusals };

/** Who refused a request before anything was known about its caller; `undefined` where nobody did. */
export function refusedBy(response: ServerResponse): Refusals | undefined {
  return (response as Refused)[REFUSED_BY];
}

/** Makes sure that a refused caller gets Castellan's answer, whatever the application's filters do. */
@Injectable()
export class Refusals {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly log: RefusalLog,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  /** Runs a guard. What it refuses is thrown on to the filter next to the handler, and sealed where there is none. */
  guard<T>(context: ExecutionContext, step: () => T | Promise<T>): T | Promise<T> {
    return attempt(step, (error) => {
      if (context.getType() === 'http') {
        if (!isFiltered(context.getHandler())) this.seal(context, error);
        (httpExchange(context).response as Refused)[REFUSED_BY] = this;
      }
      throw this.thrown(context, error);
    });
  }

  /**
   * Runs what makes a parameter of the handler, or filters its result. What it refuses is sealed, because interceptors of the application
   * are around it, and one may catch every error.
   */
  parameter<T>(context: ExecutionContext, step: () => T | Promise<T>): T | Promise<T> {
    return attempt(step, (error) => {
      this.seal(context, error);
      throw this.thrown(context, error);
    });
  }

  /** Says in the log which rules a list lacks because they were not built from a token. */
  explainList(unbuiltRules: readonly string[]): void {
    for (const rule of unbuiltRules) this.log.writeUnbuiltRule(rule);
  }

  /** Refuses all operations of a GraphQL request: its answer is the refusal, whatever the server makes of it. */
  refuseRequest({ request, response }: HttpExchange, error: CastellanError): void {
    this.log.write(error);
    sealAnswer(response, graphqlAnswer(error, this.options, request.headers.accept));
  }

  /** GraphQL servers answer what is thrown: they are given what callers may see. */
  private thrown(context: ArgumentsHost, error: unknown): unknown {
    if (!(error instanceof CastellanError) || !isGraphql(context)) return error;
    this.log.write(error);
    return new GraphqlRefusal(error, this.options);
  }

  private seal(context: ExecutionContext, error: unknown): void {
    if (!(error instanceof CastellanError)) return;
    this.log.write(error);
    if (context.getType() === 'http') {
      sealAnswer(httpExchange(context).response, toAnswer(error, this.options));
    }
  }

  /** Answers an error of ours that reached an exception filter. */
  answer(context: ArgumentsHost, error: CastellanError): Observable<never> | undefined {
    this.log.write(error);
    if (context.getType() === 'rpc') return throwError(() => toAnswer(error).body);
    if (context.getType() !== 'http') throw this.thrown(context, error);
    const response: unknown = context.switchToHttp().getResponse();
    const { response: raw } = httpExchange(context);
    const { httpAdapter } = this.host;
    const answer = toAnswer(error, this.options);
    if (httpAdapter.isHeadersSent(response)) httpAdapter.end(response);
    else if (response === raw) writeAnswer(raw, answer);
    else {
      // Fastify has headers of its own, which Node's response does not know of.
      for (const [name, value] of Object.entries(answer.headers))
        httpAdapter.setHeader(response, name, value);
      httpAdapter.reply(response, answer.body, answer.status);
    }
    return undefined;
  }
}
