import { CredentialsThrottledError } from '../../errors/index.js';
import { CallQueue } from './call-queue.js';
import { TokenBucket } from './token-bucket.js';

describe('CallQueue', () => {
  let queue: CallQueue;
  let served: string[];
  let refused: { readonly name: string; readonly error: CredentialsThrottledError }[];

  beforeEach(() => {
    jest.useFakeTimers();
    served = [];
    refused = [];
    queue = newQueue();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  // Ten a second, two at once; nobody waits for longer than a second.
  function newQueue(): CallQueue {
    return new CallQueue({
      operation: 'GetId',
      bucket: new TokenBucket(10, 2),
      longestWait: 1_000,
      now: () => performance.now(),
    });
  }

  function ask(name: string, priority: 'caller' | 'renewal' = 'caller'): void {
    queue.turn(priority).then(
      () => served.push(name),
      (error: unknown) => refused.push({ name, error: error as CredentialsThrottledError }),
    );
  }

  function names(count: number, prefix = ''): string[] {
    return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  }

  it('serves in order, at the rate of the bucket', async () => {
    for (const name of names(5)) ask(name);
    await jest.advanceTimersByTimeAsync(0);
    expect(served).toEqual(['0', '1']);
    await jest.advanceTimersByTimeAsync(100);
    expect(served).toEqual(['0', '1', '2']);
    await jest.advanceTimersByTimeAsync(200);
    expect(served).toEqual(['0', '1', '2', '3', '4']);
    expect(queue.counters).toMatchObject({ calls: 5, waiting: 0, refused: 0 });
    expect(queue.counters.secondsWaited).toBeCloseTo(0.6, 1);
  });

  it('serves callers before renewals', async () => {
    for (const name of names(2)) ask(name);
    for (const name of names(3, 'renewal ')) ask(name, 'renewal');
    for (const name of names(3, 'caller ')) ask(name);
    await jest.advanceTimersByTimeAsync(600);
    expect(served.slice(2)).toEqual(['caller 0', 'caller 1', 'caller 2', ...names(3, 'renewal ')]);
  });

  it('refuses at once whoever would have to wait too long, and says when to come back', async () => {
    for (const name of names(14)) ask(name);
    await jest.advanceTimersByTimeAsync(0);
    expect(served).toHaveLength(2);
    expect(refused.map(({ name }) => name)).toEqual(['12', '13']);
    expect(refused[0]?.error).toBeInstanceOf(CredentialsThrottledError);
    expect(refused[0]?.error.retryAfterSeconds).toBe(2);
    expect(queue.counters).toMatchObject({ waiting: 10, refused: 2 });

    await jest.advanceTimersByTimeAsync(1_000);
    expect(served).toHaveLength(12);
  });

  it('lets a renewal go that callers have overtaken for too long', async () => {
    for (const name of names(2)) ask(name);
    ask('renewal', 'renewal');
    for (let turn = 0; turn < 15; turn++) {
      ask(`caller ${turn}`);
      await jest.advanceTimersByTimeAsync(100);
    }
    await jest.advanceTimersByTimeAsync(200);
    expect(refused.map(({ name }) => name)).toEqual(['renewal']);
    expect(served).toHaveLength(17);
  });

  it('calls nothing after AWS has throttled, and goes on one at a time', async () => {
    ask('first');
    await jest.advanceTimersByTimeAsync(0);
    queue.throttled(performance.now(), undefined);
    expect(queue.paused).toBe(true);
    ask('second');
    ask('third');
    await jest.advanceTimersByTimeAsync(900);
    expect(served).toEqual(['first']);
    await jest.advanceTimersByTimeAsync(100);
    expect(served).toEqual(['first', 'second']);
    await jest.advanceTimersByTimeAsync(100);
    expect(refused.map(({ name }) => name)).toEqual(['third']);
    expect(queue.paused).toBe(false);
  });

  it('tells those who wait at once when AWS throttles for longer than they may wait', async () => {
    for (const name of names(5)) ask(name);
    await jest.advanceTimersByTimeAsync(0);
    queue.throttled(performance.now(), 7);
    await jest.advanceTimersByTimeAsync(0);
    expect(refused.map(({ name }) => name)).toEqual(['2', '3', '4']);
    expect(refused[0]?.error.retryAfterSeconds).toBe(7);
    ask('later');
    await jest.advanceTimersByTimeAsync(0);
    expect(refused.at(-1)?.name).toBe('later');

    await jest.advanceTimersByTimeAsync(7_000);
    queue.taken(performance.now());
    ask('much later');
    await jest.advanceTimersByTimeAsync(0);
    expect(served.at(-1)).toBe('much later');
    expect(queue.counters).toMatchObject({ throttled: 1, waiting: 0 });
  });

  it('refuses everybody who waits when it is closed', async () => {
    for (const name of names(4)) ask(name);
    ask('renewal', 'renewal');
    queue.close();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(served).toHaveLength(2);
    expect(refused.map(({ name }) => name)).toEqual(['2', '3', 'renewal']);
  });
});
