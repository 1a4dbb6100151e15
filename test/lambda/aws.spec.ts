import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { authenticated, createCastellan, type LambdaCastellan } from 'castellan/lambda';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tokens } from '../support/api.js';
import { World } from '../support/world.js';
import { httpEvent } from './events.js';

const users = ['alice', 'bob'] as const;
const QUIET = { debug: () => undefined, warn: () => undefined, error: () => undefined };

describe('AWS as the caller of a function', () => {
  let world: World;
  let castellan: LambdaCastellan;
  let tokens: Map<string, Required<Tokens>>;

  beforeAll(async () => {
    world = await World.create({ users: users.map((username) => ({ username })) });
    tokens = new Map(
      await Promise.all(users.map(async (username) => [username, await world.tokens(username)] as const)),
    );
    castellan = createCastellan({ ...world.options, log: QUIET });
  });
  afterAll(async () => {
    await castellan.close();
    await world.stop();
  });

  const eventOf = (user: string) => {
    const { accessToken, idToken } = tokens.get(user)!;
    const event = httpEvent(accessToken);
    return { ...event, headers: { ...event.headers, 'x-id-token': idToken! } };
  };

  it('signs each of two interleaved users with their own key, over warm starts', async () => {
    const s3 = castellan.awsClient(S3Client);
    const handler = castellan.handler({ require: authenticated() }, async (_event, caller) => {
      await sleep(2);
      await s3.send(new PutObjectCommand({ Bucket: 'files', Key: caller.user.username, Body: 'x' }));
      return { statusCode: 204 };
    });
    const signers = new Map<string, Set<string | undefined>>();
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(users.map((user) => handler(eventOf(user), {})));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 204]);
    }
    for (const { key, accessKeyId } of world.sandbox.s3.requests) {
      signers.set(key, (signers.get(key) ?? new Set()).add(accessKeyId));
    }
    const [alice, bob] = users.map((user) => [...(signers.get(user) ?? [])]);
    expect([alice?.length, bob?.length]).toEqual([1, 1]);
    expect(alice).not.toEqual(bob);
  });

  it('has nobody to act as between invocations, or after the answer of one', async () => {
    const s3 = castellan.awsClient(S3Client);
    const put = () => s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'late', Body: 'x' }));
    const before = world.sandbox.s3.requests.length;
    await expect(put()).rejects.toMatchObject({ code: 'caller_context_missing' });
    let late: Promise<unknown> | undefined;
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const handler = castellan.handler({ require: authenticated() }, () => {
      late = answered.then(put).catch((error: unknown) => error);
      return { statusCode: 204 };
    });
    await handler(eventOf('alice'), {});
    answer();
    expect(await late).toMatchObject({ code: 'caller_context_missing' });
    expect(world.sandbox.s3.requests).toHaveLength(before);
  });
});
