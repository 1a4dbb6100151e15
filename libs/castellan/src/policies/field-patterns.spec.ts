import fc from 'fast-check';
import { fieldPatterns } from './field-patterns.js';

describe('the fields of a rule', () => {
  it.each<[pattern: string, field: string, isMatch: boolean, isTouched: boolean]>([
    ['title', 'title', true, true],
    ['title', 'titles', false, false],
    ['title', 'title.de', false, true],
    ['title.de', 'title', false, true],
    ['meta.*', 'meta.color', true, true],
    ['meta.*', 'meta', false, true],
    ['meta.*', 'meta.color.dark', false, true],
    ['meta.*', 'metas', false, false],
    ['meta.**', 'meta.color.dark', true, true],
    ['meta.**', 'meta', false, true],
    ['*', 'title', true, true],
    ['*', 'meta.color', false, true],
    ['**', 'meta.color', true, true],
    ['ti*', 'title', true, true],
    ['ti*', 'ti', true, true],
    ['ti*', 'owner', false, false],
    ['ti*', 'title.de', false, true],
    ['*.id', 'owner.id', true, true],
    ['*.id', 'owner', false, true],
    ['*.id', 'owner.name', false, false],
    ['**.id', 'a.b.id', true, true],
    ['**.id', 'a.b', false, true],
    ['a**b', 'a.x.b', true, true],
    ['a**b', 'x', false, false],
    ['a.c', 'abc', false, false],
    ['a+', 'aa', false, false],
  ])('%s: %s is one of them: %p, touches them: %p', (pattern, field, isMatch, isTouched) => {
    expect(fieldPatterns(['other', pattern]).matches(field)).toBe(isMatch);
    expect(fieldPatterns(['other', pattern]).touches(field)).toBe(isTouched);
  });

  it('that match a field touch it, what is inside it and what is around it', () => {
    const text = (characters: readonly string[]) =>
      fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text(['a', 'b', '.', '*', '**']),
        text(['a', 'b', '.a']),
        text(['a', 'b', '.b']),
        (pattern, field, inside) => {
          const patterns = fieldPatterns([pattern]);
          fc.pre(patterns.matches(field));
          expect(patterns.touches(field)).toBe(true);
          expect(patterns.touches(`${field}.${inside}`)).toBe(true);
          expect(patterns.touches(field.split('.').slice(0, -1).join('.') || field)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('answer at once about a name made to take long', () => {
    const patterns = fieldPatterns(['*a*a*a*a*a*a*a*a*a*a*b', '**a**a**a**a**a**a**a**a**c']);
    expect(patterns.matches('a'.repeat(20_000))).toBe(false);
  });

  it('mean what the same patterns mean when written as regular expressions', () => {
    const text = (parts: readonly string[], maxLength: number) =>
      fc.array(fc.constantFrom(...parts), { maxLength }).map((chosen) => chosen.join(''));
    const expression = (pattern: string) =>
      new RegExp(
        `^${pattern
          .split(/(\*+|\.)/)
          .map((part) =>
            part === '*' ? '[^.]*' : part.startsWith('**') ? '.*' : part === '.' ? '\\.' : part,
          )
          .join('')}$`,
        's',
      );
    // What could follow a field inside of it: as long as a pattern of six parts can ask for.
    const endings = [''];
    for (const ending of endings)
      if (ending.length < 5) endings.push(...['a', 'b', '.'].map((c) => ending + c));
    fc.assert(
      fc.property(text(['a', 'b', '.', '*', '**'], 5), text(['a', 'b', '.'], 5), (pattern, field) => {
        const whole = expression(pattern);
        const around = field.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));
        const patterns = fieldPatterns([pattern]);
        expect(patterns.matches(field)).toBe(whole.test(field));
        expect(patterns.touches(field)).toBe(
          around.some((outer) => whole.test(outer)) ||
            endings.some((ending) => whole.test(`${field}.${ending}`)),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
