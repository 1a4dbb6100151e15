import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import { AppModule } from './app.module.js';
import type { AppConfiguration } from './configuration/configuration.js';
import { unreadableBody } from './problems/unreadable-body.js';

/** Makes the sample app, not yet listening. */
export async function createApp(configuration: AppConfiguration): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.for(configuration), {
    abortOnError: false,
    bodyParser: false,
    logger: ['error', 'warn'],
  });
  // A file is kept as it came, whatever it says it is; everything else is JSON.
  app.use('/files', express.raw({ type: () => true, limit: '5mb' }));
  app.useBodyParser('json', { limit: '200kb' });
  app.use(unreadableBody);
  return app;
}
