import type { INestApplication, INestMicroservice, LoggerService, ModuleMetadata } from '@nestjs/common';
import {
  type ClientProxy,
  ClientProxyFactory,
  type MicroserviceOptions,
  type TcpClientOptions,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { CastellanModule, type CastellanOptions, TokenVerifier } from 'castellan';
import { microservices, type MicroservicesOptions } from 'castellan/microservices';
import { firstValueFrom, type Observable, timeout } from 'rxjs';
import { KeyServer } from '../support/key-server.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import type { World } from '../support/world.js';
import { HANDLERS } from './messages.js';
import { sendMetadata, type SentHeaders, type TestTransport } from './transports.js';

const POOL = 'eu-west-1_Messages';
const CLIENT = 'message_client';
/** No answer is meant to take so long, on no machine. */
export const HANGS_MS = 60_000;
const signingKey = newSigningKey('messages');

/** A user pool whose tokens a test writes itself, and the options of an application that accepts them. */
export class MessagePool {
  private constructor(
    readonly keys: KeyServer,
    readonly tokens: TokenFactory,
  ) {}

  static async start(): Promise<MessagePool> {
    const keys = await KeyServer.start();
    keys.publish(POOL, [signingKey.jwk]);
    return new MessagePool(
      keys,
      new TokenFactory({ key: signingKey, issuer: keys.issuer(POOL), clientId: CLIENT }),
    );
  }

  options(door: MicroservicesOptions = {}, world?: World): CastellanOptions {
    const pool = {
      userPoolId: POOL,
      issuer: this.keys.issuer(POOL),
      clientIds: [CLIENT],
      tokenUse: 'access',
    } as const;
    return {
      ...world?.options,
      userPools: [pool, ...(world?.options.userPools ?? [])],
      doors: [microservices(door)],
      // One handler asks for nothing, to show that it is closed.
      unguardedHandlers: 'deny',
    };
  }

  stop(): Promise<void> {
    return this.keys.stop();
  }
}

/** How an application with handlers of messages is made. */
export const KINDS = ['standalone', 'hybrid', 'hybrid with inheritAppConfig'] as const;
export type ServiceKind = (typeof KINDS)[number];

export interface ServiceParts extends ModuleMetadata {
  readonly logger?: LoggerService | false;
  /** What the application judges tokens by, in place of the time. */
  readonly clock?: () => number;
}

/** Starts an application that handles messages. */
export async function startService(
  kind: ServiceKind,
  server: MicroserviceOptions,
  options: CastellanOptions,
  { logger = false, clock, ...metadata }: ServiceParts = HANDLERS,
): Promise<INestMicroservice | INestApplication> {
  const builder = Test.createTestingModule({
    ...metadata,
    imports: [...(metadata.imports ?? []), CastellanModule.forRoot(options)],
  });
  if (clock !== undefined) {
    const verifier = new TokenVerifier({ userPools: options.userPools, clock });
    builder.overrideProvider(TokenVerifier).useValue(verifier);
  }
  const testing = await builder
    .setLogger(logger === false ? { log() {}, error() {}, warn() {} } : logger)
    .compile();
  if (kind === 'standalone') {
    const service = testing.createNestMicroservice<MicroserviceOptions>({ ...server, logger });
    await service.listen();
    return service;
  }
  const app = testing.createNestApplication({ logger });
  app.connectMicroservice(server, { inheritAppConfig: kind === 'hybrid with inheritAppConfig' });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return app;
}

/** What became of a message: what was answered, or the error. */
export interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
}

export const outcomeOf = (answer: Observable<unknown>): Promise<Outcome> =>
  firstValueFrom(answer.pipe(timeout(HANGS_MS)), { defaultValue: undefined }).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** A plain client of Nest, which sends what it is told. */
export class Sender {
  readonly client: ClientProxy;

  constructor(private readonly transport: TestTransport) {
    this.client = sendMetadata(ClientProxyFactory.create(transport.client as TcpClientOptions));
  }

  send(pattern: string, data: unknown, headers: SentHeaders = {}): Promise<Outcome> {
    return outcomeOf(this.stream(pattern, data, headers));
  }

  stream(pattern: string, data: unknown, headers: SentHeaders = {}): Observable<unknown> {
    return this.client.send<unknown>(pattern, this.transport.accompany(data, headers));
  }

  async emit(pattern: string, data: unknown, headers: SentHeaders = {}): Promise<void> {
    await firstValueFrom(this.client.emit(pattern, this.transport.accompany(data, headers)), {
      defaultValue: undefined,
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

export const bearer = (token: string): SentHeaders => ({ authorization: `Bearer ${token}` });
