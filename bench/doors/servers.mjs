/** One handler behind each door. `guarded` puts Castellan in front of it: groups, as in a policy of any application. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { ApolloDriver } from '@nestjs/apollo';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { GrpcMethod, MessagePattern, Transport } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { CastellanModule, Groups } from 'castellan';
import { createCastellan, groups } from 'castellan/express';
import { microservices } from 'castellan/microservices';
import { CognitoStrategy } from 'castellan/passport';
import { webSockets } from 'castellan/websockets';
import express from 'express';
import passport from 'passport';
import { CLIENT_ID, USER_POOL_ID } from '../tokens.mjs';

const GROUP = 'editors';
const ANSWER = { title: 'Welcome' };
export const PROTO = path.join(import.meta.dirname, 'articles.proto');

export const userPools = (jwks) => [
  { userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks },
];

/** A class with one method `list`, decorated like this. */
function articles(onClass, answer, ...onMethod) {
  class Articles {
    list() {
      return answer;
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Articles.prototype, 'list');
  for (const decorate of onMethod) decorate(Articles.prototype, 'list', descriptor);
  onClass(Articles);
  return Articles;
}

function nestModule({ guarded, jwks, doors }, { imports = [], ...parts }) {
  class AppModule {}
  const castellan = guarded
    ? [CastellanModule.forRoot({ userPools: userPools(jwks), doors: doors ?? [] })]
    : [];
  Module({ ...parts, imports: [...castellan, ...imports] })(AppModule);
  return AppModule;
}

const guards = ({ guarded }) => (guarded ? [Groups(GROUP)] : []);
const QUIET = { logger: ['error', 'fatal'] };

// Connections wait while the other doors are measured, and a server that closes one meets a call on its way.
async function nestOn(adapter, options, parts, configure = () => undefined) {
  const app = await NestFactory.create(nestModule(options, parts), adapter, QUIET);
  configure(app);
  await app.listen(0, '127.0.0.1');
  app.getHttpServer().keepAliveTimeout = 0;
  return app.getHttpServer().address().port;
}

async function expressOn(configure) {
  const app = express();
  await configure(app);
  const server = app.listen(0, '127.0.0.1');
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  return server.address().port;
}

async function messagesBy(options, onMethod, transport) {
  const controller = articles(Controller(), ANSWER, onMethod, ...guards(options));
  const parts = { controllers: [controller] };
  const service = await NestFactory.createMicroservice(
    nestModule({ ...options, doors: [microservices()] }, parts),
    { ...transport, ...QUIET },
  );
  await service.listen();
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const controllers = (options) => ({
  controllers: [articles(Controller(), ANSWER, Get('articles'), ...guards(options))],
});

/** Starts the server of a door and gives its port. */
export const SERVERS = {
  express: ({ guarded, jwks }) =>
    expressOn(async (app) => {
      const handler = (_request, response) => void response.json(ANSWER);
      if (!guarded) return app.get('/articles', handler);
      const castellan = createCastellan({ userPools: userPools(jwks) });
      await castellan.ready();
      app.use(castellan.authenticate());
      app.get('/articles', castellan.require(groups(GROUP)), handler);
      return app.use(castellan.errorHandler());
    }),

  nestExpress: (options) => nestOn(new ExpressAdapter(), options, controllers(options)),

  nestFastify: (options) => nestOn(new FastifyAdapter(), options, controllers(options)),

  passport: ({ guarded, jwks }) =>
    expressOn((app) => {
      const handler = (_request, response) => void response.json(ANSWER);
      if (!guarded) return app.get('/articles', handler);
      passport.use(new CognitoStrategy({ userPools: userPools(jwks) }));
      return app.get('/articles', passport.authenticate('cognito', { session: false }), handler);
    }),

  graphql: (options) =>
    nestOn(new ExpressAdapter(), options, {
      imports: [GraphQLModule.forRoot({ driver: ApolloDriver, autoSchemaFile: true })],
      providers: [
        articles(
          Resolver(),
          ANSWER.title,
          Query(() => String, { name: 'list' }),
          ...guards(options),
        ),
      ],
    }),

  ws: (options) =>
    nestOn(
      new ExpressAdapter(),
      { ...options, doors: [webSockets()] },
      {
        providers: [
          articles(
            WebSocketGateway(),
            { event: 'list', data: ANSWER },
            SubscribeMessage('list'),
            ...guards(options),
          ),
        ],
      },
      (app) => app.useWebSocketAdapter(new WsAdapter(app)),
    ),

  tcp: async (options) => {
    const port = await freePort();
    await messagesBy(options, MessagePattern('list'), {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
    });
    return port;
  },

  grpc: async (options) => {
    const port = await freePort();
    await messagesBy(options, GrpcMethod('Articles', 'List'), {
      transport: Transport.GRPC,
      options: { url: `127.0.0.1:${port}`, package: 'bench', protoPath: PROTO },
    });
    return port;
  },
};
