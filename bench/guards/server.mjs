/** A Nest application with one handler under one guard, in a process of its own, driven by its parent. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { APPLICATIONS } from './applications.mjs';

const ADAPTERS = { Express: ExpressAdapter, Fastify: FastifyAdapter };

process.once('message', async ({ platform, guard, jwks, jwksUri }) => {
  const { prepare, ...parts } = APPLICATIONS[guard]({ jwks, jwksUri });
  class AppModule {}
  Module(parts)(AppModule);
  const app = await NestFactory.create(AppModule, new ADAPTERS[platform](), { logger: ['error', 'fatal'] });
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  process.send({ port: app.getHttpServer().address().port });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuMicroseconds: user + system });
  });
});
process.on('disconnect', () => process.exit());
