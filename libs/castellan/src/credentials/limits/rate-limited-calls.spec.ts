import { AwsFault } from '../aws-fault.js';
import { UNLIMITED_CALLS } from './call-limits.js';
import { resolveCallLimits } from './call-limits-options.js';
import { RateLimitedCalls } from './rate-limited-calls.js';

describe('RateLimitedCalls', () => {
  const newLimits = (options: object = {}) => new RateLimitedCalls(resolveCallLimits(options, 'callLimits'));
  const broken = new AwsFault('Error', 'ECONNRESET: broken', { transient: true });
  const throttled = new AwsFault('TooManyRequestsException', 'Rate exceeded', { httpStatus: 400 });

  function failing(...outcomes: unknown[]) {
    let calls = 0;
    const call = async () => {
      const outcome = outcomes[calls++];
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
    return { call, calls: () => calls };
  }

  it('makes a call that broke again, at its turn', async () => {
    const limits = newLimits();
    const { call, calls } = failing(broken, broken, 'done');
    expect(await limits.run('GetId', 'caller', call)).toBe('done');
    expect(calls()).toBe(3);
    expect(limits.counters).toMatchObject({ calls: 3, throttles: 0 });
  });

  it('gives up after the third attempt', async () => {
    const { call, calls } = failing(broken, broken, broken);
    await expect(newLimits().run('GetId', 'caller', call)).rejects.toBe(broken);
    expect(calls()).toBe(3);
  });

  it.each([
    ['was refused', new AwsFault('NotAuthorizedException', 'no', { httpStatus: 400 })],
    ['came too late', new AwsFault('TimeoutError', 'late', { timedOut: true })],
    ['is a fault of ours', new TypeError('ours')],
  ])('does not make a call again that %s', async (_what, error) => {
    const { call, calls } = failing(error);
    await expect(newLimits().run('GetCredentialsForIdentity', 'caller', call)).rejects.toBe(error);
    expect(calls()).toBe(1);
  });

  it('makes no further call of an operation that AWS throttles, and goes on with the others', async () => {
    const limits = newLimits({ deadlineMilliseconds: 100 });
    const { call, calls } = failing(throttled);
    await expect(limits.run('GetId', 'caller', call)).rejects.toBe(throttled);
    await expect(limits.run('GetId', 'caller', call)).rejects.toMatchObject({
      code: 'credentials_throttled',
      retryAfterSeconds: 1,
    });
    expect(calls()).toBe(1);
    expect(limits.paused).toEqual(['GetId']);
    expect(await limits.run('AssumeRole', 'caller', async () => 'done')).toBe('done');
    expect(limits.counters).toMatchObject({ calls: 2, throttles: 1, refused: 1, waiting: 0 });
  });

  it('refuses those who wait when it is closed', async () => {
    const limits = newLimits({ perSecond: { GetId: 1 } });
    await limits.run('GetId', 'caller', async () => 'done');
    const waiting = limits.run('GetId', 'caller', async () => 'done');
    limits.close();
    await expect(waiting).rejects.toMatchObject({ code: 'credentials_throttled' });
  });

  it('knows its operations', async () => {
    await expect(newLimits().run('DeletePool' as 'GetId', 'caller', async () => 1)).rejects.toThrow(
      TypeError,
    );
  });
});

describe('UNLIMITED_CALLS', () => {
  it('calls at once', async () => {
    expect(await UNLIMITED_CALLS.run('GetId', 'caller', async () => 'done')).toBe('done');
  });
});

describe('the limits of calls', () => {
  it('are those of AWS where nothing is said', () => {
    expect(resolveCallLimits(undefined, 'callLimits')).toEqual({
      deadlineMilliseconds: 5_000,
      perSecond: {
        GetId: 25,
        GetCredentialsForIdentity: 200,
        GetOpenIdToken: 200,
        GetOpenIdTokenForDeveloperIdentity: 50,
        AssumeRoleWithWebIdentity: 600,
        AssumeRole: 600,
      },
    });
  });

  it('are parted among the processes', () => {
    const { perSecond } = resolveCallLimits({ perSecond: { GetId: 100 }, processes: 8 }, 'callLimits');
    expect(perSecond).toMatchObject({ GetId: 12.5, GetCredentialsForIdentity: 25 });
  });

  it.each([
    [{ perSecond: { GetId: 0 } }, 'callLimits.perSecond.GetId: found 0.'],
    [{ perSecond: { GetIdd: 1 } }, 'callLimits.perSecond: found "GetIdd", which is no option.'],
    [{ perSecond: 25 }, 'callLimits.perSecond: found a number.'],
    [{ processes: 0 }, 'callLimits.processes: found 0.'],
    [{ deadlineMilliseconds: 50 }, 'callLimits.deadlineMilliseconds: found 50.'],
    [{ rate: 1 }, 'callLimits: found "rate", which is no option.'],
  ])('refuse %j', (options, message) => {
    expect(() => resolveCallLimits(options, 'callLimits')).toThrow(message);
  });
});
