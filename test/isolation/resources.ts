import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the process holds at one moment. */
export interface Sample {
  /** What is left on the heap after a collection, in megabytes. */
  readonly megabytes: number;
  /** Open files and sockets. 0 where the system does not tell. */
  readonly descriptors: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export function sample(): Sample {
  collect();
  collect();
  return { megabytes: process.memoryUsage().heapUsed / 2 ** 20, descriptors: openDescriptors() };
}

/** The middle one of the first half and of the second: one peak says nothing. */
export function halves(samples: readonly Sample[], of: keyof Sample): { first: number; second: number } {
  const middle = Math.floor(samples.length / 2);
  const median = (some: readonly Sample[]): number =>
    some.map((one) => one[of]).sort((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;
  return { first: median(samples.slice(0, middle)), second: median(samples.slice(middle)) };
}

function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
