import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { toAnswer, TooManyRequestsError } from '../../errors/index.js';
import { writeAnswer } from '../../http/sealed-answer.js';
import { frameworkResponse, httpResponse } from '../context/transport.js';

/** A refusal of any limiter, such as that of `@nestjs/throttler`, which this package does not load. */
const TOO_MANY_REQUESTS = {
  [Symbol.hasInstance]: (error: unknown): boolean =>
    error instanceof HttpException && error.getStatus() === 429,
} as unknown as Type<HttpException>;

/** Answers what a limiter of the application refuses as the routes answer everything else: with a problem. */
@Catch(TOO_MANY_REQUESTS)
export class TooManyRequestsFilter implements ExceptionFilter<HttpException> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(cause: HttpException, host: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response = frameworkResponse(host);
    const retryAfterSeconds = wholeSeconds(httpAdapter.getHeader(response, 'Retry-After'));
    const answer = toAnswer(
      new TooManyRequestsError('A limiter of the application refuses the request.', {
        cause,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      }),
    );
    const raw = httpResponse(host);
    if (response === raw) {
      writeAnswer(raw, answer);
      return;
    }
    // Fastify has headers of its own, which Node's response does not know of.
    for (const [name, value] of Object.entries(answer.headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, answer.body, answer.status);
  }
}

function wholeSeconds(value: unknown): number | undefined {
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}
