import {
  GetObjectCommand,
  ListObjectsV2Command,
  S3,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { setTimeout as wait } from 'node:timers/promises';
import type { AwsClientClass } from './aws-client-class.js';
import { AwsClients } from './aws-clients.js';
import { AwsSetup } from './aws-setup.spec-helper.js';
import { IdTokens } from './id-tokens.spec-helper.js';
import { IDENTITY_POOL_ID } from './identity-pool-server.spec-helper.js';
import { IdentityPoolCredentials } from './identity-pool-credentials.js';

describe('AwsClients', () => {
  const tokens = new IdTokens();
  let aws: AwsSetup;

  beforeEach(async () => {
    aws = await AwsSetup.start(tokens);
  });

  afterEach(async () => {
    await aws.stop();
  });

  const clientOf = (sub: string) => aws.clients.for(tokens.identity({ sub })).get(S3Client);
  const get = (key: string) => new GetObjectCommand({ Bucket: 'files', Key: key });

  it('signs each of 400 interleaved calls of 50 callers with the caller’s own key', async () => {
    aws.s3.latency = 5;
    const users = Array.from({ length: 50 }, (_, index) => `user-${index}`);

    await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const sub = users[(index * 7) % users.length]!;
        // A body that nobody reads would keep its connection.
        const { Body } = await clientOf(sub).send(get(`${sub}/${index}`));
        await Body?.transformToString();
      }),
    );

    expect(aws.s3.requests).toHaveLength(400);
    for (const { path, accessKeyId, sessionToken } of aws.s3.requests) {
      const sub = path.split('/')[2]!;
      expect([accessKeyId, sessionToken]).toEqual([
        expect.stringMatching(`^ASIA[.]${sub}[.]`),
        expect.stringMatching(`^SENTINEL-SESSION-${sub}-`),
      ]);
    }
    expect(aws.pool.count('GetCredentialsForIdentity')).toBe(50);
    expect(aws.s3.connections).toBeLessThanOrEqual(200);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a string', tokens.identity({ sub: 'alice' }).revealIdToken()],
    ['an object', tokens.identity({ sub: 'alice' }).principal],
  ])('says what an identity is, and prints nothing, where it gets %s', (found, identity) => {
    const clients = () => aws.clients.for(identity as never);

    expect(clients).toThrow(`takes an identity, found ${found} that is none`);
    expect(clients).not.toThrow('eyJ');
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a string', 'S3Client'],
  ])('says what a class is where it gets %s', (found, Client) => {
    const alice = aws.clients.for(tokens.identity({ sub: 'alice' }));

    expect(() => alice.get(Client as AwsClientClass)).toThrow(`named by its class, found ${found}`);
  });

  it('gives a caller the same client again, and another for another class, other options or other rights', () => {
    const alice = aws.clients.for(tokens.identity({ sub: 'alice' }));
    const client = alice.get(S3Client);

    expect(aws.clients.for(tokens.identity({ sub: 'alice' })).get(S3Client)).toBe(client);
    expect(alice.get(S3Client, { region: 'eu-west-3' })).toBe(alice.get(S3Client, { region: 'eu-west-3' }));
    const admin = tokens.identity({ sub: 'alice', claims: { 'cognito:groups': ['admins'] } });
    const all = [
      client,
      alice.get(S3),
      alice.get(S3Client, { region: 'eu-west-3' }),
      aws.clients.for(admin).get(S3Client),
      aws.clients.for(tokens.identity({ sub: 'bob' })).get(S3Client),
    ];
    expect(new Set<unknown>(all).size).toBe(all.length);
  });

  it('makes a new client where, by a fault of ours, two callers would share a key', async () => {
    class Colliding extends IdentityPoolCredentials {
      override ownerOf(...args: Parameters<IdentityPoolCredentials['ownerOf']>) {
        return { ...super.ownerOf(...args), key: 'the same' };
      }
    }
    const colliding = new Colliding({
      identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: aws.pool.endpoint },
    });
    const collidingClients = aws.make({ credentials: colliding });
    const [alice, bob] = ['alice', 'bob'].map((sub) =>
      collidingClients.for(tokens.identity({ sub })).get(S3Client),
    );

    expect(bob).not.toBe(alice);
    await alice!.send(get('a'));
    await bob!.send(get('b'));
    expect(aws.s3.requests.map(({ accessKeyId }) => accessKeyId?.split('.')[1])).toEqual(['alice', 'bob']);
    collidingClients.destroy();
    colliding.close();
  });

  it('takes the Region from the Identity Pool, the defaults or the options, in that order of weight', async () => {
    const identity = tokens.identity();
    const regionOf = (config?: S3ClientConfig, defaults = {}) =>
      aws.make({ defaults }).for(identity).get(S3Client, config).config.region();

    expect(await regionOf()).toBe('eu-west-1');
    expect(await regionOf({}, { region: 'eu-central-1' })).toBe('eu-central-1');
    expect(await regionOf({ region: 'us-east-1' }, { region: 'eu-central-1' })).toBe('us-east-1');
    expect(await aws.make({ defaults: undefined }).for(identity).get(S3Client).config.region()).toBe(
      'eu-west-1',
    );
  });

  it.each(['credentials', 'credentialDefaultProvider', 'signer', 'token', 'httpAuthSchemes', 'extensions'])(
    'refuses the option %s, which would decide what is signed with',
    (option) => {
      const config: object = { [option]: [] };
      const Client: AwsClientClass = S3Client;

      expect(() => aws.clients.for(tokens.identity()).get(Client, config)).toThrow(
        `S3Client: the option ${option}`,
      );
      expect(() => aws.make({ defaults: config as Record<string, unknown> })).toThrow(`the option ${option}`);
    },
  );

  it.each([0, -1, 1.5, Number.NaN])('refuses %d for its own limits', (value) => {
    expect(() => aws.make({ maxClients: value })).toThrow('maxClients is');
    expect(() => aws.make({ connectionTimeoutMilliseconds: value })).toThrow(
      'connectionTimeoutMilliseconds is',
    );
    expect(() => aws.make({ requestTimeoutMilliseconds: value })).toThrow('requestTimeoutMilliseconds is');
    expect(() => aws.make({ idleMilliseconds: value })).toThrow('idleMilliseconds is');
  });

  it('does not harm other callers when a handler destroys its client', async () => {
    aws.s3.latency = 40;
    const pending = clientOf('alice').send(get('a'));
    const mine = clientOf('bob');
    await mine.send(get('b'));
    mine.destroy();

    await expect(pending).resolves.toBeDefined();
    await mine.send(get('c'));
    expect(aws.s3.requests).toHaveLength(3);
  });

  it('lends the application’s own request handler to all callers and does not close it', async () => {
    let closed = 0;
    class Counting extends NodeHttpHandler {
      used = 0;
      override handle(...args: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
        this.used++;
        return super.handle(...args);
      }
      override destroy() {
        closed++;
        super.destroy();
      }
    }
    const requestHandler = new Counting();
    for (const sub of ['alice', 'bob']) {
      const client = aws.clients.for(tokens.identity({ sub })).get(S3Client, { requestHandler });
      await client.send(get(sub));
      client.destroy();
    }
    aws.clients.destroy();

    expect(requestHandler.used).toBe(2);
    expect(closed).toBe(0);
    requestHandler.destroy();
  });

  it('keeps no more clients than it may, and leaves those in use alone', async () => {
    const few = aws.make({ maxClients: 1 });
    const alice = few.for(tokens.identity({ sub: 'alice' }));
    const client = alice.get(S3Client);
    few.for(tokens.identity({ sub: 'bob' })).get(S3Client);

    expect(alice.get(S3Client)).not.toBe(client);
    await client.send(get('a'));
    expect(aws.s3.requests[0]!.accessKeyId).toBe('ASIA.alice.1');
    few.destroy();
  });

  it('lets clients and connections go that nobody has used for a while, and makes new ones', async () => {
    const clients = aws.make({ idleMilliseconds: 50 });
    const own = () => clients.for(tokens.identity()).get(S3Client);
    const before = own();
    expect(clients.size).toBe(1);
    // A body that nobody reads would keep its connection.
    await (await before.send(get('a'))).Body?.transformToString();
    expect(aws.s3.connections).toBe(1);

    await until(async () => clients.size === 0 && (await aws.s3.openConnections()) === 0);
    expect(own()).not.toBe(before);
    await before.send(get('b'));
    clients.destroy();
  });

  it('says what is missing where no Identity Pool is configured', () => {
    const clients = new AwsClients({ credentials: undefined });

    expect(() => clients.for(tokens.identity()).get(S3Client)).toThrow(
      /^The S3Client that acts as the caller needs an Identity Pool, and none is configured/,
    );
    clients.destroy();
  });

  it('renews credentials with the newest token of the caller', async () => {
    const past = Date.now() - 3_600_000;
    const client = aws.clients.for(tokens.identity({ issuedAt: past, lifeSeconds: 3_601 })).get(S3Client);
    const fresh = tokens.identity();
    expect(aws.clients.for(fresh).get(S3Client)).toBe(client);
    aws.clients.for(tokens.identity({ issuedAt: past, lifeSeconds: 3_601 })).get(S3Client);
    aws.ahead = 5_000;

    await client.send(get('a'));
    expect(Object.values(aws.pool.calls[0]!.input.Logins as object)).toEqual([fresh.revealIdToken()]);
  });

  it('comes back for newer credentials as soon as renewal is due', async () => {
    aws.pool.lifeSeconds = 62;
    const client = clientOf('alice');
    await client.send(get('1'));
    // 62 s are less than the five minutes in which an SDK client asks again at every call: the cache answers.
    await client.send(get('2'));
    expect(aws.pool.count('GetCredentialsForIdentity')).toBe(1);
  });

  it('makes no client of an evicted user serve a later request', async () => {
    const before = clientOf('alice');
    const bob = clientOf('bob');
    await before.send(get('1'));
    await aws.credentials.evict(tokens.identity({ sub: 'alice' }).principal);

    const after = clientOf('alice');
    await after.send(get('2'));
    expect(after).not.toBe(before);
    expect(clientOf('bob')).toBe(bob);
    expect(aws.s3.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA.alice.1', 'ASIA.alice.2']);
  });

  it('presigns URLs with the caller’s own client', async () => {
    const url = new URL(await getSignedUrl(clientOf('alice'), get('a'), { expiresIn: 60 }));

    expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^ASIA\.alice\.1\//);
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('SENTINEL-SESSION-alice-1');
  });

  describe('the credentials of the host', () => {
    it('are never used, not even when the caller gets none', async () => {
      aws.pool.failNext('GetId', { type: 'NotAuthorizedException', message: 'no' });

      await expect(clientOf('alice').send(get('a'))).rejects.toMatchObject({ code: 'credentials_refused' });
      await expect(
        aws.clients
          .for(tokens.identity({ sub: 'bob', lifeSeconds: 0 }))
          .get(S3Client)
          .send(get('a')),
      ).rejects.toMatchObject({ code: 'token_expired' });
      expect(aws.s3.requests).toHaveLength(0);
    });

    it('do not step in when a renewal fails', async () => {
      aws.pool.lifeSeconds = 62;
      const client = clientOf('alice');
      await client.send(get('a'));
      aws.ahead = 5_000;
      aws.pool.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });

      await expect(client.send(get('b'))).rejects.toMatchObject({ code: 'credentials_refused' });
      expect(aws.s3.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA.alice.1']);
    });

    it('sign no call to the Identity Pool', async () => {
      await clientOf('alice').send(get('a'));

      expect(aws.pool.calls.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
      expect(aws.pool.calls.map(({ headers }) => headers['x-amz-security-token'])).toEqual([
        undefined,
        undefined,
      ]);
    });

    it('are not taken by a client that would rather use a bearer token of the environment', async () => {
      class PrefersBearer extends S3Client {
        constructor(config: S3ClientConfig) {
          const bearer = {
            schemeId: 'smithy.api#httpBearerAuth',
            identityProvider: () => async () => ({ token: 'host-bearer' }),
            signer: {
              sign: async (request: { headers: Record<string, string> }, { token }: { token: string }) => {
                request.headers.authorization = `Bearer ${token}`;
                return request;
              },
            },
          };
          super(config);
          const resolved = this.config as unknown as {
            httpAuthSchemes: unknown[];
            httpAuthSchemeProvider: (parameters: unknown) => unknown[];
          };
          resolved.httpAuthSchemes = [bearer, ...resolved.httpAuthSchemes];
          const usual = resolved.httpAuthSchemeProvider;
          resolved.httpAuthSchemeProvider = (parameters) => [
            { schemeId: bearer.schemeId },
            ...usual(parameters),
          ];
        }
      }
      const host = new PrefersBearer({
        endpoint: aws.s3.endpoint,
        forcePathStyle: true,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      });
      await host.send(get('by-host'));
      await aws.clients.for(tokens.identity()).get(PrefersBearer).send(get('by-caller'));

      expect(aws.s3.requests[0]!.authorization).toBe('Bearer host-bearer');
      expect(aws.s3.requests[1]!.accessKeyId).toBe('ASIA.alice.1');
      host.destroy();
    });
  });

  it('refuses a class whose way of authenticating it does not know', () => {
    class Unknown {
      readonly config = {};
      readonly middlewareStack = {};
      send() {
        return undefined;
      }
      destroy() {
        return undefined;
      }
    }

    expect(() => aws.clients.for(tokens.identity()).get(Unknown)).toThrow(
      /^Unknown does not say how it authenticates/,
    );
  });

  it('gives no client after it was destroyed', () => {
    const alice = aws.clients.for(tokens.identity());
    aws.clients.destroy();

    expect(() => alice.get(S3Client)).toThrow(/after destroy\(\)/);
  });

  it('gives aggregated clients too', async () => {
    await aws.clients.for(tokens.identity()).get(S3).getObject({ Bucket: 'files', Key: 'a' });
    await clientOf('alice').send(new ListObjectsV2Command({ Bucket: 'files' }));

    expect(aws.s3.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA.alice.1', 'ASIA.alice.1']);
  });
});

/** The test's own timeout ends it where the condition never comes. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(10);
}
