import { Metadata, type ServiceError, status as GrpcStatus } from '@grpc/grpc-js';
import { Controller, type INestMicroservice } from '@nestjs/common';
import {
  ClientGrpcProxy,
  type ClientProxy,
  ClientProxyFactory,
  GrpcMethod,
  type GrpcOptions,
  MessagePattern,
  type MicroserviceOptions,
  type TcpClientOptions,
  Transport,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { CastellanModule } from 'castellan';
import { microservices } from 'castellan/microservices';
import path from 'node:path';
import { lastValueFrom, type Observable } from 'rxjs';
import { freePort, sendMetadata, type TestTransport } from '../microservices/transports.js';
import { type Demand, DEMANDS, type DoorAnswer, type DoorOptions, type TestDoor } from './door.js';
import { handlersOf, moduleOptions, POLICIES, withClock } from './nest-handlers.js';

async function startService(
  server: MicroserviceOptions,
  options: DoorOptions,
  onMethod: (demand: Demand) => MethodDecorator,
): Promise<INestMicroservice> {
  const testing = await withClock(options)(
    Test.createTestingModule({
      ...POLICIES,
      imports: [CastellanModule.forRoot(moduleOptions(options, [microservices()]))],
      controllers: [handlersOf(Controller(), onMethod, () => ({}))],
    }),
  ).compile();
  const service = testing.createNestMicroservice<MicroserviceOptions>({ ...server, logger: false });
  await service.listen();
  return service;
}

const answerTo = (
  answer: Observable<unknown>,
  refused: (error: unknown) => DoorAnswer,
  own: string,
): Promise<DoorAnswer> =>
  lastValueFrom(answer).then(() => ({ verdict: { code: 'accepted', status: 200 }, own }), refused);

/** Handlers of messages, over a transport that is made when the door is opened. */
export function messageDoor(name: string, transport: () => Promise<TestTransport>): TestDoor {
  let service: INestMicroservice;
  let client: ClientProxy;
  let accompany: TestTransport['accompany'];
  return {
    name,
    column: name,
    demands: DEMANDS,
    challenges: false,
    async start(options) {
      const made = await transport();
      service = await startService(made.server, options, (demand) => MessagePattern(demand));
      client = sendMetadata(ClientProxyFactory.create(made.client as TcpClientOptions));
      accompany = (data, headers) => made.accompany(data, headers);
    },
    ask: ({ token, demand }) =>
      answerTo(
        client.send(demand, accompany({}, token === undefined ? {} : { authorization: `Bearer ${token}` })),
        (error) => {
          const { code, httpStatus } = error as { code: DoorAnswer['verdict']['code']; httpStatus: number };
          return { verdict: { code, status: httpStatus }, own: `error ${httpStatus}` };
        },
        'answer',
      ),
    async stop() {
      await client.close();
      await service.close();
    },
  };
}

/** Calls of gRPC. */
export function grpcDoor(): TestDoor {
  let service: INestMicroservice;
  let client: ClientGrpcProxy;
  return {
    name: 'gRPC',
    column: 'gRPC',
    demands: DEMANDS,
    challenges: false,
    async start(options) {
      const server: GrpcOptions = {
        transport: Transport.GRPC,
        options: {
          url: `127.0.0.1:${await freePort()}`,
          package: 'doors',
          protoPath: path.join(__dirname, 'doors.proto'),
        },
      };
      service = await startService(server, options, (demand) => GrpcMethod('Doors', methodOf(demand)));
      client = new ClientGrpcProxy(server.options);
    },
    ask({ token, demand }) {
      const metadata = new Metadata();
      if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
      const doors =
        client.getService<Record<string, (request: object, metadata: Metadata) => Observable<unknown>>>(
          'Doors',
        );
      return answerTo(
        doors[demand]!({}, metadata),
        (error) => {
          const { code, metadata: trailers } = error as ServiceError;
          return {
            verdict: {
              code: String(trailers.get('castellan-code')[0]) as DoorAnswer['verdict']['code'],
              status: Number(trailers.get('castellan-status')[0]),
            },
            own: GrpcStatus[code],
          };
        },
        'OK',
      );
    },
    async stop() {
      client.close();
      await service.close();
    },
  };
}

const methodOf = (demand: Demand): string => `${demand[0]!.toUpperCase()}${demand.slice(1)}`;
