import { guardedSubscription } from './guarded-subscription.js';

/** A source whose events a test brings itself. */
class Source implements AsyncIterator<number> {
  isReturned = false;
  #tell: ((result: IteratorResult<number>) => void) | undefined;

  next(): Promise<IteratorResult<number>> {
    return new Promise((resolve) => (this.#tell = resolve));
  }

  bring(value: number): void {
    this.#tell?.({ done: false, value });
  }

  return(): Promise<IteratorResult<number>> {
    this.isReturned = true;
    return Promise.resolve({ done: true, value: undefined });
  }
}

const END = { done: true, value: undefined };

describe('a guarded subscription', () => {
  it('hands on events as they come', async () => {
    const source = new Source();
    const subscription = guardedSubscription(source, () => true);
    for (const value of [1, 2, 3]) {
      const next = subscription.next();
      source.bring(value);
      expect(await next).toEqual({ done: false, value });
    }
    await subscription.return?.();
    expect(await subscription.next()).toEqual(END);
    expect(source.isReturned).toBe(true);
  });

  it('ends before an event whose caller is not good any more', async () => {
    const source = new Source();
    let isGood = true;
    const subscription = guardedSubscription(source, () => isGood);
    const next = subscription.next();
    isGood = false;
    source.bring(1);
    expect(await next).toEqual(END);
    expect(source.isReturned).toBe(true);
  });

  it('ends while nothing comes', async () => {
    const source = new Source();
    const subscription = guardedSubscription(source, () => false);
    expect(await Promise.all([subscription.next(), subscription.next()])).toEqual([END, END]);
    expect(source.isReturned).toBe(true);
  });

  it('ends with its source, and with what its source throws', async () => {
    const failing: AsyncIterator<number> = { next: () => Promise.reject(new Error('no more')) };
    const subscription = guardedSubscription(failing, () => true);
    await expect(subscription.next()).rejects.toThrow('no more');
    expect(await subscription.next()).toEqual(END);
    const ended: AsyncIterator<number> = { next: () => Promise.resolve({ done: true, value: undefined }) };
    expect(await guardedSubscription(ended, () => true).next()).toEqual(END);
  });
});
