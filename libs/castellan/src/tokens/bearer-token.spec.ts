import fc from 'fast-check';
import { readBearerToken, readTokenHeader } from './bearer-token.js';
import { printedErrorOf, refusalOf } from './token-fixtures.spec-helper.js';

const read = (value: string) => readBearerToken(['Host', 'api', 'Authorization', value]);

describe('readBearerToken', () => {
  it('finds nothing where there is no Authorization header', () => {
    expect(readBearerToken([])).toBeUndefined();
    expect(readBearerToken(['Host', 'api', 'Proxy-Authorization', 'Bearer a'])).toBeUndefined();
  });

  it.each(['Basic dXNlcjpwYXNz', 'Digest x', '', 'BearerX abc', 'Bearer-Token abc', 'Bearer.v2 abc', 'Bear'])(
    'takes %j for another scheme',
    (value) => {
      expect(read(value)).toBeUndefined();
    },
  );

  it.each(['Bearer a.b-c_d~e+f/9==', 'bearer abc', 'BEARER abc', 'bEaReR   abc'])('reads %j', (value) => {
    expect(read(value)).toBe(value.split(' ').at(-1));
  });

  it('reads the header under any spelling of its name', () => {
    expect(readBearerToken(['AUTHORIZATION', 'Bearer abc'])).toBe('abc');
    expect(readBearerToken(['authorization', 'Bearer abc'])).toBe('abc');
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer    ',
    'Bearer a b',
    'Bearer a ',
    'Bearer a,b',
    'Bearer\tabc',
    'Bearer,abc',
    'Bearer =',
    'Bearer a=b',
    'Bearer "a"',
    'Bearer a\u0000',
    'Bearer a%20',
    'Bearer ü',
    'Bearer a:b',
    'Bearer [a',
    'Bearer `a',
    'Bearer {a',
    'Bearer @a',
  ])('refuses %j', (value) => {
    expect(refusalOf(() => read(value))).toBe('authorization_header_malformed');
  });

  it.each([
    [['Authorization', 'Bearer a', 'Authorization', 'Bearer b']],
    [['Authorization', 'Bearer a', 'authorization', 'Bearer a']],
    [['Authorization', 'Basic a', 'AUTHORIZATION', 'Bearer a']],
    [['Authorization', '', 'Authorization', 'Bearer a']],
  ])('refuses two headers: %j', (rawHeaders) => {
    expect(refusalOf(() => readBearerToken(rawHeaders))).toBe('multiple_credentials');
  });

  it('returns what it was given or refuses, for any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        let token: string | undefined;
        try {
          token = read(`Bearer ${value}`);
        } catch {
          token = undefined;
        }
        const expected = /^ *([A-Za-z0-9._~+/-]+=*)$/.exec(value)?.[1];
        expect(token).toBe(expected);
      }),
    );
  });

  it.each([
    ['letters', 'a'.repeat(16_384)],
    ['spaces', ' '.repeat(16_384)],
    ['equal signs', `a${'='.repeat(16_384)}x`],
  ])('reads 16 KB of %s in linear time', (_, value) => {
    const attempt = () => {
      try {
        read(`Bearer ${value}`);
      } catch {
        // Refused, which is as good: only the time counts.
      }
    };
    for (let i = 0; i < 50; i += 1) attempt();
    const start = performance.now();
    for (let i = 0; i < 20; i += 1) attempt();
    // A quadratic scan takes over 100 ms for each, this one well under 1: the bound tells them apart on a busy machine.
    expect((performance.now() - start) / 20).toBeLessThan(50);
  });

  it('shows nothing of the header in the error', async () => {
    const printed = await printedErrorOf(() => read('Bearer s3cret s3cret'));
    expect(printed).toContain('Send exactly one token');
    expect(printed).not.toContain('s3cret');
  });
});

describe('readTokenHeader', () => {
  it('reads a bare token', () => {
    expect(readTokenHeader(['X-Id-Token', 'a.b.c'], 'x-id-token')).toBe('a.b.c');
    expect(readTokenHeader(['x-id-token', 'a.b.c'], 'X-ID-Token')).toBe('a.b.c');
  });

  it('finds nothing where there is no such header', () => {
    expect(readTokenHeader(['Authorization', 'Bearer a'], 'x-id-token')).toBeUndefined();
  });

  it.each(['', 'Bearer a.b.c', 'a b', 'a,b'])('refuses %j', (value) => {
    expect(refusalOf(() => readTokenHeader(['x-id-token', value], 'x-id-token'))).toBe(
      'authorization_header_malformed',
    );
  });

  it('refuses a header without a value', () => {
    expect(refusalOf(() => readTokenHeader(['x-id-token'], 'x-id-token'))).toBe(
      'authorization_header_malformed',
    );
  });

  it('refuses two of them', () => {
    expect(refusalOf(() => readTokenHeader(['x-id-token', 'a', 'X-Id-Token', 'a'], 'x-id-token'))).toBe(
      'multiple_credentials',
    );
  });
});
