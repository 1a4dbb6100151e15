import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Observable, throwError } from 'rxjs';
import { CastellanError, toAnswer } from '../../errors/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { RefusalLog } from './refusal-log.js';

/** Answers what Castellan refuses. */
@Injectable()
@Catch(CastellanError)
export class CastellanExceptionFilter implements ExceptionFilter<CastellanError> {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly log: RefusalLog,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  catch(error: CastellanError, host: ArgumentsHost): Observable<never> | undefined {
    this.log.write(error);
    if (host.getType() === 'rpc') return throwError(() => toAnswer(error).body);
    if (host.getType() !== 'http') throw error;
    const answer = toAnswer(error, this.options);
    const response: unknown = host.switchToHttp().getResponse();
    const { httpAdapter } = this.host;
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return undefined;
    }
    for (const [name, value] of Object.entries(answer.headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, answer.body, answer.status);
    return undefined;
  }
}
