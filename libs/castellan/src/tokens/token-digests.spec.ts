import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { KEPT_MS, TokenDigests } from './token-digests.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('binary');

describe('TokenDigests', () => {
  let digests: TokenDigests;

  beforeEach(() => {
    jest.useFakeTimers();
    digests = new TokenDigests();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives a text its SHA-256, whatever was asked and kept before', () => {
    // Few endings and many beginnings, so that texts are mistaken for each other if anything can mistake them.
    const text = fc
      .tuple(
        fc.string({ maxLength: 40 }),
        fc.constantFrom('', 'x', 'sig-of-twenty-chars.', 'sig-of-twenty-charß.'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 30 }), (asked) => {
        const used = new TokenDigests();
        for (const [one, isGood] of asked) {
          const digest = used.kept(one) ?? used.of(one);
          expect(digest).toBe(sha256(one));
          if (isGood) used.keep(one, digest);
          expect([undefined, digest]).toContain(used.kept(one));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps what it is told to keep, and nothing else', () => {
    digests.of('a.b.bad');
    digests.keep('a.b.good', digests.of('a.b.good'));
    expect(digests.kept('a.b.good')).toBe(sha256('a.b.good'));
    expect(digests.kept('a.b.bad')).toBeUndefined();
  });

  it('keeps a thousand, and lets the next ones be digested', () => {
    for (let i = 0; i < 1_001; i += 1) digests.keep(`token ${i}`, `digest ${i}`);
    expect(digests.kept('token 999')).toBe('digest 999');
    expect(digests.kept('token 1000')).toBeUndefined();
  });

  it('forgets all texts after some seconds, those in use as well', () => {
    digests.keep('a.b.c', 'digest');
    jest.advanceTimersByTime(KEPT_MS - 1);
    expect(digests.kept('a.b.c')).toBe('digest');
    digests.keep('d.e.f', 'digest');
    jest.advanceTimersByTime(1);
    expect([digests.kept('a.b.c'), digests.kept('d.e.f')]).toEqual([undefined, undefined]);
    // Nothing is left to do while nothing is kept.
    expect(jest.getTimerCount()).toBe(0);
    digests.of('g.h.i');
    expect(jest.getTimerCount()).toBe(1);
  });

  it('does not print what it keeps', () => {
    digests.keep('a.b.c', digests.of('a.b.c'));
    expect(inspect(digests, { depth: 9, showHidden: true }) + JSON.stringify(digests)).not.toContain('a.b.c');
  });
});
