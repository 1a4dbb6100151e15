import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FilesModule } from './files/files.service.js';
import { GatewayModule } from './gateway/gateway.js';
import { NotesModule } from './notes/notes.service.js';
import { settingsOf } from './settings.js';
import { transportOf } from './transport-of.js';

const settings = settingsOf(process.env);

async function serve(module: DynamicModule, address: string): Promise<string> {
  const service = await NestFactory.createMicroservice(module, {
    ...transportOf(address),
    logger: ['warn', 'error'],
  });
  service.enableShutdownHooks();
  await service.listen();
  return address;
}

async function listen(module: DynamicModule): Promise<string> {
  const gateway = await NestFactory.create(module, { logger: ['warn', 'error'] });
  gateway.enableShutdownHooks();
  await gateway.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
  return gateway.getUrl();
}

const START: Readonly<Record<string, () => Promise<string>>> = {
  gateway: () => listen(GatewayModule.with(settings)),
  notes: () => serve(NotesModule.with(settings), settings.notes),
  files: () => serve(FilesModule.with(settings), settings.files),
};

const name = process.argv[2] ?? '';
const start = START[name];
if (start === undefined) throw new Error(`Say what to start: ${Object.keys(START).join(', ')}.`);
process.stdout.write(`${name} is ready at ${await start()}\n`);
