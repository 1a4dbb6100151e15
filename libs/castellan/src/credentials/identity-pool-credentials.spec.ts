import { IdTokens } from './id-tokens.spec-helper.js';
import { PoolSetup } from './pool-setup.spec-helper.js';
import { VerifiedIdentity } from './verified-identity.js';

const HOUR = 3_600_000;

describe('IdentityPoolCredentials', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    await setup.stop();
  });

  describe('fetching', () => {
    it('exchanges the ID token for the credentials of the caller', async () => {
      const credentials = await setup.open().credentials(setup.identity());

      expect(credentials.identityId).toBe(setup.server.identityIdOf('alice'));
      expect(credentials.accessKeyId).toBe('ASIA.alice.1');
      expect(credentials.secretAccessKey).toBe('SENTINEL-SECRET-alice-1');
      expect(credentials.sessionToken).toBe('SENTINEL-SESSION-alice-1');
      expect(credentials.expiration.getTime()).toBe(setup.now + HOUR);
    });

    it('makes one call of each kind for each of 200 users who send several requests at once', async () => {
      const pool = setup.open();
      setup.server.latency = 5;
      const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
      const requests = users.flatMap((sub) =>
        Array.from({ length: 5 }, () => ({ sub, id: setup.identity(sub) })),
      );

      const got = await Promise.all(requests.map(({ id }) => pool.credentials(id)));

      expect(got.map(({ accessKeyId }) => accessKeyId.split('.')[1])).toEqual(requests.map(({ sub }) => sub));
      for (const sub of users) {
        expect([
          setup.server.count('GetId', sub),
          setup.server.count('GetCredentialsForIdentity', sub),
        ]).toEqual([1, 1]);
      }
    });

    it('serves the same credentials again, also for a newer token of the user', async () => {
      const pool = setup.open();
      const first = await pool.credentials(setup.identity());
      setup.now += 60_000;

      expect(await pool.credentials(setup.identity())).toBe(first);
      expect(setup.server.calls).toHaveLength(2);
    });

    it('gives other credentials when the groups of the user change, and asks for the identity only once', async () => {
      const pool = setup.open();
      const before = await pool.credentials(
        setup.identity('alice', { claims: { 'cognito:groups': ['admins'] } }),
      );
      const after = await pool.credentials(setup.identity('alice', { claims: { 'cognito:groups': [] } }));

      expect(after.accessKeyId).not.toBe(before.accessKeyId);
      expect(setup.server.count('GetId')).toBe(1);
      expect(setup.server.count('GetCredentialsForIdentity')).toBe(2);
    });

    it('keeps users of different issuers apart who have the same sub', async () => {
      const pool = setup.open();
      const one = await pool.credentials(setup.identity('alice'));
      const other = await pool.credentials(setup.identity('alice', { issuer: 'https://other.example/pool' }));

      expect(other.accessKeyId).not.toBe(one.accessKeyId);
      expect(setup.server.count('GetId')).toBe(2);
      expect(setup.server.calls.map(({ input }) => Object.keys(input.Logins as object)[0])).toContain(
        'other.example/pool',
      );
    });

    it('keeps no more credentials than it may', async () => {
      const pool = setup.open({ maxIdentities: 1 });
      await pool.credentials(setup.identity('alice'));
      await pool.credentials(setup.identity('bob'));
      await pool.credentials(setup.identity('alice'));

      expect(setup.server.count('GetCredentialsForIdentity', 'alice')).toBe(2);
      expect(setup.server.count('GetId', 'alice')).toBe(1);
    });
  });

  describe('an expired ID token', () => {
    it('starts nothing', async () => {
      const pool = setup.open();
      const expired = setup.identity('alice', { lifeSeconds: 0 });

      await expect(pool.credentials(expired)).rejects.toMatchObject({ code: 'token_expired' });
      await expect(pool.identityId(expired)).rejects.toMatchObject({ code: 'token_expired' });
      expect(setup.server.calls).toHaveLength(0);
    });

    it('starts nothing for a user whose identity ID is known', async () => {
      const pool = setup.open();
      await pool.identityId(setup.identity());

      await expect(pool.credentials(setup.identity('alice', { lifeSeconds: 0 }))).rejects.toMatchObject({
        code: 'token_expired',
      });
      expect(setup.server.count('GetCredentialsForIdentity')).toBe(0);
    });

    it('is served from the credentials its own owner has, and leaves their renewal to a token that is good', async () => {
      const pool = setup.open();
      const short = setup.identity('alice', { lifeSeconds: 600 });
      const first = await pool.credentials(short);
      setup.now += 0.8 * HOUR;

      expect(await pool.credentials(short)).toBe(first);
      await expect(pool.credentials(setup.identity('bob', { lifeSeconds: 0 }))).rejects.toMatchObject({
        code: 'token_expired',
      });
      expect(setup.server.count('GetCredentialsForIdentity')).toBe(1);

      expect(await pool.credentials(setup.identity())).toBe(first);
      await setup.settled(() => setup.server.count('GetCredentialsForIdentity') === 2);
      expect(setup.failures).toEqual([]);
    });
  });

  it('lets nobody wait behind a user who asks for many sets of credentials at once', async () => {
    const credentials = setup.open();
    for (const sub of ['alice', 'bob']) await credentials.identityId(setup.identity(sub));
    setup.server.latency = 20;
    const many = Array.from({ length: 60 }, (_, index) =>
      credentials.credentials(
        setup.identity('alice').withLogins({ 'accounts.google.com': `google-token-${index}` }),
      ),
    );
    await Promise.all([...many, credentials.credentials(setup.identity('bob'))]);

    const order = setup.server.calls
      .filter(({ operation }) => operation === 'GetCredentialsForIdentity')
      .map(({ sub }) => sub);
    expect(order).toHaveLength(61);
    expect(order.indexOf('bob')).toBeLessThan(30);
  });

  it('does not use credentials that are about to expire when they arrive', async () => {
    setup.server.lifeSeconds = 60;

    await expect(setup.open().credentials(setup.identity())).rejects.toThrow(/Check the clock of this host/);
  });

  describe('eviction', () => {
    it('drops the credentials of one user, of all app clients, and of nobody else', async () => {
      const pool = setup.open();
      const told: string[] = [];
      const stop = pool.onEviction((user) => told.push(user));
      const elsewhere = { clientId: 'mobile' };
      await Promise.all([
        pool.credentials(setup.identity()),
        pool.credentials(setup.identity('alice', elsewhere)),
      ]);
      const bob = await pool.credentials(setup.identity('bob'));

      await pool.evict(setup.identity().principal);

      await Promise.all([
        pool.credentials(setup.identity()),
        pool.credentials(setup.identity('alice', elsewhere)),
      ]);
      expect(setup.server.count('GetCredentialsForIdentity', 'alice')).toBe(4);
      expect(setup.server.count('GetId', 'alice')).toBe(1);
      expect(await pool.credentials(setup.identity('bob'))).toBe(bob);
      expect(told).toEqual([pool.ownerOf(setup.identity()).user]);

      stop();
      await pool.evict(setup.identity().principal);
      expect(told).toHaveLength(1);
    });

    it.each([{ sub: 'alice' }, { issuer: 'https://issuer.example' }, { issuer: '', sub: 'alice' }])(
      'of %j says what is missing',
      async (user) => {
        const evicted = setup.open().evict(user as { issuer: string; sub: string });
        await expect(evicted).rejects.toThrow(/^(issuer|sub): found .+ of a principal/);
      },
    );

    it('keeps what is on its way from being kept, and from being shared with later requests', async () => {
      const pool = setup.open();
      setup.server.latency = 60;
      const early = pool.credentials(setup.identity());
      const other = pool.credentials(setup.identity('bob'));
      await setup.settled(() => setup.server.count('GetCredentialsForIdentity', 'alice') === 1);
      await pool.evict(setup.identity().principal);

      setup.server.latency = 0;
      const late = await pool.credentials(setup.identity());
      expect((await early).accessKeyId).not.toBe(late.accessKeyId);
      expect(await pool.credentials(setup.identity())).toBe(late);
      expect(await pool.credentials(setup.identity('bob'))).toBe(await other);
    });
  });

  it('refuses to work after it was closed', async () => {
    const pool = setup.open();
    await pool.credentials(setup.identity());
    pool.close();

    await expect(pool.credentials(setup.identity())).rejects.toMatchObject({
      code: 'credentials_unavailable',
    });
    await expect(pool.identityId(setup.identity())).rejects.toThrow(/after close\(\)/);
  });

  it('refuses a token that is not the principal’s before it is sent anywhere', async () => {
    const mixedUp = new VerifiedIdentity(
      setup.tokens.token({ sub: 'bob', issuedAt: setup.now }).token,
      setup.tokens.token({ sub: 'alice', issuedAt: setup.now }).principal,
    );

    const pool = setup.open();
    await expect(pool.credentials(mixedUp)).rejects.toMatchObject({ code: 'token_binding_mismatch' });
    expect(setup.server.calls).toHaveLength(0);

    await pool.identityId(setup.identity('alice'));
    setup.now += 5_000;
    await expect(pool.credentials(mixedUp)).rejects.toMatchObject({ code: 'token_binding_mismatch' });
    expect(setup.server.calls).toHaveLength(1);
  });
});
