import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describeWithRedis, RedisServer } from '../../libs/castellan/src/redis/redis-server.spec-helper.js';
import { World } from '../support/world.js';
import { tokensOf, usernames } from './keys-app.js';

const USERS = 50;
const MACHINES = 4;
const REQUESTS_OF_EACH = 500;

/** What a machine tells at its end. */
interface Outcome {
  readonly keys: readonly string[];
  /** How often Redis did not answer in time, so that the machine went on alone, as it should. */
  readonly outages: number;
  readonly counters: { readonly flights: number; readonly sharedHits: number; readonly misses: number };
}

/** Runs a process of its own, from the build that is published. */
function machine(task: object): Promise<Outcome> {
  const child = fork(path.join(__dirname, 'machine.mjs'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('message', ({ outcome, error }: { outcome?: Outcome; error?: string }) => {
      if (outcome === undefined) reject(new Error(error));
      else resolve(outcome);
    });
    child.once('exit', (code) => reject(new Error(`The machine ended with ${code} and without an outcome.`)));
    child.send(task);
  });
}

describeWithRedis('four processes that share credentials in Redis', () => {
  const redis = new RedisServer();
  let world: World;

  beforeAll(async () => {
    await redis.start();
    world = await World.create({ users: usernames(USERS).map((username) => ({ username })) });
  });

  afterAll(async () => {
    await world.stop();
    await redis.remove();
  });

  it('cost 50 GetId and 50 GetCredentialsForIdentity for 2,000 first requests of 50 users', async () => {
    const { userPools, identityPool } = world.options;
    const idTokens = (await tokensOf(world, usernames(USERS))).map(({ idToken }) => idToken);
    const task = {
      userPools,
      identityPool,
      redis: redis.client,
      secret: randomBytes(32).toString('base64'),
      tokens: Array.from({ length: REQUESTS_OF_EACH }, (_, index) => idTokens[index % USERS]),
    };
    const outcomes = await Promise.all(Array.from({ length: MACHINES }, () => machine(task)));

    const { identityPoolCalls } = world.sandbox;
    if (outcomes.some(({ outages }) => outages > 0)) {
      process.stdout.write(
        'machines: Redis took longer than 5 s on this machine, so what is shared is not counted\n',
      );
      expect(identityPoolCalls.count('GetCredentialsForIdentity')).toBeLessThanOrEqual(USERS * MACHINES);
      return;
    }
    expect(identityPoolCalls.count('GetId')).toBe(USERS);
    expect(identityPoolCalls.count('GetCredentialsForIdentity')).toBe(USERS);
    expect(new Set(outcomes.flatMap(({ keys }) => keys)).size).toBe(USERS);
    for (const { keys } of outcomes) expect(keys).toEqual(outcomes[0]?.keys);
    const total = (name: keyof Outcome['counters']) =>
      outcomes.reduce((sum, { counters }) => sum + counters[name], 0);
    expect(total('flights')).toBe(USERS);
    expect(total('sharedHits')).toBe(USERS * (MACHINES - 1));
  });
});
