import { TokenBucket } from './token-bucket.js';

describe('TokenBucket', () => {
  it('lets a few through at once, and then one each interval', () => {
    const bucket = new TokenBucket(20, 3);
    for (let call = 0; call < 3; call++) {
      expect(bucket.delay(1_000)).toBe(0);
      bucket.take(1_000);
    }
    expect(bucket.delay(1_000)).toBe(50);
    expect(bucket.delay(1_049)).toBe(1);
    expect(bucket.delay(1_050)).toBe(0);
  });

  it('saves no more than the burst, however long the pause', () => {
    const bucket = new TokenBucket(20, 2);
    bucket.take(0);
    let calls = 0;
    while (bucket.delay(60_000) === 0) {
      bucket.take(60_000);
      calls++;
    }
    expect(calls).toBe(2);
  });

  it('never lets more than rate and burst through in any second', () => {
    const bucket = new TokenBucket(22.5, 2.5);
    const taken: number[] = [];
    for (let now = 0; now < 10_000; now++) {
      while (bucket.delay(now) === 0) {
        bucket.take(now);
        taken.push(now);
      }
    }
    const most = Math.max(
      ...taken.map((at) => taken.filter((other) => other >= at && other < at + 1_000).length),
    );
    expect(most).toBeLessThanOrEqual(25);
    expect(taken.length).toBeGreaterThan(220);
  });

  it('lets nothing through until it is over, once drained, and then one at a time', () => {
    const bucket = new TokenBucket(10, 5);
    bucket.drain(5_000);
    expect(bucket.delay(4_000)).toBe(1_000);
    expect(bucket.delay(5_000)).toBe(0);
    bucket.take(5_000);
    expect(bucket.delay(5_000)).toBe(100);
  });

  it('takes rates below one a second', () => {
    const bucket = new TokenBucket(0.1, 1);
    bucket.take(0);
    expect(bucket.delay(0)).toBe(10_000);
  });
});
