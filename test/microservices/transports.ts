import {
  type ClientOptions,
  type ClientProxy,
  type ReadPacket,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

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

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
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
