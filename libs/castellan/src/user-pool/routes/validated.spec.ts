import { z } from 'zod';
import { InvalidRequestBodyError } from '../../errors/index.js';
import { validated } from './validated.js';

const schema = z.strictObject({
  name: z.string().min(2).max(4),
  tags: z
    .array(z.enum(['a', 'b']))
    .max(2)
    .optional(),
  count: z.int().min(1).optional(),
});

function refused(value: unknown, by: z.ZodType = schema): InvalidRequestBodyError {
  try {
    validated(by, value);
  } catch (error) {
    if (error instanceof InvalidRequestBodyError) return error;
  }
  throw new Error('The body was not refused.');
}

describe('a validated body', () => {
  it('is what the schema makes of it', () => {
    expect(validated(schema, { name: 'abc', tags: ['a'] })).toEqual({ name: 'abc', tags: ['a'] });
  });

  it.each([
    [{ name: 'a' }, '/name', 'must have at least 2 characters'],
    [{ name: 'abcde' }, '/name', 'must have at most 4 characters'],
    [{ name: null }, '/name', 'must be a string'],
    [{ name: 'abc', tags: ['c'] }, '/tags/0', 'must be one of a, b'],
    [{ name: 'abc', tags: ['a', 'a', 'a'] }, '/tags', 'must have at most 2 members'],
    [{ name: 'abc', count: 0 }, '/count', 'must have at least 1 (as a number)'],
    [{ name: 'abc', count: 1.5 }, '/count', 'must be a whole number'],
    [{ name: 'abc', nmae: 1 }, '/nmae', 'is not known here'],
    [undefined, '', 'is required'],
    ['text', '', 'must be an object'],
  ])('is refused with the place that is wrong: %j', (value, pointer, detail) => {
    const { violations, message } = refused(value);
    expect(violations).toEqual([{ pointer, detail }]);
    expect(message).toContain(detail);
  });

  it('names the forms there are', () => {
    const union = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b') }),
    ]);
    expect(refused({ kind: 'c' }, union).violations).toEqual([
      { pointer: '/kind', detail: 'must be one of a, b' },
    ]);
    expect(refused(7, z.union([z.string(), z.boolean()])).violations).toEqual([
      { pointer: '', detail: 'is of none of the known forms' },
    ]);
  });

  it('keeps the sentence of a pattern', () => {
    const plain = z.strictObject({ id: z.string().regex(/^\d+$/, 'must be digits') });
    expect(refused({ id: 'x' }, plain).violations).toEqual([{ pointer: '/id', detail: 'must be digits' }]);
    const bare = z.strictObject({ id: z.string().regex(/^\d+$/) });
    expect(refused({ id: 'x' }, bare).violations).toEqual([
      { pointer: '/id', detail: 'is not what is expected here' },
    ]);
  });

  it('repeats no name that is more than a name', () => {
    const { violations } = refused({ name: 'abc', 'a secret\n': 1, ['x'.repeat(65)]: 1 });
    expect(violations).toEqual([
      { pointer: '', detail: 'is not known here' },
      { pointer: '', detail: 'is not known here' },
    ]);
  });

  it('takes no prototype for a member', () => {
    const sent: unknown = JSON.parse('{ "name": "abc", "__proto__": { "count": 7 } }');
    expect(refused(sent).violations).toEqual([{ pointer: '/__proto__', detail: 'is not known here' }]);
    const body = validated(z.object({ name: z.string(), count: z.number().optional() }), sent);
    expect([body.count, Object.getPrototypeOf(body)]).toEqual([undefined, Object.prototype]);
  });

  it('is told of twenty faults at most', () => {
    const members = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}`, 1]));
    expect(refused({ name: 'abc', ...members }).violations).toHaveLength(20);
  });
});
