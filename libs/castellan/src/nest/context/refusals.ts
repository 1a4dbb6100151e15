import { type ArgumentsHost, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ServerResponse } from 'node:http';
import { type Observable, throwError } from 'rxjs';
import { CastellanError, toAnswer } from '../../errors/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { RefusalLog } from './refusal-log.js';
import { sealAnswer } from './sealed-answer.js';
import { httpExchange } from './transport.js';

const SEALED_BY = Symbol('castellan.sealed-by');

type Sealed = ServerResponse & { [SEALED_BY]?: Refusals };

/** Who fixed the answer to a refused request; `undefined` where nobody did. */
export function sealedBy(response: ServerResponse): Refusals | undefined {
  return (response as Sealed)[SEALED_BY];
}

/** Makes sure that a refused caller gets Castellan's answer, whatever the application's filters do. */
@Injectable()
export class Refusals {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly log: RefusalLog,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  /** Runs a step of a request. What it refuses is sealed and thrown on. */
  guard<T>(context: ArgumentsHost, step: () => T | Promise<T>): T | Promise<T> {
    try {
      const result = step();
      return result instanceof Promise
        ? result.catch((error: unknown) => this.refuse(context, error))
        : result;
    } catch (error) {
      return this.refuse(context, error);
    }
  }

  /** Logs an error of ours and seals its answer. Gives the error back, as it gives back errors of others. */
  seal(context: ArgumentsHost, error: unknown): unknown {
    if (!(error instanceof CastellanError)) return error;
    this.log.write(error);
    if (context.getType() === 'http') {
      const { response } = httpExchange(context);
      sealAnswer(response, toAnswer(error, this.options));
      (response as Sealed)[SEALED_BY] = this;
    }
    return error;
  }

  /** Answers an error of ours that reached an exception filter. */
  answer(context: ArgumentsHost, error: CastellanError): Observable<never> | undefined {
    this.log.write(error);
    if (context.getType() === 'rpc') return throwError(() => toAnswer(error).body);
    if (context.getType() !== 'http') throw error;
    const { headers, body, status } = toAnswer(error, this.options);
    const response: unknown = context.switchToHttp().getResponse();
    const { httpAdapter } = this.host;
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return undefined;
    }
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, body, status);
    return undefined;
  }

  private refuse(context: ArgumentsHost, error: unknown): never {
    throw this.seal(context, error);
  }
}
