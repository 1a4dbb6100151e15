import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { CognitoStrategy } from 'castellan/passport';
import express from 'express';
import passport, { Passport } from 'passport';
import { listeningApp } from '../support/nest-app.js';
import type { TestDoor } from './door.js';
import { askHttp } from './http-verdict.js';

const QUIET = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** Plain Passport on Express. It authenticates and decides nothing. */
export function passportDoor(): TestDoor {
  let strategy: CognitoStrategy;
  let server: Server;
  return {
    name: 'Passport',
    column: 'Passport',
    demands: ['authenticated'],
    async start(options) {
      strategy = new CognitoStrategy({ ...options, log: QUIET });
      const own = new Passport();
      own.use(strategy);
      const app = express();
      app.set('env', 'test');
      app.get(
        '/authenticated',
        own.authenticate('cognito', { session: false }) as never,
        (_request, response) => {
          response.send('in');
        },
      );
      server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
    },
    ask: (call) => askHttp((server.address() as AddressInfo).port, call),
    async stop() {
      server.closeAllConnections();
      server.close();
      await strategy.close();
    },
  };
}

@Controller()
class PassportController {
  @Get('authenticated')
  @UseGuards(AuthGuard('cognito'))
  authenticated() {}
}

/** `AuthGuard('cognito')` of `@nestjs/passport`, in an application without `CastellanModule`. */
export function nestPassportDoor(): TestDoor {
  let strategy: CognitoStrategy;
  let app: INestApplication;
  let port: number;
  return {
    name: "Nest with AuthGuard('cognito')",
    column: 'Passport',
    demands: ['authenticated'],
    async start(options) {
      strategy = new CognitoStrategy({ ...options, log: QUIET });
      passport.use(strategy);
      ({ app, port } = await listeningApp('Express', { controllers: [PassportController] }));
    },
    ask: (call) => askHttp(port, call),
    async stop() {
      passport.unuse('cognito');
      await app.close();
      await strategy.close();
    },
  };
}
