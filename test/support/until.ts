import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for what becomes true a moment after the caller was answered. The test's own timeout ends it. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(5);
}
