import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Sandbox } from 'castellan-sandbox';
import { AppModule } from './app.module.js';

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] });
app.enableShutdownHooks();
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
process.stdout.write(`The notes are at ${await app.getUrl()}, their Cognito at ${app.get(Sandbox).url}.\n`);
