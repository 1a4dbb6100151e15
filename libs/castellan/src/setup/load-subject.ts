import { ConfigurationError } from '../errors/index.js';
import type { SubjectReference } from '../policies/index.js';
import type { CastellanParts } from './castellan-parts.js';
import type { RequestCaller } from './request-caller.js';

/** What a subject is loaded from, and what it is called. */
export interface SubjectSource {
  readonly name: 'request' | 'event';
  readonly value: object;
}

/**
 * Loads what a decision is about, as the caller.
 *
 * @throws ConfigurationError unless the loader is a function.
 */
export function loadSubject(
  parts: CastellanParts,
  loader: SubjectReference,
  { name, value }: SubjectSource,
  caller: RequestCaller,
): unknown {
  if (typeof loader !== 'function') {
    throw new ConfigurationError(
      `The subject of can(...) must be a function that loads it from the ${name}.`,
    );
  }
  return parts.callers.run(caller, () =>
    (loader as (source: object, caller: RequestCaller) => unknown)(value, caller),
  );
}
