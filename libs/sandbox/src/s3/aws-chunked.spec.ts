import { decodeAwsChunked } from './aws-chunked.js';

const decode = (text: string, announcedBytes: number) =>
  decodeAwsChunked(Buffer.from(text, 'latin1'), announcedBytes);
const chunks = (count: number, content = 'X'): string =>
  `${content.length.toString(16)}\r\n${content}\r\n`.repeat(count);

describe('decodeAwsChunked', () => {
  it('puts chunks of any size together, and reads the trailers', () => {
    const text = `${chunks(3, 'x'.repeat(171))}A\r\n0123456789\r\n0000000a\r\nabcdefghij\r\n0\r\nA: b \r\nC:d:e\r\n\r\n`;
    const decoded = decode(text, 3 * 171 + 20);
    expect(decoded?.bytes.toString()).toBe(`${'x'.repeat(3 * 171)}0123456789abcdefghij`);
    expect(decoded?.trailers).toEqual(
      new Map([
        ['a', 'b'],
        ['c', 'd:e'],
      ]),
    );
  });

  it('takes as many chunks as the largest object needs in pieces of 8 KiB, and few more', () => {
    expect(decode(`${chunks(10_000)}0\r\n\r\n`, 10_000)?.bytes.length).toBe(10_000);
    expect(() => decode(`${chunks(10_001)}0\r\n\r\n`, 10_001)).toThrow(
      expect.objectContaining({ type: 'InvalidChunkSizeError', status: 403 }) as Error,
    );
  });

  it('gives up on millions of tiny chunks', () => {
    const count = 5_000_000;
    const body = Buffer.from(`${chunks(count)}0\r\n\r\n`, 'latin1');
    expect(() => decodeAwsChunked(body, count)).toThrow('Only the last chunk');
  });

  it('stops at the first chunk that is more than was announced, and reserves no more than there is', () => {
    expect(decode('ffffffff\r\n', 5)).toBeUndefined();
    expect(decode('6\r\nabcdef\r\n0\r\n\r\n', 5)).toBeUndefined();
    expect(decode('5\r\nhello\r\n0\r\n\r\n', 2 ** 40)).toBeUndefined();
  });

  it.each([
    ['fewer bytes than announced', '4\r\nhell\r\n0\r\n\r\n'],
    ['a line feed alone', '5\nhello\n0\n\n'],
    ['a sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['a letter that is no digit', 'g\r\nhello\r\n0\r\n\r\n'],
    ['an extension', '5;a=b\r\nhello\r\n0\r\n\r\n'],
    ['a trailer without a name', '5\r\nhello\r\n0\r\n:a\r\n\r\n'],
    ['an empty line among the trailers', '5\r\nhello\r\n0\r\n\r\na:b\r\n\r\n'],
    ['more than 8 KiB of trailers', `5\r\nhello\r\n0\r\na:${'b'.repeat(9_000)}\r\n\r\n`],
    ['nothing after its end', '5\r\nhello\r\n0\r\n'],
  ])('refuses %s', (_, text) => {
    expect(decode(text, 5)).toBeUndefined();
  });
});
