import type { Refuser } from './refuser.js';

const REFUSED_BY = Symbol('castellan.refused-by');

type Refused = object & { [REFUSED_BY]?: Refuser };

/** Remembers with a call who refused it, before anything is known about its caller. */
export function markRefusedBy(call: object, refusals: Refuser): void {
  (call as Refused)[REFUSED_BY] = refusals;
}

/** Who refused a call before anything was known about its caller; `undefined` where nobody did. */
export function refusedBy(call: object): Refuser | undefined {
  return (call as Refused)[REFUSED_BY];
}
