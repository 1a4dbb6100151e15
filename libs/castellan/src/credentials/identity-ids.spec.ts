import { IdTokens } from './id-tokens.spec-helper.js';
import { IDENTITY_POOL_ID, identityIdFrom } from './identity-pool-server.spec-helper.js';
import { PoolSetup } from './pool-setup.spec-helper.js';

const THROTTLED = { type: 'TooManyRequestsException', message: 'Rate exceeded' };

describe('identity IDs', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    await setup.stop();
  });

  it('are had with a single call', async () => {
    const pool = setup.open({ accountId: '123456789012' });

    expect(await Promise.all([pool.identityId(setup.identity()), pool.identityId(setup.identity())])).toEqual(
      [setup.server.identityIdOf('alice'), setup.server.identityIdOf('alice')],
    );
    await pool.identityId(setup.identity());
    expect(setup.server.calls).toHaveLength(1);
    expect(setup.server.calls[0]!.input).toMatchObject({
      IdentityPoolId: IDENTITY_POOL_ID,
      AccountId: '123456789012',
    });
  });

  it('are kept while AWS throttles', async () => {
    const pool = setup.open();
    await pool.identityId(setup.identity());
    setup.server.failNext('GetCredentialsForIdentity', THROTTLED);

    await expect(pool.credentials(setup.identity())).rejects.toMatchObject({
      code: 'credentials_throttled',
      httpStatus: 503,
      retryAfterSeconds: 1,
    });
    setup.now += 1000;
    await pool.credentials(setup.identity());
    expect(setup.server.count('GetId')).toBe(1);
  });

  it('are replaced when AWS answers with a merged identity', async () => {
    const pool = setup.open();
    await pool.identityId(setup.identity());
    const merged = identityIdFrom('parent');
    setup.server.moveTo('alice', merged);

    expect((await pool.credentials(setup.identity())).identityId).toBe(merged);
    expect(await pool.identityId(setup.identity())).toBe(merged);
    expect(setup.server.count('GetId')).toBe(1);
  });

  it.each([
    ['NotAuthorizedException', "Access to Identity 'eu-west-1:1' is forbidden."],
    [
      'NotAuthorizedException',
      "Logins don't match. Please include at least one valid login for this identity.",
    ],
    ['ResourceNotFoundException', "Identity 'eu-west-1:1' not found."],
  ])('are forgotten and asked for again, once, on %s: %s', async (type, message) => {
    const pool = setup.open();
    await pool.identityId(setup.identity());
    setup.server.moveTo('alice', identityIdFrom('new'));
    setup.server.failNext('GetCredentialsForIdentity', { type, message });

    expect((await pool.credentials(setup.identity())).identityId).toBe(identityIdFrom('new'));
    expect(setup.server.count('GetId')).toBe(2);
    expect(setup.server.count('GetCredentialsForIdentity')).toBe(2);
  });

  it('are not asked for a third time when the new one is refused as well', async () => {
    const pool = setup.open();
    await pool.identityId(setup.identity());
    setup.server.moveTo('alice', identityIdFrom('new'));
    const forbidden = { type: 'NotAuthorizedException', message: "Access to Identity 'x' is forbidden." };
    setup.server.failNext('GetCredentialsForIdentity', forbidden, 2);

    await expect(pool.credentials(setup.identity())).rejects.toMatchObject({ code: 'credentials_refused' });
    expect([setup.server.count('GetId'), setup.server.count('GetCredentialsForIdentity')]).toEqual([2, 2]);
  });

  it('are tried no second time when AWS gives the same one again', async () => {
    const pool = setup.open();
    await pool.identityId(setup.identity());
    setup.server.failNext('GetCredentialsForIdentity', {
      type: 'NotAuthorizedException',
      message: "Logins don't match.",
    });

    await expect(pool.credentials(setup.identity())).rejects.toMatchObject({ code: 'credentials_refused' });
    expect([setup.server.count('GetId'), setup.server.count('GetCredentialsForIdentity')]).toEqual([2, 1]);
  });

  it('are replaced once for two requests that find the same one wrong at the same time', async () => {
    const pool = setup.open();
    await pool.identityId(setup.identity());
    setup.server.moveTo('alice', identityIdFrom('new'));
    setup.server.latency = 10;
    const forbidden = { type: 'NotAuthorizedException', message: "Access to Identity 'x' is forbidden." };
    setup.server.failNext('GetCredentialsForIdentity', forbidden, 2);
    const elsewhere = setup.identity('alice', { clientId: 'mobile' });

    const both = await Promise.all([pool.credentials(setup.identity()), pool.credentials(elsewhere)]);
    expect(both.map(({ identityId }) => identityId)).toEqual([identityIdFrom('new'), identityIdFrom('new')]);
    expect(setup.server.count('GetId')).toBe(2);
    expect(await pool.identityId(setup.identity())).toBe(identityIdFrom('new'));
  });

  it('that came a moment ago are not asked for again', async () => {
    setup.server.failNext('GetCredentialsForIdentity', {
      type: 'NotAuthorizedException',
      message: "Logins don't match.",
    });

    await expect(setup.open().credentials(setup.identity())).rejects.toMatchObject({
      code: 'credentials_refused',
    });
    expect([setup.server.count('GetId'), setup.server.count('GetCredentialsForIdentity')]).toEqual([1, 1]);
  });
});
