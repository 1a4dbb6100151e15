import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { Controller, type INestMicroservice } from '@nestjs/common';
import {
  ClientGrpcProxy,
  type ClientProxy,
  ClientTCP,
  GrpcMethod,
  type GrpcOptions,
  MessagePattern,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { Authenticated, CastellanModule, Groups, Scopes, TokenVerifier } from 'castellan';
import type { UserPoolOptions } from 'castellan/core';
import { microservices } from 'castellan/microservices';
import path from 'node:path';
import { lastValueFrom, type Observable } from 'rxjs';
import { freePort, sendMetadata, withMetadata } from '../microservices/transports.js';
import { DEMANDS, GROUP, SCOPE, type TestDoor, type Verdict } from './door.js';

const ANSWER = { text: 'x' };

@Controller()
class DoorController {
  @MessagePattern('authenticated', Transport.TCP)
  @Authenticated()
  authenticated() {
    return ANSWER;
  }

  @MessagePattern('editors', Transport.TCP)
  @Groups(GROUP)
  editors() {
    return ANSWER;
  }

  @MessagePattern('scope', Transport.TCP)
  @Scopes(SCOPE)
  scope() {
    return ANSWER;
  }

  @GrpcMethod('Articles', 'Whoami')
  @Authenticated()
  whoami() {
    return ANSWER;
  }

  @GrpcMethod('Articles', 'Edit')
  @Groups(GROUP)
  edit() {
    return ANSWER;
  }

  @GrpcMethod('Articles', 'Save')
  @Scopes(SCOPE)
  save() {
    return ANSWER;
  }
}

async function startService(
  server: MicroserviceOptions,
  userPools: readonly UserPoolOptions[],
  clock: () => number,
): Promise<INestMicroservice> {
  const testing = await Test.createTestingModule({
    imports: [CastellanModule.forRoot({ userPools, doors: [microservices()] })],
    controllers: [DoorController],
  })
    .overrideProvider(TokenVerifier)
    .useValue(new TokenVerifier({ userPools, clock }))
    .compile();
  const service = testing.createNestMicroservice<MicroserviceOptions>({ ...server, logger: false });
  await service.listen();
  return service;
}

/** Messages have no place for a challenge. */
const verdictOf = (answer: Observable<unknown>, read: (error: unknown) => Verdict): Promise<Verdict> =>
  lastValueFrom(answer).then(() => ({ code: 'accepted', status: 200 }), read);

/** Handlers of messages, by TCP. */
export function tcpDoor(): TestDoor {
  let service: INestMicroservice;
  let client: ClientTCP;
  return {
    name: 'messages by TCP',
    demands: DEMANDS,
    challenges: false,
    async start(userPools, clock) {
      const options = { host: '127.0.0.1', port: await freePort() };
      service = await startService({ transport: Transport.TCP, options }, userPools, clock);
      client = new ClientTCP(options);
      sendMetadata(client as unknown as ClientProxy);
    },
    ask: ({ token, demand }) =>
      verdictOf(
        client.send(
          demand,
          withMetadata({}, token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ),
        (error) => {
          const { code, httpStatus } = error as { code: Verdict['code']; httpStatus: number };
          return { code, status: httpStatus };
        },
      ),
    async stop() {
      client.close();
      await service.close();
    },
  };
}

const METHODS = { authenticated: 'whoami', editors: 'edit', scope: 'save' } as const;

/** Calls of gRPC. */
export function grpcDoor(): TestDoor {
  let service: INestMicroservice;
  let client: ClientGrpcProxy;
  return {
    name: 'gRPC',
    demands: DEMANDS,
    challenges: false,
    async start(userPools, clock) {
      const options: GrpcOptions = {
        transport: Transport.GRPC,
        options: {
          url: `127.0.0.1:${await freePort()}`,
          package: 'articles',
          protoPath: path.join(__dirname, '../microservices/articles.proto'),
        },
      };
      service = await startService(options, userPools, clock);
      client = new ClientGrpcProxy(options.options);
    },
    ask({ token, demand }) {
      const metadata = new Metadata();
      if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
      const articles =
        client.getService<Record<string, (request: object, metadata: Metadata) => Observable<unknown>>>(
          'Articles',
        );
      return verdictOf(articles[METHODS[demand]]!({}, metadata), (error) => {
        const { metadata: trailers } = error as ServiceError;
        return {
          code: String(trailers.get('castellan-code')[0]) as Verdict['code'],
          status: Number(trailers.get('castellan-status')[0]),
        };
      });
    },
    async stop() {
      client.close();
      await service.close();
    },
  };
}
