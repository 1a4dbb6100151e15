import { Controller, Get, type INestApplication } from '@nestjs/common';
import { CastellanModule } from 'castellan';
import { listeningApp, type Platform } from '../support/nest-app.js';
import { DEMANDS, type TestDoor } from './door.js';
import { askHttp } from './http-verdict.js';
import { handlersOf, moduleOptions, POLICIES, withClock } from './nest-handlers.js';

/** Nest, on Express or on Fastify. */
export function nestDoor(platform: Platform): TestDoor {
  let app: INestApplication;
  let port: number;
  return {
    name: `Nest on ${platform}`,
    column: 'Nest',
    demands: DEMANDS,
    async start(options) {
      ({ app, port } = await listeningApp(
        platform,
        {
          ...POLICIES,
          imports: [CastellanModule.forRoot(moduleOptions(options))],
          controllers: [handlersOf(Controller(), (demand) => Get(demand))],
        },
        undefined,
        withClock(options),
      ));
    },
    ask: (call) => askHttp(port, call),
    stop: () => app.close(),
  };
}
