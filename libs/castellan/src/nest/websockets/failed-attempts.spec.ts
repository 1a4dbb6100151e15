import { FailedAttempts } from './failed-attempts.js';

describe('FailedAttempts', () => {
  let now = 0;
  const attempts = (most: number): FailedAttempts => new FailedAttempts(most, () => now);

  beforeEach(() => {
    now = 1_000_000;
  });

  it('blocks an address after so many failures, for the rest of the minute', () => {
    const failed = attempts(2);
    failed.failed('192.0.2.1');
    expect(failed.blockedSeconds('192.0.2.1')).toBeUndefined();
    now += 20_500;
    failed.failed('192.0.2.1');
    expect(failed.blockedSeconds('192.0.2.1')).toBe(40);
    now += 39_499;
    expect(failed.blockedSeconds('192.0.2.1')).toBe(1);
    now += 1;
    expect(failed.blockedSeconds('192.0.2.1')).toBeUndefined();
  });

  it('begins anew after the minute', () => {
    const failed = attempts(2);
    failed.failed('192.0.2.1');
    failed.failed('192.0.2.1');
    now += 60_000;
    failed.failed('192.0.2.1');
    expect(failed.blockedSeconds('192.0.2.1')).toBeUndefined();
  });

  it('blocks nobody for what another address did', () => {
    const failed = attempts(1);
    failed.failed('192.0.2.1');
    expect(failed.blockedSeconds('192.0.2.1')).toBe(60);
    expect(failed.blockedSeconds('192.0.2.2')).toBeUndefined();
  });
});
