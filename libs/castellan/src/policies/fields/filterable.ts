import { PolicyFailureError } from '../../errors/index.js';
import { describeValue } from '../names.js';

/** Functions that objects have which deliver their content in another way than by their fields. */
const DELIVERS: readonly string[] = ['pipe', 'getStream', 'subscribe', 'then', 'getReader'];

/**
 * An object whose fields are what is sent of it. Streams, buffers, maps, observables and the like have no fields that
 * could be taken away, and must not pass because of that.
 *
 * @throws PolicyFailureError for everything else.
 */
export function requireFilterable(value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(describeValue(value));
  const tag = Object.prototype.toString.call(value);
  if (tag !== '[object Object]') refuse(tag.slice('[object '.length, -1));
  if (Symbol.iterator in value || Symbol.asyncIterator in value) refuse('something to iterate over');
  const way = DELIVERS.find((name) => typeof (value as Record<string, unknown>)[name] === 'function');
  if (way !== undefined) refuse(`an object with the function ${way}, such as a stream`);
}

/** {@link requireFilterable} as a question. */
export function isFilterable(value: unknown): value is object {
  try {
    requireFilterable(value);
    return true;
  } catch {
    return false;
  }
}

function refuse(found: string): never {
  throw new PolicyFailureError(
    `Fields can be taken away from plain objects and instances of classes only, but the value is ${found}. ` +
      'Return the objects themselves.',
  );
}
