import {
  type ClientOptions,
  type ClientProxy,
  type ReadPacket,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import { createServer } from 'node:net';

/** What a message carries beside its payload. A name with several values is sent several times, where that can be. */
export type SentHeaders = Readonly<Record<string, string | readonly string[]>>;

/** A transport that scenarios are played on. */
export interface TestTransport {
  readonly name: string;
  readonly server: MicroserviceOptions;
  readonly client: ClientOptions;
  /** What has to be sent so that the payload is accompanied by these headers, as any sender would write it. */
  accompany(data: unknown, headers: SentHeaders): unknown;
}

/** A payload for the packets of Nest, which have a place for metadata. */
class WithMetadata {
  constructor(
    readonly data: unknown,
    readonly metadata: SentHeaders,
  ) {}
}

export const withMetadata = (data: unknown, headers: SentHeaders): unknown => new WithMetadata(data, headers);

/** Has a plain client of Nest send the metadata of {@link withMetadata}. */
export function sendMetadata<Client extends ClientProxy>(client: Client): Client {
  client.setOnDispatchHook((packet: ReadPacket) => {
    if (!(packet.data instanceof WithMetadata)) return;
    Object.assign(packet, { metadata: packet.data.metadata, data: packet.data.data });
  });
  return client;
}

/** Systems give the ports from here on to whoever asks for any. */
const FIRST_GIVEN_AWAY = 32_768;
const PORTS_OF_A_PROCESS = 128;
let taken = 0;

/** A port that nobody else takes before it is listened on: not even a process beside this one. */
export async function freePort(): Promise<number> {
  const first = FIRST_GIVEN_AWAY - PORTS_OF_A_PROCESS * (1 + (process.pid % 100));
  for (let tried = 0; tried < PORTS_OF_A_PROCESS; tried += 1) {
    const port = first + (taken++ % PORTS_OF_A_PROCESS);
    if (await isFree(port)) return port;
  }
  throw new Error('No port is free.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .on('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export async function tcpTransport(): Promise<TestTransport> {
  const options = { host: '127.0.0.1', port: await freePort() };
  return {
    name: 'TCP',
    server: { transport: Transport.TCP, options },
    client: { transport: Transport.TCP, options },
    accompany: withMetadata,
  };
}
