import { Breaker } from './breaker.js';

describe('Breaker', () => {
  it('opens for a second, and twice as long each time it was of no use, up to half a minute', () => {
    const breaker = new Breaker();
    const pauses: number[] = [];
    for (let now = 0; pauses.length < 7; now = breaker.closedAt) {
      breaker.throttled(now, now, undefined);
      pauses.push(breaker.closedAt - now);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('opens for as long as AWS says', () => {
    const breaker = new Breaker();
    breaker.throttled(0, 0, 7);
    expect(breaker.closedAt).toBe(7_000);
  });

  it('learns nothing from calls that were on their way already', () => {
    const breaker = new Breaker();
    expect(breaker.throttled(100, 0, undefined)).toBe(true);
    expect(breaker.throttled(200, 50, undefined)).toBe(false);
    expect(breaker.closedAt).toBe(1_100);

    breaker.taken(60);
    breaker.throttled(1_200, 1_150, undefined);
    expect(breaker.closedAt).toBe(3_200);
  });

  it('begins anew after a call that was taken', () => {
    const breaker = new Breaker();
    breaker.throttled(0, 0, undefined);
    breaker.throttled(1_000, 1_000, undefined);
    breaker.taken(3_000);
    breaker.throttled(3_500, 3_500, undefined);
    expect(breaker.closedAt).toBe(4_500);
  });
});
