import { createClient } from '@redis/client';
import type { Principal } from '../tokens/index.js';
import { RedisRevocations } from './redis-revocations.js';
import type { RedisRevocationsOptions } from './redis-revocations-options.js';
import { RedisServer } from './redis-server.spec-helper.js';

export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';

/** The parts of a principal that revocations look at. */
export function principal({
  sub = 'alice',
  jti = 'jti-1',
  originJti = 'origin-1',
  issuedAt = Date.now() - 1_000,
} = {}) {
  return { issuer: ISSUER, sub, issuedAt, claims: { jti, origin_jti: originJti } } as unknown as Principal;
}

export function isRevoked(machine: RedisRevocations, who = principal()): boolean {
  return machine.isRevoked(who, 0);
}

type Client = ReturnType<typeof createClient>;

/** What {@link redisMachines} gives a spec. */
export interface RedisMachines {
  readonly server: RedisServer;
  readonly newMachine: (options?: Partial<RedisRevocationsOptions>) => RedisRevocations;
  readonly openMachine: (options?: Partial<RedisRevocationsOptions>) => Promise<RedisRevocations>;
  readonly withClient: <T>(use: (client: Client) => Promise<T>) => Promise<T>;
}

/** Machines that share one Redis: for each test a server that knows nothing, and the end of all machines after it. */
export function redisMachines(): RedisMachines {
  const server = new RedisServer();
  const machines: RedisRevocations[] = [];

  function newMachine(options: Partial<RedisRevocationsOptions> = {}): RedisRevocations {
    const machine = new RedisRevocations({
      client: server.client,
      whenUnavailable: 'refuse',
      timeoutMilliseconds: 5_000,
      ...options,
    });
    machines.push(machine);
    return machine;
  }

  async function openMachine(options?: Partial<RedisRevocationsOptions>): Promise<RedisRevocations> {
    const machine = newMachine(options);
    await machine.open();
    return machine;
  }

  async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
    const client = createClient(server.client) as Client;
    await client.connect();
    try {
      return await use(client);
    } finally {
      client.destroy();
    }
  }

  beforeEach(() => server.start());

  afterEach(async () => {
    await Promise.all(machines.splice(0).map((machine) => machine.close()));
    await server.stop({ loseData: true });
  });

  afterAll(() => server.remove());

  return { server, newMachine, openMachine, withClient };
}
