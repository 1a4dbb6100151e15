import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsClientClass } from './aws-client-class.js';
import { refusedByAws } from './aws-refusals.js';
import { AwsClients, type AwsClientsOptions } from './aws-clients.js';
import { IDENTITY_POOL_ID, IdentityPoolServer } from './identity-pool-server.spec-helper.js';
import { IdentityPoolCredentials } from './identity-pool-credentials.js';
import { IdTokens } from './id-tokens.spec-helper.js';
import { RecordingS3 } from './recording-s3.spec-helper.js';

describe('AwsClients', () => {
  const tokens = new IdTokens();
  const environment = { ...process.env };
  let pool: IdentityPoolServer;
  let s3: RecordingS3;
  let credentials: IdentityPoolCredentials;
  let clients: AwsClients;
  /** How far the clock of the credentials is ahead, in milliseconds. */
  let ahead: number;

  beforeEach(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIAHOST',
      AWS_SECRET_ACCESS_KEY: 'host-secret',
      AWS_SESSION_TOKEN: 'host-session',
      AWS_BEARER_TOKEN_S3: 'host-bearer',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY: 'http://127.0.0.1:9',
    });
    ahead = 0;
    pool = await IdentityPoolServer.start();
    s3 = await RecordingS3.start();
    credentials = new IdentityPoolCredentials({
      identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: pool.endpoint },
      clock: () => Date.now() + ahead,
    });
    clients = make();
  });

  afterEach(async () => {
    process.env = { ...environment };
    clients.destroy();
    credentials.close();
    await Promise.all([pool.stop(), s3.stop()]);
  });

  function make(options: Partial<AwsClientsOptions> = {}): AwsClients {
    return new AwsClients({
      credentials,
      defaults: { endpoint: s3.endpoint, forcePathStyle: true, maxAttempts: 1 },
      ...options,
    });
  }

  const clientOf = (sub: string) => clients.for(tokens.identity({ sub })).get(S3Client);
  const get = (key: string) => new GetObjectCommand({ Bucket: 'files', Key: key });

  it('signs each of 2,000 interleaved calls of 50 callers with the caller’s own key', async () => {
    s3.latency = 5;
    const users = Array.from({ length: 50 }, (_, index) => `user-${index}`);

    await Promise.all(
      Array.from({ length: 2000 }, async (_, index) => {
        const sub = users[(index * 7) % users.length]!;
        // A body that nobody reads would keep its connection.
        const { Body } = await clientOf(sub).send(get(`${sub}/${index}`));
        await Body?.transformToString();
      }),
    );

    expect(s3.requests).toHaveLength(2000);
    for (const { path, accessKeyId, sessionToken } of s3.requests) {
      const sub = path.split('/')[2]!;
      expect([accessKeyId, sessionToken]).toEqual([
        expect.stringMatching(`^ASIA[.]${sub}[.]`),
        expect.stringMatching(`^SENTINEL-SESSION-${sub}-`),
      ]);
    }
    expect(pool.count('GetCredentialsForIdentity')).toBe(50);
    expect(s3.connections).toBeLessThanOrEqual(200);
  }, 30_000);

  it('gives a caller the same client again, and another for another class, other options or other rights', () => {
    const alice = clients.for(tokens.identity({ sub: 'alice' }));
    const client = alice.get(S3Client);

    expect(clients.for(tokens.identity({ sub: 'alice' })).get(S3Client)).toBe(client);
    expect(alice.get(S3Client, { region: 'eu-west-3' })).toBe(alice.get(S3Client, { region: 'eu-west-3' }));
    const admin = tokens.identity({ sub: 'alice', claims: { 'cognito:groups': ['admins'] } });
    const all = [
      client,
      alice.get(S3),
      alice.get(S3Client, { region: 'eu-west-3' }),
      clients.for(admin).get(S3Client),
      clients.for(tokens.identity({ sub: 'bob' })).get(S3Client),
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
      identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: pool.endpoint },
    });
    const collidingClients = make({ credentials: colliding });
    const [alice, bob] = ['alice', 'bob'].map((sub) =>
      collidingClients.for(tokens.identity({ sub })).get(S3Client),
    );

    expect(bob).not.toBe(alice);
    await alice!.send(get('a'));
    await bob!.send(get('b'));
    expect(s3.requests.map(({ accessKeyId }) => accessKeyId?.split('.')[1])).toEqual(['alice', 'bob']);
    collidingClients.destroy();
    colliding.close();
  });

  it('takes the Region from the Identity Pool, the defaults or the options, in that order of weight', async () => {
    const identity = tokens.identity();
    const regionOf = (config?: S3ClientConfig, defaults = {}) =>
      make({ defaults }).for(identity).get(S3Client, config).config.region();

    expect(await regionOf()).toBe('eu-west-1');
    expect(await regionOf({}, { region: 'eu-central-1' })).toBe('eu-central-1');
    expect(await regionOf({ region: 'us-east-1' }, { region: 'eu-central-1' })).toBe('us-east-1');
    expect(await make({ defaults: undefined }).for(identity).get(S3Client).config.region()).toBe('eu-west-1');
  });

  it.each(['credentials', 'credentialDefaultProvider', 'signer', 'token', 'httpAuthSchemes', 'extensions'])(
    'refuses the option %s, which would decide what is signed with',
    (option) => {
      const config: object = { [option]: [] };
      const Client: AwsClientClass = S3Client;

      expect(() => clients.for(tokens.identity()).get(Client, config)).toThrow(
        `S3Client: the option ${option}`,
      );
      expect(() => make({ defaults: config as Record<string, unknown> })).toThrow(`the option ${option}`);
    },
  );

  it.each([0, -1, 1.5, Number.NaN])('refuses %d for its own limits', (value) => {
    expect(() => make({ maxClients: value })).toThrow('maxClients is');
    expect(() => make({ connectionTimeoutMilliseconds: value })).toThrow('connectionTimeoutMilliseconds is');
    expect(() => make({ requestTimeoutMilliseconds: value })).toThrow('requestTimeoutMilliseconds is');
  });

  it('does not harm other callers when a handler destroys its client', async () => {
    s3.latency = 40;
    const pending = clientOf('alice').send(get('a'));
    const mine = clientOf('bob');
    await mine.send(get('b'));
    mine.destroy();

    await expect(pending).resolves.toBeDefined();
    await mine.send(get('c'));
    expect(s3.requests).toHaveLength(3);
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
      const client = clients.for(tokens.identity({ sub })).get(S3Client, { requestHandler });
      await client.send(get(sub));
      client.destroy();
    }
    clients.destroy();

    expect(requestHandler.used).toBe(2);
    expect(closed).toBe(0);
    requestHandler.destroy();
  });

  it('keeps no more clients than it may, and leaves those in use alone', async () => {
    const few = make({ maxClients: 1 });
    const alice = few.for(tokens.identity({ sub: 'alice' }));
    const client = alice.get(S3Client);
    few.for(tokens.identity({ sub: 'bob' })).get(S3Client);

    expect(alice.get(S3Client)).not.toBe(client);
    await client.send(get('a'));
    expect(s3.requests[0]!.accessKeyId).toBe('ASIA.alice.1');
    few.destroy();
  });

  it('renews credentials with the newest token of the caller', async () => {
    const past = Date.now() - 3_600_000;
    const client = clients.for(tokens.identity({ issuedAt: past, lifeSeconds: 3_601 })).get(S3Client);
    const fresh = tokens.identity();
    expect(clients.for(fresh).get(S3Client)).toBe(client);
    clients.for(tokens.identity({ issuedAt: past, lifeSeconds: 3_601 })).get(S3Client);
    ahead = 5_000;

    await client.send(get('a'));
    expect(Object.values(pool.calls[0]!.input.Logins as object)).toEqual([fresh.revealIdToken()]);
  });

  it('comes back for newer credentials as soon as renewal is due', async () => {
    pool.lifeSeconds = 62;
    const client = clientOf('alice');
    await client.send(get('1'));
    // 62 s are less than the five minutes in which an SDK client asks again at every call: the cache answers.
    await client.send(get('2'));
    expect(pool.count('GetCredentialsForIdentity')).toBe(1);
  });

  it('makes no client of an evicted user serve a later request', async () => {
    const before = clientOf('alice');
    const bob = clientOf('bob');
    await before.send(get('1'));
    credentials.evict(tokens.identity({ sub: 'alice' }).principal);

    const after = clientOf('alice');
    await after.send(get('2'));
    expect(after).not.toBe(before);
    expect(clientOf('bob')).toBe(bob);
    expect(s3.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA.alice.1', 'ASIA.alice.2']);
  });

  it('presigns URLs with the caller’s own client', async () => {
    const url = new URL(await getSignedUrl(clientOf('alice'), get('a'), { expiresIn: 60 }));

    expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^ASIA\.alice\.1\//);
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('SENTINEL-SESSION-alice-1');
  });

  describe('the credentials of the host', () => {
    it('are never used, not even when the caller gets none', async () => {
      pool.failNext('GetId', { type: 'NotAuthorizedException', message: 'no' });

      await expect(clientOf('alice').send(get('a'))).rejects.toMatchObject({ code: 'credentials_refused' });
      await expect(
        clients
          .for(tokens.identity({ sub: 'bob', lifeSeconds: 0 }))
          .get(S3Client)
          .send(get('a')),
      ).rejects.toMatchObject({ code: 'token_expired' });
      expect(s3.requests).toHaveLength(0);
    });

    it('do not step in when a renewal fails', async () => {
      pool.lifeSeconds = 62;
      const client = clientOf('alice');
      await client.send(get('a'));
      ahead = 5_000;
      pool.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });

      await expect(client.send(get('b'))).rejects.toMatchObject({ code: 'credentials_refused' });
      expect(s3.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA.alice.1']);
    });

    it('sign no call to the Identity Pool', async () => {
      await clientOf('alice').send(get('a'));

      expect(pool.calls.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
      expect(pool.calls.map(({ headers }) => headers['x-amz-security-token'])).toEqual([
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
        endpoint: s3.endpoint,
        forcePathStyle: true,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      });
      await host.send(get('by-host'));
      await clients.for(tokens.identity()).get(PrefersBearer).send(get('by-caller'));

      expect(s3.requests[0]!.authorization).toBe('Bearer host-bearer');
      expect(s3.requests[1]!.accessKeyId).toBe('ASIA.alice.1');
      host.destroy();
    });
  });

  describe('refusedByAws', () => {
    beforeEach(() => {
      s3.refusals.set('denied', { status: 403, code: 'AccessDenied' });
      s3.refusals.set('signature', { status: 403, code: 'SignatureDoesNotMatch' });
      s3.refusals.set('expired', { status: 400, code: 'ExpiredToken' });
      s3.refusals.set('missing', { status: 404, code: 'NoSuchKey' });
    });

    const errorOf = (sent: Promise<unknown>) =>
      sent.then(
        () => undefined,
        (error: unknown) => error,
      );

    it('knows the errors that mean that the caller may not do this', async () => {
      const client = clientOf('alice');
      const error = await errorOf(client.send(get('denied')));

      expect(error).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
      expect(refusedByAws(error)).toBe(true);
      const head = await errorOf(client.send(new HeadObjectCommand({ Bucket: 'files', Key: 'denied' })));
      expect(refusedByAws(head)).toBe(true);
      const put = await errorOf(
        client.send(new PutObjectCommand({ Bucket: 'files', Key: 'denied', Body: 'text' })),
      );
      expect(refusedByAws(put)).toBe(true);
    });

    it.each(['signature', 'expired', 'missing'])('does not count an error about: %s', async (key) => {
      const error = await errorOf(clientOf('alice').send(get(key)));

      expect(error).toBeInstanceOf(Error);
      expect(refusedByAws(error)).toBe(false);
    });

    it('does not count errors of clients that act as the service', async () => {
      const host = new S3Client({ endpoint: s3.endpoint, forcePathStyle: true, region: 'eu-west-1' });
      const error = await errorOf(host.send(get('denied')));

      expect(error).toMatchObject({ name: 'AccessDenied' });
      expect(refusedByAws(error)).toBe(false);
      host.destroy();
    });

    it('does not count an exchange that Cognito refused, nor what is no error at all', async () => {
      pool.failNext('GetId', { type: 'NotAuthorizedException', message: 'no' });

      expect(refusedByAws(await errorOf(clientOf('alice').send(get('a'))))).toBe(false);
      for (const value of [undefined, null, 'AccessDenied', {}]) expect(refusedByAws(value)).toBe(false);
    });

    it('leaves what is thrown that is no object alone', async () => {
      const client = clientOf('alice');
      client.middlewareStack.add(
        () => () => {
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- a middleware of somebody else's may
          throw 'a string';
        },
        { step: 'initialize', priority: 'low' },
      );

      expect(await errorOf(client.send(get('a')))).toBe('a string');
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

    expect(() => clients.for(tokens.identity()).get(Unknown)).toThrow(
      /^Unknown does not say how it authenticates/,
    );
  });

  it('gives no client after it was destroyed', () => {
    const alice = clients.for(tokens.identity());
    clients.destroy();

    expect(() => alice.get(S3Client)).toThrow(/after destroy\(\)/);
  });

  it('gives aggregated clients too', async () => {
    await clients.for(tokens.identity()).get(S3).getObject({ Bucket: 'files', Key: 'a' });
    await clientOf('alice').send(new ListObjectsV2Command({ Bucket: 'files' }));

    expect(s3.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA.alice.1', 'ASIA.alice.1']);
  });
});
