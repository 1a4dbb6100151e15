import { type ArgumentsHost, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CastellanError, toAnswer } from '../../errors/index.js';
import type { RequestValue } from '../../policies/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { attachToRequest } from '../context/attached-contexts.js';
import type { RequestContext } from '../context/request-context.js';
import { isFiltered } from '../context/filtered-handlers.js';
import { markRefusedBy } from '../context/refused-by.js';
import type { Refuser } from '../context/refuser.js';
import { ResponseCaching } from '../context/response-caching.js';
import { sealAnswer, writeAnswer } from '../../http/sealed-answer.js';
import { frameworkResponse, httpRequest, httpResponse } from '../context/transport.js';
import { readRequestValue } from '../../http/request-value.js';
import type { Door, RefusedAt, SessionExchange } from './door.js';

/** HTTP on Express and on Fastify. */
@Injectable()
export class HttpDoor implements Door {
  readonly contextType = 'http';

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly caching: ResponseCaching,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  rawHeaders(host: ArgumentsHost): readonly string[] {
    return httpRequest(host).rawHeaders;
  }

  sessionExchange(host: ArgumentsHost): SessionExchange {
    const { method = '', rawHeaders } = httpRequest(host);
    return {
      request: { method, rawHeaders },
      setCookies: (cookies) => {
        const response = frameworkResponse(host);
        for (const cookie of cookies) this.host.httpAdapter.appendHeader(response, 'set-cookie', cookie);
      },
    };
  }

  attach(host: ArgumentsHost, context: RequestContext): void {
    attachToRequest(httpRequest(host), context);
  }

  isAnswered(host: ArgumentsHost): () => boolean {
    const response = httpResponse(host);
    return () => response.writableEnded;
  }

  protect(host: ExecutionContext, answer: { readonly isPublic: boolean }): void {
    this.caching.protect(frameworkResponse(host), answer);
  }

  readBody(host: ArgumentsHost, argument?: string): unknown {
    if (argument !== undefined) return undefined;
    return host.switchToHttp().getRequest<{ readonly body?: unknown }>().body;
  }

  readValue(host: ArgumentsHost, source: RequestValue): string | null | undefined {
    return readRequestValue(httpRequest(host), host.switchToHttp().getRequest<object>(), source);
  }

  /**
   * What a guard refuses goes to the filter next to the handler, and is sealed where there is none. What a parameter
   * refuses is sealed always: interceptors of the application are around it, and one may catch every error.
   */
  refuse(host: ExecutionContext, error: unknown, at: RefusedAt, refusals: Refuser): unknown {
    if (at === 'guard') markRefusedBy(httpRequest(host), refusals);
    if (error instanceof CastellanError && (at === 'parameter' || !isFiltered(host.getHandler()))) {
      refusals.log.write(error);
      sealAnswer(httpResponse(host), toAnswer(error, this.options));
    }
    return error;
  }

  answer(host: ArgumentsHost, error: CastellanError): undefined {
    const response = frameworkResponse(host);
    const raw = httpResponse(host);
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
