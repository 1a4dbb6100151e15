import { decodeUriComponent } from './uri-encoding.js';

/** One query parameter, decoded. */
export type QueryParameter = readonly [name: string, value: string];

/** A request target taken apart, with nothing tidied: `..` and `//` stay as they were sent. */
export interface RequestTarget {
  /** The path as it was sent, still encoded. */
  readonly rawPath: string;
  readonly query: readonly QueryParameter[];
}

/** Visible ASCII without `#`, which has no place in a request target. */
const TARGET = /^\/[!"$-~]*$/;

/**
 * Parses the target of a request line. Not with `new URL`, which resolves `..`: the key that is read would then
 * differ from the key that was signed, and could be another user's.
 *
 * `undefined` if the target is not a path, or the query has a broken escape.
 */
export function parseRequestTarget(target: string): RequestTarget | undefined {
  if (!TARGET.test(target)) return undefined;
  const mark = target.indexOf('?');
  if (mark < 0) return { rawPath: target, query: [] };
  const query: QueryParameter[] = [];
  for (const pair of target.slice(mark + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeFormText(equals < 0 ? pair : pair.slice(0, equals));
    const value = decodeFormText(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    query.push([name, value]);
  }
  return { rawPath: target.slice(0, mark), query };
}

/** Percent-decodes once, with `+` for a space. */
export const decodeFormText = (text: string): string | undefined =>
  decodeUriComponent(text.replaceAll('+', ' '));
