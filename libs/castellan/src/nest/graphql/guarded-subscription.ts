const CHECK_MS = 1_000;

/**
 * A subscription that ends when its caller is not good any more: it is asked before each event, and every second for as
 * long as none comes.
 *
 * @param isGood Whether the caller may go on.
 */
export function guardedSubscription<T>(
  source: AsyncIterator<T>,
  isGood: () => boolean,
): AsyncIterableIterator<T> {
  const waiting = new Set<(result: IteratorResult<T>) => void>();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    for (const finish of waiting) finish(done());
    waiting.clear();
  };
  /** The next event, or the end where that comes first. It leaves nothing behind: a subscription may live for days. */
  const nextOrEnd = (): Promise<IteratorResult<T>> =>
    new Promise((resolve, reject) => {
      waiting.add(resolve);
      void Promise.resolve(source.next())
        .then(resolve, reject)
        .finally(() => waiting.delete(resolve));
    });
  const timer = setInterval(() => {
    if (isGood()) return;
    end();
    // A source that waits for its next event hears of the end when it comes.
    void Promise.resolve()
      .then(() => source.return?.())
      .catch(() => undefined);
  }, CHECK_MS);
  timer.unref();

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return done();
      try {
        const result = await nextOrEnd();
        if (result.done !== true && isGood()) return result;
        end();
        if (result.done !== true) await source.return?.();
        return done();
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await source.return?.();
      return done();
    },
    async throw(error: unknown) {
      end();
      if (source.throw !== undefined) return source.throw(error);
      throw error;
    },
  };
}

function done<T>(): IteratorResult<T> {
  return { done: true, value: undefined };
}

/** Whether a resolver of a subscription returned what graphql-js iterates over. */
export function isSubscription(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
