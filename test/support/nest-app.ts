import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { Server } from 'node:http';

/** The HTTP frameworks that every scenario holds on. */
export const PLATFORMS = ['Express', 'Fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** A listening Nest application. */
export interface ListeningApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly port: number;
}

/** Starts a Nest application of these parts on a free port of loopback. */
export async function listeningApp(
  platform: Platform,
  metadata: ModuleMetadata,
  configure: (app: INestApplication) => void = () => undefined,
  override: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<ListeningApp> {
  const testingModule = await override(Test.createTestingModule(metadata)).compile();
  const app = testingModule.createNestApplication(
    platform === 'Express' ? new ExpressAdapter() : new FastifyAdapter(),
    { logger: false },
  );
  configure(app);
  await app.listen(0, '127.0.0.1');
  // A busy machine must not have a client send on a connection that is being closed for idleness.
  (app.getHttpServer() as Server).keepAliveTimeout = 0;
  const url = await app.getUrl();
  return { app, url, port: Number(new URL(url).port) };
}
