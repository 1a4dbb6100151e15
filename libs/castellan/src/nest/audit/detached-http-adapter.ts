import { AbstractHttpAdapter } from '@nestjs/core';
import { createServer } from 'node:http';

/** Stands in for Express and Fastify where an application is made and never listens. */
export class DetachedHttpAdapter extends AbstractHttpAdapter {
  override initHttpServer(): void {
    this.httpServer = createServer();
  }

  override async close(): Promise<void> {
    return Promise.resolve();
  }

  override getType(): string {
    return 'detached';
  }

  override applyVersionFilter(handler: () => unknown): () => () => unknown {
    return () => handler;
  }

  override createMiddlewareFactory(): () => void {
    return () => undefined;
  }

  /* eslint-disable @typescript-eslint/no-empty-function -- Nothing of this happens without requests. */
  override useStaticAssets(): void {}
  override setViewEngine(): void {}
  override getRequestHostname(): void {}
  override getRequestMethod(): void {}
  override getRequestUrl(): void {}
  override status(): void {}
  override reply(): void {}
  override end(): void {}
  override render(): void {}
  override redirect(): void {}
  override setErrorHandler(): void {}
  override setNotFoundHandler(): void {}
  override isHeadersSent(): void {}
  override getHeader(): void {}
  override setHeader(): void {}
  override appendHeader(): void {}
  override registerParserMiddleware(): void {}
  override enableCors(): void {}
}
