import {
  ConfigurationError,
  CredentialsRefusedError,
  CredentialsThrottledError,
  CredentialsTimeoutError,
  CredentialsUnavailableError,
  InvalidTokenError,
} from '../errors/index.js';
import { IdTokens } from './id-tokens.spec-helper.js';
import { PoolSetup } from './pool-setup.spec-helper.js';
import { isRefusalOfToken, Refusals } from './refusals.js';

describe('Refusals', () => {
  let now: number;
  let asked: number;
  let refusals: Refusals;

  beforeEach(() => {
    now = 0;
    asked = 0;
    refusals = new Refusals(() => now);
  });

  const ask = (error: Error, about = 'token') =>
    refusals
      .guard(about, async () => {
        asked++;
        throw error;
      })
      .catch((thrown: unknown) => thrown);

  it.each<[string, Error, number]>([
    ['a refused token', new InvalidTokenError('token_expired', ''), 5_000],
    ['a refused caller', new CredentialsRefusedError(''), 5_000],
    ['wrong wiring', new ConfigurationError(''), 5_000],
    ['throttling', new CredentialsThrottledError('', { retryAfterSeconds: 3 }), 3_000],
  ])('asks no second time about %s until its time is over', async (_what, error, milliseconds) => {
    await ask(error);
    now = milliseconds - 1;
    expect(await ask(new Error('not asked'))).toBe(error);
    expect(asked).toBe(1);

    now = milliseconds;
    await ask(error);
    expect(asked).toBe(2);
  });

  it.each([new CredentialsUnavailableError(''), new CredentialsTimeoutError(''), new Error('ours')])(
    'asks again after %s',
    async (error) => {
      await ask(error);
      await ask(error);
      expect(asked).toBe(2);
    },
  );

  it('is about one token, and forgets on demand', async () => {
    const error = new CredentialsRefusedError('');
    await ask(error);
    await ask(error, 'another token');
    expect(asked).toBe(2);

    refusals.clear();
    await ask(error);
    expect(asked).toBe(3);
  });

  it('lets success through', async () => {
    expect(await refusals.guard('token', async () => 'credentials')).toBe('credentials');
  });
});

describe('isRefusalOfToken', () => {
  it('is true where another token may fare better', () => {
    expect(isRefusalOfToken(new InvalidTokenError('token_expired', ''))).toBe(true);
    expect(isRefusalOfToken(new CredentialsRefusedError(''))).toBe(true);
    expect(isRefusalOfToken(new CredentialsThrottledError('', { retryAfterSeconds: 1 }))).toBe(false);
    expect(isRefusalOfToken(new ConfigurationError(''))).toBe(false);
  });
});

describe('refusals of the Identity Pool', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    await setup.stop();
  });

  it('are remembered for five seconds, by token', async () => {
    const pool = setup.open();
    const bad = setup.identity();
    setup.server.failNext('GetId', {
      type: 'NotAuthorizedException',
      message: 'Invalid login token. Token expired: 2 >= 1',
    });

    await expect(pool.credentials(bad)).rejects.toMatchObject({ code: 'token_expired' });
    setup.now += 4_999;
    await expect(pool.credentials(bad)).rejects.toMatchObject({ code: 'token_expired' });
    expect(setup.server.calls).toHaveLength(1);
    await pool.credentials(setup.identity());
    expect(setup.server.calls).toHaveLength(3);
  });

  it('are remembered, too, when only the role is refused', async () => {
    const pool = setup.open();
    const noRole = setup.identity();
    setup.server.failNext('GetCredentialsForIdentity', {
      type: 'NotAuthorizedException',
      message: 'The ambiguous role mapping rules for: p denied this request.',
    });

    await expect(pool.credentials(noRole)).rejects.toMatchObject({ code: 'credentials_refused' });
    await expect(pool.credentials(noRole)).rejects.toMatchObject({ code: 'credentials_refused' });
    expect(setup.server.calls).toHaveLength(2);
    expect(await pool.identityId(noRole)).toBe(setup.server.identityIdOf('alice'));
  });

  it('are forgotten after five seconds', async () => {
    const pool = setup.open();
    const bad = setup.identity();
    setup.server.failNext('GetId', { type: 'NotAuthorizedException', message: 'no' });
    await expect(pool.credentials(bad)).rejects.toMatchObject({ code: 'credentials_refused' });
    setup.now += 5_000;

    expect((await pool.credentials(bad)).accessKeyId).toBe('ASIA.alice.1');
  });

  it('do not remember an outage', async () => {
    const pool = setup.open();
    const good = setup.identity();
    setup.server.failNext('GetId', { status: 500, type: 'InternalErrorException' }, 3);

    await expect(pool.credentials(good)).rejects.toMatchObject({
      code: 'credentials_unavailable',
      httpStatus: 502,
    });
    expect((await pool.credentials(good)).accessKeyId).toBe('ASIA.alice.1');
  });

  it('of one token do not fail a request that waits with another token of the same user', async () => {
    const pool = setup.open();
    setup.server.latency = 20;
    setup.server.failNext('GetId', {
      type: 'NotAuthorizedException',
      message: 'Invalid login token. Token expired: 2 >= 1',
    });
    const [bad, good] = [setup.identity(), setup.identity()];

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
    expect(setup.server.count('GetId')).toBe(2);
  });
});
