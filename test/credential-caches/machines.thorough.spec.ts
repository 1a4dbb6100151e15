import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describeWithRedis, RedisServer } from '../../libs/castellan/src/redis/redis-server.spec-helper.js';
import { World } from '../support/world.js';
import { tokensOf, usernames } from './keys-app.js';

const USERS = 50;
const MACHINES = 4;
const REQUESTS_OF_EACH = 500;
const TRIES = 4;

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

/** Every try has a Redis, a user pool and users of its own. */
async function fourMachines(): Promise<{ outcomes: readonly Outcome[]; count(operation: string): number }> {
  const redis = new RedisServer();
  await redis.start();
  const world = await World.create({ users: usernames(USERS).map((username) => ({ username })) });
  try {
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
    return { outcomes, count: (operation) => world.sandbox.identityPoolCalls.count(operation) };
  } finally {
    await world.stop();
    await redis.remove();
  }
}

describeWithRedis('four processes that share credentials in Redis', () => {
  it('cost 50 GetId and 50 GetCredentialsForIdentity for 2,000 first requests of 50 users', async () => {
    let run = await fourMachines();
    // A process that gets no time on a busy machine goes on alone, as it should. That is not what this is about.
    for (let again = 0; again < TRIES && run.outcomes.some(({ outages }) => outages > 0); again += 1) {
      run = await fourMachines();
    }
    const { outcomes, count } = run;

    expect(outcomes.map(({ outages }) => outages)).toEqual([0, 0, 0, 0]);
    expect(count('GetId')).toBe(USERS);
    expect(count('GetCredentialsForIdentity')).toBe(USERS);
    expect(new Set(outcomes.flatMap(({ keys }) => keys)).size).toBe(USERS);
    for (const { keys } of outcomes) expect(keys).toEqual(outcomes[0]?.keys);
    const total = (name: keyof Outcome['counters']) =>
      outcomes.reduce((sum, { counters }) => sum + counters[name], 0);
    expect(total('flights')).toBe(USERS);
    expect(total('sharedHits')).toBe(USERS * (MACHINES - 1));
  }, 600_000);
});
