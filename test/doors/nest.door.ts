import { Controller, Get, type INestApplication } from '@nestjs/common';
import { Authenticated, CastellanModule, Groups, Scopes, TokenVerifier } from 'castellan';
import { listeningApp, type Platform } from '../support/nest-app.js';
import { DEMANDS, GROUP, SCOPE, type TestDoor } from './door.js';
import { askHttp } from './http-verdict.js';

@Controller()
class DoorController {
  @Get('authenticated') @Authenticated() authenticated() {}
  @Get('editors') @Groups(GROUP) editors() {}
  @Get('scope') @Scopes(SCOPE) scope() {}
}

/** Nest, on Express or on Fastify. */
export function nestDoor(platform: Platform): TestDoor {
  let app: INestApplication;
  let port: number;
  return {
    name: `Nest on ${platform}`,
    demands: DEMANDS,
    async start(userPools, clock) {
      ({ app, port } = await listeningApp(
        platform,
        { imports: [CastellanModule.forRoot({ userPools })], controllers: [DoorController] },
        undefined,
        (builder) =>
          builder.overrideProvider(TokenVerifier).useValue(new TokenVerifier({ userPools, clock })),
      ));
    },
    ask: (call) => askHttp(port, call),
    stop: () => app.close(),
  };
}
