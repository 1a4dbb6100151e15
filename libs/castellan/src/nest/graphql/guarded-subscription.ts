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
  let finish: () => void = () => undefined;
  const finished = new Promise<IteratorResult<T>>((resolve) => {
    finish = () => resolve({ done: true, value: undefined });
  });
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    finish();
  };
  const timer = setInterval(() => {
    if (isGood()) return;
    end();
    // A source that waits for its next event hears of the end when it comes.
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }, CHECK_MS);
  timer.unref();

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return finished;
      try {
        const result = await Promise.race([source.next(), finished]);
        if (result.done !== true && isGood()) return result;
        end();
        if (result.done !== true) await source.return?.();
        return await finished;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await source.return?.();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      end();
      if (source.throw !== undefined) return source.throw(error);
      throw error;
    },
  };
}

/** Whether a resolver of a subscription returned what graphql-js iterates over. */
export function isSubscription(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
