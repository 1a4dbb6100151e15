import { canonicalRequest } from './canonical-request.js';
import { HeaderFields } from './header-fields.js';

const valueOf = (value: string): string | undefined =>
  canonicalRequest(
    {
      method: 'GET',
      canonicalPath: '/',
      query: [],
      headers: new HeaderFields(['x-amz-meta-a', value]),
      payloadHash: 'UNSIGNED-PAYLOAD',
    },
    ['x-amz-meta-a'],
  ).split('\n')[3];

describe('the value of a header in a canonical request', () => {
  it.each([
    ['a', 'a'],
    [' \t a \t ', 'a'],
    ['a   b', 'a b'],
    ['a\t\tb', 'a\t\tb'],
    ['', ''],
    [' \t ', ''],
    ['\u00a0a\u00a0', '\u00a0a\u00a0'],
  ])('is that of %j without blanks around it and with single spaces in it', (value, canonical) => {
    expect(valueOf(value)).toBe(`x-amz-meta-a:${canonical}`);
  });
});
