import {
  GetObjectCommand,
  paginateListObjectsV2,
  S3,
  S3Client,
  waitUntilObjectExists,
} from '@aws-sdk/client-s3';
import { inspect } from 'node:util';
import { ANONYMOUS, type Caller } from '../tokens/principal.js';
import { AwsSetup } from './aws-setup.spec-helper.js';
import { callerClient, ownClient } from './caller-client.js';
import { CallerContextStorage } from './caller-context.js';
import { IdTokens, machinePrincipal } from './id-tokens.spec-helper.js';

describe('callerClient', () => {
  const tokens = new IdTokens();
  let aws: AwsSetup;
  let context: CallerContextStorage;
  let s3: S3;

  beforeEach(async () => {
    aws = await AwsSetup.start(tokens);
    context = new CallerContextStorage();
    s3 = callerClient(S3, { region: 'eu-west-1' }, context, aws.clients);
  });

  afterEach(async () => {
    await aws.stop();
  });

  function as<T>(sub: string, work: () => T): T {
    const identity = tokens.identity({ sub });
    return context.run({ caller: identity.principal, identity: async () => identity }, work);
  }

  const get = (key: string) => new GetObjectCommand({ Bucket: 'files', Key: key });
  const signers = () => aws.s3.requests.map(({ accessKeyId }) => accessKeyId?.split('.')[1]);

  it('signs 400 interleaved calls through one singleton each with the key of its caller', async () => {
    aws.s3.latency = 5;
    const users = Array.from({ length: 40 }, (_, index) => `user-${index}`);

    await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const sub = users[(index * 7) % users.length]!;
        return as(sub, async () => {
          const first = await s3.send(get(`${sub}/first`));
          await first.Body?.transformToString();
          await s3.putObject({ Bucket: 'files', Key: `${sub}/second`, Body: 'text' });
        });
      }),
    );

    expect(aws.s3.requests).toHaveLength(400);
    expect(signers()).toEqual(aws.s3.requests.map(({ path }) => path.split('/')[2]));
    expect(aws.pool.count('GetCredentialsForIdentity')).toBe(40);
  });

  it('rejects outside of a caller’s context, whatever credentials the host has', async () => {
    await expect(s3.send(get('a'))).rejects.toMatchObject({ code: 'caller_context_missing' });
    await expect(s3.getObject({ Bucket: 'files', Key: 'a' })).rejects.toMatchObject({
      code: 'caller_context_missing',
    });
    expect(aws.s3.requests).toHaveLength(0);
  });

  it('hands a callback the result or the error, as the SDK does', async () => {
    const called = (send: (done: (...args: unknown[]) => void) => unknown) =>
      new Promise<unknown[]>((resolve) => expect(send((...args) => resolve(args))).toBeUndefined());

    const [none, output] = await as('alice', () => called((done) => s3.send(get('a'), done)));
    expect([none, output]).toEqual([null, expect.objectContaining({ ContentType: 'text/plain' })]);
    const [, withOptions] = await as('bob', () => called((done) => s3.send(get('b'), {}, done)));
    expect(withOptions).toBeDefined();
    await as(
      'carol',
      () =>
        new Promise<unknown>((done) => s3.getObject({ Bucket: 'files', Key: 'c' }, (_, got) => done(got))),
    );
    expect(await called((done) => s3.send(get('d'), done))).toEqual([
      expect.objectContaining({ code: 'caller_context_missing' }),
    ]);
    expect(signers()).toEqual(['alice', 'bob', 'carol']);
  });

  it('outlives a callback that throws', async () => {
    await as('alice', async () => {
      s3.send(get('a'), () => {
        throw new Error('in the callback');
      });
      await s3.send(get('b'));
    });

    expect(signers()).toEqual(['alice', 'alice']);
  });

  it('passes the options of a call on', async () => {
    const aborted = AbortSignal.abort();

    await expect(as('alice', () => s3.send(get('a'), { abortSignal: aborted }))).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(aws.s3.requests).toHaveLength(0);
  });

  it('works with paginators and waiters, as function and as method', async () => {
    await as('alice', async () => {
      const pages = [];
      for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: 'files' })) pages.push(page);
      expect(pages).toHaveLength(2);
      await waitUntilObjectExists({ client: s3, maxWaitTime: 60 }, { Bucket: 'files', Key: 'a' });
    });
    await as('bob', async () => {
      for await (const page of s3.paginateListObjectsV2({ Bucket: 'files' })) expect(page).toBeDefined();
    });

    expect(signers()).toEqual(['alice', 'alice', 'alice', 'bob', 'bob']);
  });

  it('counts as a client of its class', () => {
    expect(s3).toBeInstanceOf(S3);
    expect(s3).toBeInstanceOf(S3Client);
    expect(callerClient(S3Client, undefined, context, aws.clients)).toBeInstanceOf(S3Client);
  });

  it('is not closed by destroy()', async () => {
    s3.destroy();
    await as('alice', () => s3.send(get('a')));

    expect(signers()).toEqual(['alice']);
  });

  it.each(['config', 'middlewareStack'] as const)(
    'says where to find what it has not got: %s',
    (property) => {
      expect(() => s3[property]).toThrow(`it has no ${property}. Take the caller's own client`);
    },
  );

  it('gives the caller’s own client to whoever asks for it, and to nobody outside of a context', async () => {
    const own = await as('alice', () => ownClient(s3));

    expect(own).toBe(aws.clients.for(tokens.identity({ sub: 'alice' })).get(S3, { region: 'eu-west-1' }));
    await own.send(get('after'));
    expect(signers()).toEqual(['alice']);
    await expect(ownClient(s3)).rejects.toMatchObject({ code: 'caller_context_missing' });
  });

  it('is what ownClient() takes: any other client would act as somebody else', async () => {
    const host = new S3Client({ region: 'eu-west-1' });

    await expect(as('alice', () => ownClient(host))).rejects.toThrow(/takes a client that @InjectAwsClient/);
    host.destroy();
  });

  it('is no promise, can be printed and cannot be tampered with', async () => {
    expect(await Promise.resolve(s3)).toBe(s3);
    expect(inspect(s3)).toBe('S3 {}');
    expect(() => Object.assign(s3, { send: () => 'other' })).toThrow(TypeError);
  });

  it('refuses options that decide what is signed with, at once', () => {
    const config: object = { credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

    expect(() => callerClient(S3Client, config, context, aws.clients)).toThrow(
      'S3Client: the option credentials',
    );
  });

  it('is not affected when its options are changed later', async () => {
    const config = { forcePathStyle: true, region: 'eu-west-3' };
    const client = callerClient(S3Client, config, context, aws.clients);
    Object.assign(config, { credentials: { accessKeyId: 'AKIAHOST', secretAccessKey: 'b' } });
    await as('alice', () => client.send(get('a')));

    expect(aws.s3.requests[0]!.authorization).toMatch(/ASIA\.alice\.1\/\d+\/eu-west-3\/s3/);
  });

  it('rejects every call where no Identity Pool is configured, and says what to add', async () => {
    const client = callerClient(S3Client, {}, context, undefined);
    await expect(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toThrow(
      /needs an Identity Pool, and none/,
    );
  });

  it.each<[string, Caller]>([
    ['another user', tokens.identity({ sub: 'bob' }).principal],
    ['a user of another pool', tokens.identity({ issuer: 'https://other.example' }).principal],
    ['a program', machinePrincipal('alice')],
    ['nobody', ANONYMOUS],
  ])('does not act with an identity that is not of the caller, who is %s', async (_who, caller) => {
    const identity = tokens.identity({ sub: 'alice' });

    await expect(
      context.run({ caller, identity: async () => identity }, () => s3.send(get('a'))),
    ).rejects.toMatchObject({ code: 'token_binding_mismatch' });
    expect(aws.pool.calls).toHaveLength(0);
  });

  it('passes on why there is no identity', async () => {
    const { principal } = tokens.identity();
    const identity = () => Promise.reject(new Error('no ID token'));

    await expect(context.run({ caller: principal, identity }, () => s3.send(get('a')))).rejects.toThrow(
      'no ID token',
    );
  });
});
