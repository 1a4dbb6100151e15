import { ConfigurationError } from '../../errors/index.js';
import type { ChosenDoor } from '../doors/door.js';
import { MicroservicesDoor, type MicroservicesDoorOptions } from './microservices.door.js';

/** Options of {@link microservices}. */
export interface MicroservicesOptions {
  /**
   * The services that may have the tokens of callers, by the names of their clients in `ClientsModule`. A client with
   * `forwardPrincipal` whose name is not here keeps the application from starting. Default: none.
   */
  readonly forwardTo?: readonly (string | symbol)[];
  /**
   * How the servers of RabbitMQ acknowledge. `automatic` is Nest's default, `noAck: true`. With `noAck: false` write
   * `manual`: a refused message is then rejected (`nack`), because its handler, which would acknowledge it, never runs.
   * Never write it otherwise, since RabbitMQ closes the channel. Default `automatic`.
   */
  readonly rabbitAcknowledgement?: 'automatic' | 'manual';
}

/**
 * The door for handlers of messages, for the option `doors` of `CastellanModule`. It guards `@MessagePattern`,
 * `@EventPattern`, `@GrpcMethod`, `@GrpcStreamMethod` and `@GrpcStreamCall` on TCP, gRPC, Redis, NATS, RabbitMQ, MQTT and
 * Kafka, in standalone microservices and in hybrid applications, with or without `inheritAppConfig`.
 *
 * @throws ConfigurationError for a wrong option.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { CastellanModule } from 'castellan';
 * import { microservices } from 'castellan/microservices';
 *
 * @Module({
 *   imports: [
 *     CastellanModule.forRoot({
 *       userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['my-client-id'], tokenUse: 'access' }],
 *       doors: [microservices({ forwardTo: ['FILES'] })],
 *     }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
export function microservices(options: MicroservicesOptions = {}): ChosenDoor {
  const resolved = resolve(options);
  return { name: 'microservices', open: (application) => new MicroservicesDoor(application, resolved) };
}

const KNOWN = ['forwardTo', 'rabbitAcknowledgement'];

function resolve(options: MicroservicesOptions): MicroservicesDoorOptions {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new ConfigurationError('microservices(...) takes an object of options, or nothing.');
  }
  const unknown = Object.keys(options).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `microservices takes ${KNOWN.join(' and ')}, found ${JSON.stringify(unknown)}.`,
    );
  }
  const { forwardTo = [], rabbitAcknowledgement = 'automatic' } = options;
  if (!Array.isArray(forwardTo) || !forwardTo.every(isName)) {
    throw new ConfigurationError(
      "forwardTo of microservices must be a list of the names of clients, such as ['FILES']. Each is a text or a symbol.",
    );
  }
  if (rabbitAcknowledgement !== 'automatic' && (rabbitAcknowledgement as unknown) !== 'manual') {
    throw new ConfigurationError(
      `rabbitAcknowledgement of microservices must be 'automatic' or 'manual', found ${JSON.stringify(rabbitAcknowledgement)}.`,
    );
  }
  return {
    forwardTo: [...(forwardTo as readonly (string | symbol)[])],
    rejectsDeliveries: rabbitAcknowledgement === 'manual',
  };
}

function isName(name: unknown): boolean {
  return (typeof name === 'string' && name !== '') || typeof name === 'symbol';
}
