import { FailureBackoff } from './failure-backoff.js';

describe('FailureBackoff', () => {
  it('lets the first attempt through', () => {
    const backoff = new FailureBackoff();
    expect(backoff.failing).toBe(false);
    expect(backoff.remaining(1_000)).toBe(0);
  });

  it('doubles the pause from one second to ten', () => {
    const backoff = new FailureBackoff();
    const pauses = [1, 2, 3, 4, 5, 6].map(() => {
      backoff.failed(5_000);
      return backoff.remaining(5_000);
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(backoff.failing).toBe(true);
  });

  it('counts down', () => {
    const backoff = new FailureBackoff();
    backoff.failed(5_000);
    expect(backoff.remaining(5_400)).toBe(600);
    expect(backoff.remaining(6_000)).toBe(0);
  });

  it('starts anew after a success', () => {
    const backoff = new FailureBackoff();
    backoff.failed(0);
    backoff.failed(0);
    backoff.succeeded();
    expect(backoff.failing).toBe(false);
    backoff.failed(0);
    expect(backoff.remaining(0)).toBe(1_000);
  });

  it('does not wait for a clock that was set back by a year', () => {
    const backoff = new FailureBackoff();
    backoff.failed(365 * 86_400_000);
    expect(backoff.remaining(0)).toBeLessThanOrEqual(0);
  });
});
