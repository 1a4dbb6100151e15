import { type NatsOptions, type TcpClientOptions, type TcpOptions, Transport } from '@nestjs/microservices';

/** How a service is reached: `nats://127.0.0.1:4222`, or `tcp://127.0.0.1:4001`. */
export function transportOf(address: string): NatsOptions | (TcpOptions & TcpClientOptions) {
  const { protocol, hostname, port } = new URL(address);
  switch (protocol) {
    case 'nats:':
      return { transport: Transport.NATS, options: { servers: [address] } };
    case 'tcp:':
      return { transport: Transport.TCP, options: { host: hostname, port: Number(port) } };
    default:
      throw new Error(`An address starts with nats:// or tcp://, found ${address}.`);
  }
}
