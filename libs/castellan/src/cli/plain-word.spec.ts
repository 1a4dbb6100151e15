import { isPlainWord } from './plain-word.js';

describe('a word that may be shown', () => {
  it.each([
    ['region', true],
    ['client-secret', true],
    ['eyJhbGciOiJSUzI1NiJ9', false],
    ['a1', false],
    ['a.b', false],
    ['abcdefghijklmnopqrstuvwxyz', false],
    ['', false],
  ])('%s: %s', (word, shown) => {
    expect(isPlainWord(word)).toBe(shown);
  });
});
