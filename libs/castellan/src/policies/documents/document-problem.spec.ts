import type { z } from 'zod';
import { readDocument } from './document-policies.js';
import { problemsOf, RefusedDocumentError } from './document-problem.js';

function refusal(document: object): RefusedDocumentError {
  try {
    readDocument('a.json', Buffer.from(JSON.stringify(document)), { defaultPool: 'customers' });
  } catch (error) {
    if (error instanceof RefusedDocumentError) return error;
    throw error;
  }
  throw new Error('The document was not refused.');
}

const DOCUMENT = { version: 1, policies: [] };
const rule = { can: 'read', subject: 'Article' };

/** A list that counts how many of its members are looked at. */
function counted<T>(list: T[]): { readonly list: T[]; readonly looks: () => number } {
  const seen = new Set<PropertyKey>();
  const proxy = new Proxy(list, {
    get: (target, key): unknown => {
      if (typeof key === 'string' && /^\d+$/.test(key)) seen.add(key);
      return Reflect.get(target, key);
    },
  });
  return { list: proxy, looks: () => seen.size };
}

function unknownMembers(keys: string[]): z.core.$ZodIssueUnrecognizedKeys {
  return { code: 'unrecognized_keys', keys, path: [], message: '', input: {} };
}

describe('the problems of a policy document', () => {
  it('are looked into ten at most, however many members of an object are not known', () => {
    const { list, looks } = counted(Array.from({ length: 5_000 }, (_, index) => `member${index}`));
    expect(problemsOf([unknownMembers(list)], {})).toHaveLength(10);
    expect(looks()).toBe(10);
  });

  it('are looked into ten at most, however many objects have one', () => {
    const { list, looks } = counted(Array.from({ length: 5_000 }, () => unknownMembers(['more'])));
    expect(problemsOf(list, {})).toHaveLength(10);
    expect(looks()).toBeLessThanOrEqual(11);
  });

  it('are ten at most where they are found after the form is checked', () => {
    const policy = { name: 'same', appliesTo: { kind: 'everyone' }, rules: [rule] };
    const document = { version: 1, policies: Array.from({ length: 100 }, () => policy) };
    expect(refusal(document).problems).toHaveLength(10);
  });

  it('name a member that is as long as the document by its beginning', () => {
    const { problems, message } = refusal({ ...DOCUMENT, ['x'.repeat(900_000)]: 1 });
    expect(problems.map(({ path }) => path)).toEqual([`$["${'x'.repeat(100)}..."]`]);
    expect(message.length).toBeLessThan(300);
  });

  it('are cut where they are long', () => {
    const error = new RefusedDocumentError([{ path: `$${'.a'.repeat(9_000)}`, reason: 'b'.repeat(9_000) }]);
    expect(error.problems).toEqual([
      { path: `$${'.a'.repeat(9_000)}`.slice(0, 500) + '...', reason: `${'b'.repeat(1_000)}...` },
    ]);
    expect(error.message.length).toBeLessThan(2_000);
  });
});
