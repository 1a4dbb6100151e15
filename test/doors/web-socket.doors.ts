import { type INestApplication } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { ErrorCode } from 'castellan/core';
import { webSockets } from 'castellan/websockets';
import { connect, gatewayApp, HandshakeRefused, type SocketKind } from '../websockets/gateway-app.js';
import { DEMANDS, type DoorAnswer, type TestDoor } from './door.js';
import { handlersOf, moduleOptions, POLICIES, withClock } from './nest-handlers.js';

const NAMES: Readonly<Record<SocketKind, string>> = { ws: 'ws', 'socket.io': 'Socket.IO' };

/** Messages to a gateway, each over a connection of its own with the token in its handshake; guests are let in. */
export function webSocketDoor(kind: SocketKind): TestDoor {
  let app: INestApplication;
  let url: string;
  return {
    name: NAMES[kind],
    column: NAMES[kind],
    demands: DEMANDS,
    challenges: false,
    async start(options) {
      const door = webSockets({ guests: true, maxFailedAttemptsPerAddress: 1_000_000 });
      const gateway = handlersOf(
        WebSocketGateway(),
        (demand) => SubscribeMessage(demand),
        (demand) => ({ event: demand, data: true }),
      );
      ({ app, url } = await gatewayApp(
        kind,
        {
          options: moduleOptions(options, [door]),
          providers: [...(POLICIES.providers ?? []), gateway],
        },
        'Express',
        withClock(options),
      ));
    },
    async ask({ token, demand }): Promise<DoorAnswer> {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      try {
        const client = await connect(kind, url, { headers });
        client.send(demand);
        const answer = await Promise.race([
          client.next(demand).then(() => undefined),
          client.next('exception'),
          client.closed,
        ]);
        client.close();
        return answer === undefined
          ? { verdict: { code: 'accepted', status: 200 }, own: 'answer' }
          : refused('exception', answer as Refused);
      } catch (error) {
        if (!(error instanceof HandshakeRefused)) throw error;
        return refused('handshake', { httpStatus: error.status, ...error.body } as Refused);
      }
    },
    stop: () => app.close(),
  };
}

interface Refused {
  readonly code: ErrorCode;
  readonly httpStatus: number;
}

const refused = (what: string, { code, httpStatus }: Refused): DoorAnswer => ({
  verdict: { code, status: httpStatus },
  own: `${what} ${httpStatus}`,
});
