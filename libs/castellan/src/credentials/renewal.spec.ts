import { setTimeout as wait } from 'node:timers/promises';
import { IdTokens } from './id-tokens.spec-helper.js';
import { IdentityPoolCredentials } from './identity-pool-credentials.js';
import { IDENTITY_POOL_ID } from './identity-pool-server.spec-helper.js';
import { PoolSetup } from './pool-setup.spec-helper.js';
import { renewalDelay } from './renewal.js';

const HOUR = 3_600_000;

describe('renewal', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    await setup.stop();
  });

  it.each([
    [0, 0.75],
    [1, 0.85],
  ])('starts in the background, with jitter %d at %d of the life, once', async (jitter, fraction) => {
    const pool = setup.open({}, jitter);
    const first = await pool.credentials(setup.identity());
    setup.now += fraction * HOUR - 1;
    expect(await pool.credentials(setup.identity())).toBe(first);
    expect(setup.server.calls).toHaveLength(2);

    setup.now += 1;
    const meanwhile = await Promise.all([
      pool.credentials(setup.identity()),
      pool.credentials(setup.identity()),
    ]);
    expect(meanwhile).toEqual([first, first]);

    await setup.settled(() => setup.server.count('GetCredentialsForIdentity') === 2);
    const { accessKeyId } = await newCredentials(pool, first.accessKeyId);
    expect(accessKeyId).toBe('ASIA.alice.2');
    expect(setup.server.count('GetCredentialsForIdentity')).toBe(2);
    expect(setup.server.count('GetId')).toBe(1);
  });

  it('that fails leaves the old credentials in use until a minute before their end, and is tried again', async () => {
    const pool = setup.open();
    const first = await pool.credentials(setup.identity());
    setup.server.failNext('GetCredentialsForIdentity', { type: 'InternalErrorException', status: 500 }, 3);
    setup.now += 0.75 * HOUR;

    expect(await pool.credentials(setup.identity())).toBe(first);
    await setup.settled(() => setup.failures.length === 1);
    expect(setup.failures[0]).toMatchObject({ code: 'credentials_unavailable' });
    setup.now += 29_999;
    expect(await pool.credentials(setup.identity())).toBe(first);
    // Time enough for a renewal that should not be there.
    await wait(50);
    expect(setup.server.count('GetCredentialsForIdentity')).toBe(4);

    setup.now += 1;
    expect(await pool.credentials(setup.identity())).toBe(first);
    expect((await newCredentials(pool, first.accessKeyId)).accessKeyId).toBe('ASIA.alice.2');
  });

  it('survives a listener that throws', async () => {
    const pool = new IdentityPoolCredentials({
      identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: setup.server.endpoint },
      clock: () => setup.now,
      onRenewalFailure: (error) => {
        setup.failures.push(error);
        throw new Error('the logger is broken');
      },
    });
    setup.closeLater(pool);
    const first = await pool.credentials(setup.identity());
    setup.server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
    setup.now += 0.9 * HOUR;

    expect(await pool.credentials(setup.identity())).toBe(first);
    await setup.settled(() => setup.failures.length === 1);
  });

  it('needs neither a listener, nor a clock or randomness of its own', async () => {
    const pool = new IdentityPoolCredentials({
      identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: setup.server.endpoint },
    });
    setup.closeLater(pool);
    setup.server.lifeSeconds = 61;
    setup.server.clock = Date.now;
    const started = Date.now();
    const first = await pool.credentials(setup.tokens.identity());
    expect(first.renewAt).toBeGreaterThan(started + 0.49 * 61_000);
    expect(first.renewAt).toBeLessThanOrEqual(Date.now() + 0.5 * 61_000);
    expect(pool.region).toBe('eu-west-1');
  });

  it('never lets credentials be served in their last minute', async () => {
    const pool = setup.open();
    const first = await pool.credentials(setup.identity());
    setup.now += HOUR - 60_000 - 1;
    setup.server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
    expect(await pool.credentials(setup.identity())).toBe(first);
    await setup.settled(() => setup.failures.length === 1);

    setup.now += 1;
    setup.server.failNext('GetCredentialsForIdentity', { type: 'NotAuthorizedException', message: 'no' });
    await expect(pool.credentials(setup.identity())).rejects.toMatchObject({ code: 'credentials_refused' });
  });

  async function newCredentials(pool: IdentityPoolCredentials, oldKey: string) {
    let current = await pool.credentials(setup.identity());
    for (let turn = 0; turn < 4_000 && current.accessKeyId === oldKey; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      current = await pool.credentials(setup.identity());
    }
    return current;
  }
});

describe('renewalDelay', () => {
  it.each([
    [3_600_000, 0, 2_700_000],
    [3_600_000, 1, 3_060_000],
    // The SDK asks again five minutes before the end: renewal comes a minute earlier.
    [1_200_000, 1, 840_000],
    [600_000, 1, 300_000],
    [100_000, 0.5, 50_000],
  ])('for a life of %d ms and a jitter of %d is %d ms', (life, jitter, expected) => {
    expect(renewalDelay(life, jitter)).toBeCloseTo(expected, 5);
  });
});
