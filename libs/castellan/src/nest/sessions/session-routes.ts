import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { readForm } from '../../http/form.js';
import { rawRequest } from '../../http/http-exchange.js';
import type { SessionAnswer, SessionRoute } from '../../http/session-source.js';
import { TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { Revocations } from '../revocation/revocations.js';

/** What Express and Fastify give a handler, as far as it is read here. */
type FrameworkRequest = Parameters<typeof rawRequest>[0] & { readonly body?: unknown };

/**
 * Serves the routes of the option `sessions`, and keeps the sessions open while the application runs.
 *
 * They are routes of the HTTP server itself and not of a controller: their addresses are known to Cognito, so no global
 * prefix and no version may become part of them, and no guard stands in front of them.
 */
@Injectable()
export class SessionRoutes implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly verifier: TokenVerifier,
    private readonly revocations: Revocations,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  /** Has to come before the routes of controllers, one of which may match everything. */
  register(): void {
    const { httpAdapter } = this.host;
    for (const route of this.options.sessions?.routes ?? []) {
      const serve = (request: FrameworkRequest, response: unknown): Promise<void> =>
        this.serve(route, request, response);
      if (route.method === 'GET') httpAdapter.get(route.path, serve);
      else httpAdapter.post(route.path, serve);
    }
  }

  async onModuleInit(): Promise<void> {
    const { sessions, userPools, idTokenHeader } = this.options;
    const logger = new Logger('Castellan');
    await sessions?.open({
      verifier: this.verifier,
      userPools,
      revocations: this.revocations,
      idTokenHeader,
      onProblem: (message, cause) => logger.error(message, cause instanceof Error ? cause.stack : undefined),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.options.sessions?.close();
  }

  private async serve(route: SessionRoute, request: FrameworkRequest, response: unknown): Promise<void> {
    const raw = rawRequest(request);
    const { method = '', url: target = '', rawHeaders } = raw;
    const answer = await route.handle({
      method,
      target,
      rawHeaders,
      readForm: () => readForm(raw, request.body),
    });
    this.write(answer, response);
  }

  private write({ status, headers, setCookies, body }: SessionAnswer, response: unknown): void {
    const { httpAdapter } = this.host;
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value);
    for (const cookie of setCookies) httpAdapter.appendHeader(response, 'set-cookie', cookie);
    httpAdapter.reply(response, body, status);
  }
}
