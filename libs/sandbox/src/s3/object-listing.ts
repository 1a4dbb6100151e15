import type { StoredObject } from './bucket.js';

/** An entry of a list: a key, or a common prefix that stands for all keys that begin with it. */
export interface ListingEntry {
  readonly kind: 'key' | 'prefix';
  readonly name: string;
}

/** What a list asks for. */
export interface ListingQuestion {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** Keys up to this one are left out. */
  readonly startAfter: string;
  /** The last entry of the page before. */
  readonly lastEntry: ListingEntry | undefined;
}

/** One page of a list. */
export interface ListingPage {
  readonly contents: readonly (readonly [key: string, object: StoredObject])[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly lastEntry: ListingEntry | undefined;
}

interface SortableObject {
  readonly key: string;
  readonly bytes: Buffer;
  readonly object: StoredObject;
}

/** Lists in the order of S3: by the bytes of the key in UTF-8, which is not JavaScript's order beyond U+FFFF. */
export function listObjects(
  objects: ReadonlyMap<string, StoredObject>,
  { prefix, delimiter, maxKeys, startAfter, lastEntry }: ListingQuestion,
): ListingPage {
  const contents: (readonly [string, StoredObject])[] = [];
  const commonPrefixes: string[] = [];
  const start = Buffer.from(startAfter);
  const resume = lastEntry === undefined ? undefined : Buffer.from(lastEntry.name);
  let last: ListingEntry | undefined;
  for (const { key, bytes, object } of sortedByKey(objects, prefix)) {
    if (startAfter !== '' && bytes.compare(start) <= 0) continue;
    if (resume !== undefined && bytes.compare(resume) <= 0) continue;
    if (lastEntry?.kind === 'prefix' && key.startsWith(lastEntry.name)) continue;
    const commonPrefix = commonPrefixOf(key, prefix, delimiter);
    if (commonPrefix !== undefined && commonPrefix === commonPrefixes.at(-1)) continue;
    if (contents.length + commonPrefixes.length >= maxKeys)
      return { contents, commonPrefixes, lastEntry: last };
    if (commonPrefix === undefined) contents.push([key, object]);
    else commonPrefixes.push(commonPrefix);
    last = commonPrefix === undefined ? { kind: 'key', name: key } : { kind: 'prefix', name: commonPrefix };
  }
  return { contents, commonPrefixes, lastEntry: undefined };
}

function sortedByKey(objects: ReadonlyMap<string, StoredObject>, prefix: string): SortableObject[] {
  return [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, object]) => ({ key, bytes: Buffer.from(key), object }))
    .sort((a, b) => a.bytes.compare(b.bytes));
}

function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
