import type { IdentityPoolOptions } from './identity-pool-options.js';
import { IdentityPoolCredentials } from './identity-pool-credentials.js';
import { IDENTITY_POOL_ID, identityIdFrom, IdentityPoolServer } from './identity-pool-server.spec-helper.js';
import { IdTokens } from './id-tokens.spec-helper.js';
import { VerifiedIdentity } from './verified-identity.js';

const HOUR = 3_600_000;
const THROTTLED = { type: 'TooManyRequestsException', message: 'Rate exceeded' };

describe('IdentityPoolCredentials', () => {
  const tokens = new IdTokens();
  let server: IdentityPoolServer;
  let now: number;
  let failures: unknown[];
  let opened: IdentityPoolCredentials[];

  beforeEach(async () => {
    server = await IdentityPoolServer.start();
    now = Math.floor(Date.now() / 1000) * 1000;
    server.clock = () => now;
    failures = [];
    opened = [];
  });

  afterEach(async () => {
    for (const credentials of opened) credentials.close();
    await server.stop();
  });

  function open(options: Partial<IdentityPoolOptions> = {}, jitter = 0): IdentityPoolCredentials {
    const credentials = new IdentityPoolCredentials({
      identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: server.endpoint, ...options },
      clock: () => now,
      random: (bytes) => new Uint8Array(bytes).fill(jitter * 255),
      onRenewalFailure: (error) => failures.push(error),
    });
    opened.push(credentials);
    return credentials;
  }

  const identity = (sub = 'alice', options: Parameters<IdTokens['identity']>[0] = {}) =>
    tokens.identity({ sub, issuedAt: now, ...options });

  async function settled(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < 300 && !condition(); turn++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(condition()).toBe(true);
  }

  describe('fetching', () => {
    it('exchanges the ID token for the credentials of the caller', async () => {
      const credentials = await open().credentials(identity());

      expect(credentials.identityId).toBe(server.identityIdOf('alice'));
      expect(credentials.accessKeyId).toBe('ASIA.alice.1');
      expect(credentials.secretAccessKey).toBe('SENTINEL-SECRET-alice-1');
      expect(credentials.sessionToken).toBe('SENTINEL-SESSION-alice-1');
      expect(credentials.expiration.getTime()).toBe(now + HOUR);
    });

    it('makes one call of each kind for each of 200 users who send several requests at once', async () => {
      const pool = open();
      server.latency = 5;
      const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
      const requests = users.flatMap((sub) => Array.from({ length: 5 }, () => ({ sub, id: identity(sub) })));

      const got = await Promise.all(requests.map(({ id }) => pool.credentials(id)));

      expect(got.map(({ accessKeyId }) => accessKeyId.split('.')[1])).toEqual(requests.map(({ sub }) => sub));
      for (const sub of users) {
        expect([server.count('GetId', sub), server.count('GetCredentialsForIdentity', sub)]).toEqual([1, 1]);
      }
    });

    it('serves the same credentials again, also for a newer token of the user', async () => {
      const pool = open();
      const first = await pool.credentials(identity());
      now += 60_000;

      expect(await pool.credentials(identity())).toBe(first);
      expect(server.calls).toHaveLength(2);
    });

    it('gives other credentials when the groups of the user change, and asks for the identity only once', async () => {
      const pool = open();
      const before = await pool.credentials(identity('alice', { claims: { 'cognito:groups': ['admins'] } }));
      const after = await pool.credentials(identity('alice', { claims: { 'cognito:groups': [] } }));

      expect(after.accessKeyId).not.toBe(before.accessKeyId);
      expect(server.count('GetId')).toBe(1);
      expect(server.count('GetCredentialsForIdentity')).toBe(2);
    });

    it('keeps users of different issuers apart who have the same sub', async () => {
      const pool = open();
      const one = await pool.credentials(identity('alice'));
      const other = await pool.credentials(identity('alice', { issuer: 'https://other.example/pool' }));

      expect(other.accessKeyId).not.toBe(one.accessKeyId);
      expect(server.count('GetId')).toBe(2);
      expect(server.calls.map(({ input }) => Object.keys(input.Logins as object)[0])).toContain(
        'other.example/pool',
      );
    });

    it('keeps no more credentials than it may', async () => {
      const pool = open({ maxIdentities: 1 });
      await pool.credentials(identity('alice'));
      await pool.credentials(identity('bob'));
      await pool.credentials(identity('alice'));

      expect(server.count('GetCredentialsForIdentity', 'alice')).toBe(2);
      expect(server.count('GetId', 'alice')).toBe(1);
    });

    it('gives the identity ID with a single call', async () => {
      const pool = open({ accountId: '123456789012' });

      expect(await Promise.all([pool.identityId(identity()), pool.identityId(identity())])).toEqual([
        server.identityIdOf('alice'),
        server.identityIdOf('alice'),
      ]);
      await pool.identityId(identity());
      expect(server.calls).toHaveLength(1);
      expect(server.calls[0]!.input).toMatchObject({
        IdentityPoolId: IDENTITY_POOL_ID,
        AccountId: '123456789012',
      });
    });
  });

  describe('an expired ID token', () => {
    it('starts nothing', async () => {
      const pool = open();
      const expired = identity('alice', { lifeSeconds: 0 });

      await expect(pool.credentials(expired)).rejects.toMatchObject({ code: 'token_expired' });
      await expect(pool.identityId(expired)).rejects.toMatchObject({ code: 'token_expired' });
      expect(server.calls).toHaveLength(0);
    });

    it('is served from the credentials its own owner has, and renews nothing', async () => {
      const pool = open();
      const short = identity('alice', { lifeSeconds: 600 });
      const first = await pool.credentials(short);
      now += 0.8 * HOUR;

      expect(await pool.credentials(short)).toBe(first);
      await expect(pool.credentials(identity('bob', { lifeSeconds: 0 }))).rejects.toMatchObject({
        code: 'token_expired',
      });
      expect(server.count('GetCredentialsForIdentity')).toBe(1);
    });
  });

  describe('renewal', () => {
    it.each([
      [0, 0.75],
      [1, 0.85],
    ])('starts in the background, with jitter %d at %d of the life, once', async (jitter, fraction) => {
      const pool = open({}, jitter);
      const first = await pool.credentials(identity());
      now += fraction * HOUR - 1;
      expect(await pool.credentials(identity())).toBe(first);
      expect(server.calls).toHaveLength(2);

      now += 1;
      const meanwhile = await Promise.all([pool.credentials(identity()), pool.credentials(identity())]);
      expect(meanwhile).toEqual([first, first]);

      await settled(() => server.count('GetCredentialsForIdentity') === 2);
      const { accessKeyId } = await newCredentials(pool, first.accessKeyId);
      expect(accessKeyId).toBe('ASIA.alice.2');
      expect(server.count('GetCredentialsForIdentity')).toBe(2);
      expect(server.count('GetId')).toBe(1);
    });

    it('that fails leaves the old credentials in use until a minute before their end, and is tried again', async () => {
      const pool = open();
      const first = await pool.credentials(identity());
      server.failNext('GetCredentialsForIdentity', { type: 'InternalErrorException', status: 500 }, 3);
      now += 0.75 * HOUR;

      expect(await pool.credentials(identity())).toBe(first);
      await settled(() => failures.length === 1);
      expect(failures[0]).toMatchObject({ code: 'credentials_unavailable' });
      expect(await pool.credentials(identity())).toBe(first);
      expect(server.count('GetCredentialsForIdentity')).toBe(4);

      now += 30_000;
      expect(await pool.credentials(identity())).toBe(first);
      expect((await newCredentials(pool, first.accessKeyId)).accessKeyId).toBe('ASIA.alice.2');
    });

    it('survives a listener that throws', async () => {
      const pool = new IdentityPoolCredentials({
        identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: server.endpoint },
        clock: () => now,
        onRenewalFailure: (error) => {
          failures.push(error);
          throw new Error('the logger is broken');
        },
      });
      opened.push(pool);
      const first = await pool.credentials(identity());
      server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
      now += 0.9 * HOUR;

      expect(await pool.credentials(identity())).toBe(first);
      await settled(() => failures.length === 1);
    });

    it('needs neither a listener, nor a clock or randomness of its own', async () => {
      const pool = new IdentityPoolCredentials({
        identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: server.endpoint },
      });
      opened.push(pool);
      server.lifeSeconds = 61;
      server.clock = Date.now;
      const started = Date.now();
      const first = await pool.credentials(tokens.identity());
      expect(first.renewAt).toBeGreaterThan(started + 0.49 * 61_000);
      expect(first.renewAt).toBeLessThanOrEqual(Date.now() + 0.5 * 61_000);
      expect(pool.region).toBe('eu-west-1');
    });

    it('never lets credentials be served in their last minute', async () => {
      const pool = open();
      const first = await pool.credentials(identity());
      now += HOUR - 60_000 - 1;
      server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
      expect(await pool.credentials(identity())).toBe(first);
      await settled(() => failures.length === 1);

      now += 1;
      server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
      await expect(pool.credentials(identity())).rejects.toMatchObject({ code: 'credentials_refused' });
    });

    async function newCredentials(pool: IdentityPoolCredentials, oldKey: string) {
      let current = await pool.credentials(identity());
      for (let turn = 0; turn < 300 && current.accessKeyId === oldKey; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        current = await pool.credentials(identity());
      }
      return current;
    }
  });

  describe('identity IDs', () => {
    it('are kept while AWS throttles', async () => {
      const pool = open();
      await pool.identityId(identity());
      server.failNext('GetCredentialsForIdentity', THROTTLED, 3);

      await expect(pool.credentials(identity())).rejects.toMatchObject({
        code: 'credentials_throttled',
        httpStatus: 503,
        retryAfterSeconds: 1,
      });
      now += 1000;
      await pool.credentials(identity());
      expect(server.count('GetId')).toBe(1);
    });

    it('are replaced when AWS answers with a merged identity', async () => {
      const pool = open();
      await pool.identityId(identity());
      const merged = identityIdFrom('parent');
      server.moveTo('alice', merged);

      expect((await pool.credentials(identity())).identityId).toBe(merged);
      expect(await pool.identityId(identity())).toBe(merged);
      expect(server.count('GetId')).toBe(1);
    });

    it.each([
      ['NotAuthorizedException', "Access to Identity 'eu-west-1:1' is forbidden."],
      [
        'NotAuthorizedException',
        "Logins don't match. Please include at least one valid login for this identity.",
      ],
      ['ResourceNotFoundException', "Identity 'eu-west-1:1' not found."],
    ])('are forgotten and asked for again, once, on %s: %s', async (type, message) => {
      const pool = open();
      await pool.identityId(identity());
      server.moveTo('alice', identityIdFrom('new'));
      server.failNext('GetCredentialsForIdentity', { type, message });

      expect((await pool.credentials(identity())).identityId).toBe(identityIdFrom('new'));
      expect(server.count('GetId')).toBe(2);
      expect(server.count('GetCredentialsForIdentity')).toBe(2);
    });

    it('are not asked for a third time when the new one is refused as well', async () => {
      const pool = open();
      await pool.identityId(identity());
      server.moveTo('alice', identityIdFrom('new'));
      const forbidden = { type: 'NotAuthorizedException', message: "Access to Identity 'x' is forbidden." };
      server.failNext('GetCredentialsForIdentity', forbidden, 2);

      await expect(pool.credentials(identity())).rejects.toMatchObject({ code: 'credentials_refused' });
      expect([server.count('GetId'), server.count('GetCredentialsForIdentity')]).toEqual([2, 2]);
    });

    it('are tried no second time when AWS gives the same one again', async () => {
      const pool = open();
      await pool.identityId(identity());
      server.failNext('GetCredentialsForIdentity', {
        type: 'NotAuthorizedException',
        message: "Logins don't match.",
      });

      await expect(pool.credentials(identity())).rejects.toMatchObject({ code: 'credentials_refused' });
      expect([server.count('GetId'), server.count('GetCredentialsForIdentity')]).toEqual([2, 1]);
    });

    it('are replaced once for two requests that find the same one wrong at the same time', async () => {
      const pool = open();
      await pool.identityId(identity());
      server.moveTo('alice', identityIdFrom('new'));
      server.latency = 10;
      const forbidden = { type: 'NotAuthorizedException', message: "Access to Identity 'x' is forbidden." };
      server.failNext('GetCredentialsForIdentity', forbidden, 2);
      const admin = identity('alice', { claims: { 'cognito:groups': ['admins'] } });

      const both = await Promise.all([pool.credentials(identity()), pool.credentials(admin)]);
      expect(both.map(({ identityId }) => identityId)).toEqual([
        identityIdFrom('new'),
        identityIdFrom('new'),
      ]);
      expect(server.count('GetId')).toBe(2);
      expect(await pool.identityId(identity())).toBe(identityIdFrom('new'));
    });

    it('that came a moment ago are not asked for again', async () => {
      server.failNext('GetCredentialsForIdentity', {
        type: 'NotAuthorizedException',
        message: "Logins don't match.",
      });

      await expect(open().credentials(identity())).rejects.toMatchObject({ code: 'credentials_refused' });
      expect([server.count('GetId'), server.count('GetCredentialsForIdentity')]).toEqual([1, 1]);
    });
  });

  describe('refusals', () => {
    it('are remembered for five seconds, by token', async () => {
      const pool = open();
      const bad = identity();
      server.failNext('GetId', {
        type: 'NotAuthorizedException',
        message: 'Invalid login token. Token expired: 2 >= 1',
      });

      await expect(pool.credentials(bad)).rejects.toMatchObject({ code: 'token_expired' });
      now += 4_999;
      await expect(pool.credentials(bad)).rejects.toMatchObject({ code: 'token_expired' });
      expect(server.calls).toHaveLength(1);
      await pool.credentials(identity());
      expect(server.calls).toHaveLength(3);
    });

    it('are forgotten after five seconds', async () => {
      const pool = open();
      const bad = identity();
      server.failNext('GetId', { type: 'NotAuthorizedException', message: 'no' });
      await expect(pool.credentials(bad)).rejects.toMatchObject({ code: 'credentials_refused' });
      now += 5_000;

      expect((await pool.credentials(bad)).accessKeyId).toBe('ASIA.alice.1');
    });

    it('do not remember an outage', async () => {
      const pool = open();
      const good = identity();
      server.failNext('GetId', { status: 500, type: 'InternalErrorException' }, 3);

      await expect(pool.credentials(good)).rejects.toMatchObject({
        code: 'credentials_unavailable',
        httpStatus: 502,
      });
      expect((await pool.credentials(good)).accessKeyId).toBe('ASIA.alice.1');
    });

    it('of one token do not fail a request that waits with another token of the same user', async () => {
      const pool = open();
      server.latency = 20;
      server.failNext('GetId', {
        type: 'NotAuthorizedException',
        message: 'Invalid login token. Token expired: 2 >= 1',
      });
      const [bad, good] = [identity(), identity()];

      const [refused, sameToken, served, alsoServed] = await Promise.allSettled([
        pool.credentials(bad),
        pool.credentials(bad),
        pool.credentials(good),
        pool.credentials(good),
      ]);

      expect(refused).toMatchObject({ reason: { code: 'token_expired' } });
      expect(sameToken).toMatchObject({ reason: { code: 'token_expired' } });
      expect(served).toMatchObject({ status: 'fulfilled', value: { accessKeyId: 'ASIA.alice.1' } });
      expect(alsoServed).toMatchObject({ status: 'fulfilled', value: { accessKeyId: 'ASIA.alice.1' } });
      expect(server.count('GetId')).toBe(2);
    });
  });

  it('does not use credentials that are about to expire when they arrive', async () => {
    server.lifeSeconds = 60;

    await expect(open().credentials(identity())).rejects.toThrow(/Check the clock of this host/);
  });

  describe('eviction', () => {
    it('drops the credentials of one user, with all rights, and of nobody else', async () => {
      const pool = open();
      const told: string[] = [];
      const stop = pool.onEviction((user) => told.push(user));
      const admin = { claims: { 'cognito:groups': ['admins'] } };
      await Promise.all([pool.credentials(identity()), pool.credentials(identity('alice', admin))]);
      const bob = await pool.credentials(identity('bob'));

      pool.evict(identity().principal);

      await Promise.all([pool.credentials(identity()), pool.credentials(identity('alice', admin))]);
      expect(server.count('GetCredentialsForIdentity', 'alice')).toBe(4);
      expect(server.count('GetId', 'alice')).toBe(1);
      expect(await pool.credentials(identity('bob'))).toBe(bob);
      expect(told).toEqual([pool.ownerOf(identity()).user]);

      stop();
      pool.evict(identity().principal);
      expect(told).toHaveLength(1);
    });

    it('keeps what is on its way from being kept, and from being shared with later requests', async () => {
      const pool = open();
      server.latency = 30;
      const early = pool.credentials(identity());
      const other = pool.credentials(identity('bob'));
      await settled(() => server.count('GetCredentialsForIdentity', 'alice') === 1);
      pool.evict(identity().principal);

      const late = await pool.credentials(identity());
      expect((await early).accessKeyId).not.toBe(late.accessKeyId);
      expect(await pool.credentials(identity())).toBe(late);
      expect(await pool.credentials(identity('bob'))).toBe(await other);
    });
  });

  it('refuses to work after it was closed', async () => {
    const pool = open();
    await pool.credentials(identity());
    pool.close();

    await expect(pool.credentials(identity())).rejects.toMatchObject({ code: 'credentials_unavailable' });
    await expect(pool.identityId(identity())).rejects.toThrow(/after close\(\)/);
  });

  it('keeps nothing that arrives after it was closed', async () => {
    const pool = open();
    server.latency = 30;
    const onItsWay = pool.credentials(identity());
    await settled(() => server.count('GetCredentialsForIdentity') === 1);
    pool.close();

    await expect(onItsWay.catch(() => 'closed')).resolves.toBeDefined();
    await expect(pool.credentials(identity())).rejects.toMatchObject({ code: 'credentials_unavailable' });
  });

  it('refuses a token that is not the principal’s before it is sent anywhere', async () => {
    const mixedUp = new VerifiedIdentity(
      tokens.token({ sub: 'bob', issuedAt: now }).token,
      tokens.token({ sub: 'alice', issuedAt: now }).principal,
    );

    const pool = open();
    await expect(pool.credentials(mixedUp)).rejects.toMatchObject({ code: 'token_binding_mismatch' });
    expect(server.calls).toHaveLength(0);

    await pool.identityId(identity('alice'));
    now += 5_000;
    await expect(pool.credentials(mixedUp)).rejects.toMatchObject({ code: 'token_binding_mismatch' });
    expect(server.calls).toHaveLength(1);
  });
});
