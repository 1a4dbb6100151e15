import { argumentHint, pasteHint } from './paste-hint.js';

describe('the hint at a text that is no token', () => {
  it.each([
    ['', 'empty'],
    ['\uFEFFeyJ.a.b', 'byte order mark'],
    ['e\0y\0J', 'UTF-16'],
    ['"eyJ.a.b"', 'quotes'],
    ["'eyJ.a.b'", 'quotes'],
    ['eyJ.a.b",', 'quotes'],
    ['Bearer eyJ.a.b', '"Bearer"'],
    ['authorization: bearer eyJ.a.b', '"Bearer"'],
    ['Authorization:eyJ.a.b', 'name of a header'],
    [' eyJ.a.b', 'blanks around'],
    ['eyJ.a.b\t', 'blanks around'],
    ['eyJ.a. b', 'blanks in it'],
    ['a.b.c.d.e', 'five parts'],
  ])('%j', (text, hint) => {
    expect(pasteHint(text)).toContain(hint);
    expect(argumentHint(text)).toContain(hint);
  });

  it('is none where nothing is known', () => {
    expect(pasteHint('a.b')).toBeUndefined();
    expect(argumentHint('a.b')).toBeUndefined();
  });

  it('says that an argument is the name of a file', () => {
    expect(argumentHint('package.json')).toContain('name of a file');
    expect(pasteHint('package.json')).toBeUndefined();
  });
});
