import fc from 'fast-check';
import { Readable } from 'node:stream';
import { readLines } from './token-lines.js';

async function linesOf(...chunks: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))))
    lines.push(line);
  return lines;
}

describe('lines', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['no input', [], []],
    ['a line without an end', ['a'], ['a']],
    ['a line with an end', ['a\n'], ['a']],
    ['a line end of Windows', ['a\r\nb\r\n'], ['a', 'b']],
    ['a line end of Windows in two pieces', ['a\r', '\nb'], ['a', 'b']],
    ['empty lines, which count', ['\n\na\n\n'], ['', '', 'a', '']],
    ['a line in many pieces', ['a', 'b', 'c\nd', 'e'], ['abc', 'de']],
    ['a line whose end comes alone', ['a', '\n'], ['a']],
    ['white space, which is kept', [' a \t\n'], [' a \t']],
  ])('reads %s', async (_name, chunks, lines) => {
    expect(await linesOf(...chunks)).toEqual(lines);
  });

  it('do not depend on how the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é') })),
        async (chunks) => {
          const text = chunks.join('');
          const expected = text.split('\n').map((line) => line.replace(/\r$/, ''));
          if (text === '' || text.endsWith('\n')) expected.pop();
          expect(await linesOf(...chunks)).toEqual(expected);
        },
      ),
    );
  });

  it('are cut where they are longer than any token, so that they do not pile up', async () => {
    const chunks = Array.from({ length: 64 }, () => 'x'.repeat(16_384));
    const [long, next] = await linesOf(...chunks, '\nnext\n');
    expect(long).toHaveLength(131_072);
    expect(next).toBe('next');
  });
});
