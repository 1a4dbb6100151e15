import { IdTokens } from './id-tokens.spec-helper.js';
import { PoolSetup } from './pool-setup.spec-helper.js';

const MINUTE = 60_000;

describe('a change of groups', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    await setup.stop();
  });

  const withGroups = (...names: string[]) => setup.identity('alice', { claims: { 'cognito:groups': names } });

  it('gives the new role with the first token that carries it, and the old one never again', async () => {
    const pool = setup.open();
    const admin = withGroups('admins');
    const old = await pool.credentials(admin);
    setup.now += MINUTE;
    const reader = withGroups('readers');

    expect((await pool.credentials(reader)).accessKeyId).not.toBe(old.accessKeyId);
    await expect(pool.credentials(admin)).rejects.toMatchObject({
      code: 'token_superseded',
      httpStatus: 401,
    });
    await expect(pool.identityId(admin)).rejects.toMatchObject({ code: 'token_superseded' });
    expect(() => pool.ownerOf(admin)).toThrow('Refresh the tokens');
    expect(setup.server.count('GetCredentialsForIdentity')).toBe(2);
    expect(pool.health.counters.superseded).toBe(3);
  });

  it('reaches the clients of the user, which keep credentials of their own', async () => {
    const pool = setup.open();
    const told: string[] = [];
    pool.onEviction((user) => told.push(user));
    await pool.credentials(withGroups('admins'));
    setup.now += MINUTE;
    await pool.credentials(withGroups());
    expect(told).toEqual([pool.ownerOf(withGroups()).user]);
  });

  it('refuses who waits for the old role while the new token comes', async () => {
    const pool = setup.open();
    const admin = withGroups('admins');
    await pool.identityId(admin);
    setup.server.latency = 50;
    const waiting = pool.credentials(admin).catch((error: unknown) => error);
    await setup.settled(() => setup.server.count('GetCredentialsForIdentity') === 1);
    setup.now += MINUTE;
    await pool.credentials(withGroups());
    expect(await waiting).toMatchObject({ code: 'token_superseded' });
  });

  it('concerns the user on all devices, and nobody else', async () => {
    const pool = setup.open();
    const phone = setup.identity('alice', { clientId: 'mobile', claims: { 'cognito:groups': ['admins'] } });
    const bob = setup.identity('bob', { claims: { 'cognito:groups': ['admins'] } });
    await Promise.all([pool.credentials(phone), pool.credentials(bob)]);
    setup.now += MINUTE;
    await pool.credentials(withGroups());
    await expect(pool.credentials(phone)).rejects.toMatchObject({ code: 'token_superseded' });
    await pool.credentials(bob);
    expect(setup.server.count('GetCredentialsForIdentity', 'bob')).toBe(1);
  });

  it('is not looked for where no claims are named', async () => {
    const pool = setup.open({ rightsClaims: [] });
    const admin = withGroups('admins');
    const old = await pool.credentials(admin);
    setup.now += MINUTE;
    await pool.credentials(withGroups());
    expect(await pool.credentials(admin)).toBe(old);
  });
});

describe('maxAgeSeconds', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    await setup.stop();
  });

  it('ends credentials that AWS would still take', async () => {
    const pool = setup.open({ maxAgeSeconds: 900 });
    const first = await pool.credentials(setup.identity());
    expect(first.renewAt - setup.now).toBeLessThan(900_000);
    setup.now += 900_000 - 1;
    setup.server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
    expect(await pool.credentials(setup.identity())).toBe(first);
    await setup.settled(() => setup.failures.length === 1);

    setup.now += 1;
    setup.server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
    await expect(pool.credentials(setup.identity())).rejects.toMatchObject({ code: 'credentials_refused' });
  });

  it('leaves credentials of an hour alone where it is longer', async () => {
    const pool = setup.open({ maxAgeSeconds: 43_200 });
    const first = await pool.credentials(setup.identity());
    expect(first.renewAt - setup.now).toBe(45 * MINUTE);
  });

  it.each([
    [{ maxAgeSeconds: 59 }, 'identityPool.maxAgeSeconds: found 59.'],
    [{ rightsClaims: [''] }, 'identityPool.rightsClaims: found an array.'],
    [{ shared: { store: {} as never, secrets: [] } }, 'identityPool.shared.store: found an object.'],
  ])('and its neighbours refuse %j', (options, message) => {
    expect(() => setup.open(options)).toThrow(message);
  });
});
