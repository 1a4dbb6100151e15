import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CastellanError, toAnswer } from '../../errors/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';

/** Answers what Castellan refuses. Faults of the service are logged as errors, refusals at debug level. */
@Injectable()
@Catch(CastellanError)
export class CastellanExceptionFilter implements ExceptionFilter<CastellanError> {
  readonly #logger = new Logger('Castellan');

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  catch(error: CastellanError, host: ArgumentsHost): void {
    this.log(error);
    if (host.getType() !== 'http') throw error;
    const answer = toAnswer(error, this.options);
    const response: unknown = host.switchToHttp().getResponse();
    const { httpAdapter } = this.host;
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    for (const [name, value] of Object.entries(answer.headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, answer.body, answer.status);
  }

  private log(error: CastellanError): void {
    const line = `${error.code}: ${error.message}`;
    if (error.httpStatus < 500) this.#logger.debug(line);
    else this.#logger.error(line, causes(error));
  }
}

function causes(error: CastellanError): string {
  const lines: string[] = [error.stack ?? ''];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    lines.push(`caused by ${cause.stack ?? cause.message}`);
  }
  return lines.join('\n');
}
