import fc from 'fast-check';
import type { StoredObject } from './bucket.js';
import { decodeContinuationToken, encodeContinuationToken } from './continuation-token.js';
import { type ListingEntry, listObjects } from './object-listing.js';

const object: StoredObject = {
  bytes: Buffer.alloc(0),
  etag: '""',
  lastModified: 0,
  headers: {},
  checksum: undefined,
};
const bucketOf = (keys: readonly string[]): Map<string, StoredObject> =>
  new Map(keys.map((key) => [key, object]));
const question = { prefix: '', delimiter: '', maxKeys: 1000, startAfter: '', lastEntry: undefined };

function allPages(keys: readonly string[], options: { prefix: string; delimiter: string; maxKeys: number }) {
  const found: string[] = [];
  let lastEntry: ListingEntry | undefined;
  let pages = 0;
  do {
    const page = listObjects(bucketOf(keys), { ...question, ...options, lastEntry });
    found.push(...page.contents.map(([key]) => key), ...page.commonPrefixes);
    lastEntry = page.lastEntry && decodeContinuationToken(encodeContinuationToken(page.lastEntry));
    pages++;
  } while (lastEntry && pages < 100);
  return found.sort();
}

describe('listObjects', () => {
  it('gives the same entries on any size of page', () => {
    const key = fc.array(fc.constantFrom('a', 'b', '/', '-'), { minLength: 1, maxLength: 5 });
    const keys = fc.uniqueArray(
      key.map((parts) => parts.join('')),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        keys,
        fc.constantFrom('', 'a', 'a/'),
        fc.constantFrom('', '/', '-'),
        fc.integer({ min: 1, max: 5 }),
        (names, prefix, delimiter, maxKeys) => {
          const whole = allPages(names, { prefix, delimiter, maxKeys: 1000 });
          expect(new Set(whole).size).toBe(whole.length);
          expect(allPages(names, { prefix, delimiter, maxKeys })).toEqual(whole);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('goes on inside a folder whose own key is the last entry of a page', () => {
    const keys = ['a/', 'a/1', 'a/2'];
    expect(allPages(keys, { prefix: 'a/', delimiter: '/', maxKeys: 1 })).toEqual(keys);
  });
});

describe('decodeContinuationToken', () => {
  it.each([
    '',
    'x',
    'a2V5=',
    Buffer.from('zkey').toString('base64url'),
    Buffer.from([0x6b, 0xff]).toString('base64url'),
  ])('refuses %j', (token) => {
    expect(() => decodeContinuationToken(token)).toThrow('The continuation token provided is incorrect');
  });
});
