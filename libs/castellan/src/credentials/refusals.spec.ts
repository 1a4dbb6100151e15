import {
  ConfigurationError,
  CredentialsRefusedError,
  CredentialsThrottledError,
  CredentialsTimeoutError,
  CredentialsUnavailableError,
  InvalidTokenError,
} from '../errors/index.js';
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
