/** Whether a value has to be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}

/** Drops a promise nobody may wait for, without its rejection bringing the process down. */
export function discard(promise: PromiseLike<unknown>): void {
  promise.then(undefined, () => undefined);
}
