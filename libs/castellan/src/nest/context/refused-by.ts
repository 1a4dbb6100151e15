import type { Refusals } from './refusals.js';

const REFUSED_BY = Symbol('castellan.refused-by');

type Refused = object & { [REFUSED_BY]?: Refusals };

/** Remembers with a call who refused it, before anything is known about its caller. */
export function markRefusedBy(call: object, refusals: Refusals): void {
  (call as Refused)[REFUSED_BY] = refusals;
}

/** Who refused a call before anything was known about its caller; `undefined` where nobody did. */
export function refusedBy(call: object): Refusals | undefined {
  return (call as Refused)[REFUSED_BY];
}
