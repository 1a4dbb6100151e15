import { IdTokens } from './id-tokens.spec-helper.js';
import { NO_LIMITS, PoolSetup } from './pool-setup.spec-helper.js';

describe('the health of an identity pool', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    await setup.stop();
  });

  it('is unknown at first, and counts what happens', async () => {
    const pool = setup.open();
    expect(pool.health).toMatchObject({ state: 'unknown', sharing: 'off', lastSuccess: undefined });
    await Promise.all([pool.credentials(setup.identity()), pool.credentials(setup.identity())]);
    await pool.credentials(setup.identity());

    expect(pool.health).toEqual({
      state: 'serving',
      sharing: 'off',
      lastSuccess: setup.now,
      lastFailure: undefined,
      pausedOperations: [],
      counters: {
        hits: 1,
        misses: 2,
        sharedHits: 0,
        flights: 1,
        renewals: 0,
        renewalFailures: 0,
        superseded: 0,
        calls: 2,
        throttles: 0,
        refused: 0,
        waiting: 0,
        secondsWaited: 0,
      },
    });
  });

  it('counts renewals and those that fail', async () => {
    const pool = setup.open();
    await pool.credentials(setup.identity());
    setup.server.failNext('GetCredentialsForIdentity', { type: 'InternalErrorException', status: 500 }, 3);
    setup.now += 3_000_000;
    await pool.credentials(setup.identity());
    await setup.settled(() => setup.failures.length === 1);
    expect(pool.health).toMatchObject({
      state: 'failing',
      lastFailure: { code: 'credentials_unavailable', at: setup.now },
      counters: { renewals: 1, renewalFailures: 1, hits: 1 },
    });
    setup.now += 60_000;
    expect(pool.health.state).toBe('unknown');
  });

  it('is throttled while AWS throttles, which is answered by 503 with Retry-After', async () => {
    const pool = setup.open();
    const throttled = {
      type: 'TooManyRequestsException',
      message: 'Rate exceeded',
      headers: { 'retry-after': '7' },
    };
    setup.server.failNext('GetId', throttled);
    const refused = { code: 'credentials_throttled', httpStatus: 503, retryAfterSeconds: 7 };
    await expect(pool.credentials(setup.identity())).rejects.toMatchObject(refused);
    expect(pool.health).toMatchObject({
      state: 'throttled',
      pausedOperations: ['GetId'],
      counters: { throttles: 1, calls: 1 },
    });
  });

  it('is not worse for callers whose token is refused', async () => {
    const pool = setup.open();
    setup.server.failNext('GetId', { type: 'NotAuthorizedException', message: 'no' });
    await expect(pool.credentials(setup.identity())).rejects.toMatchObject({ httpStatus: 403 });
    expect(pool.health.state).toBe('serving');
  });

  it('does not let a caller wait beyond the deadline, and serves the next try', async () => {
    const pool = setup.open({ callLimits: { ...NO_LIMITS, deadlineMilliseconds: 100 } });
    setup.server.latency = 400;
    const late = { code: 'credentials_throttled', httpStatus: 503, retryAfterSeconds: 1 };
    await expect(pool.credentials(setup.identity())).rejects.toMatchObject(late);
    await setup.settled(() => setup.server.count('GetCredentialsForIdentity') === 1);
    await setup.settled(() => pool.health.state === 'serving');
    expect((await pool.credentials(setup.identity())).accessKeyId).toBe('ASIA.alice.1');
  });
});
