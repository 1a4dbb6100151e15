import fc from 'fast-check';
import { InvalidRequestError, readBearerToken } from 'castellan/core';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from './property-runs.js';

const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** The token, `undefined`, or the code of the refusal. Anything else that is thrown fails the test. */
function read(rawHeaders: readonly string[]): { token: string | undefined } | { code: string } {
  try {
    return { token: readBearerToken(rawHeaders) };
  } catch (error) {
    if (error instanceof InvalidRequestError) return { code: error.code };
    throw error;
  }
}

describe('the reader of the Authorization header', () => {
  const token = fc.string({
    unit: fc.constantFrom(...Array.from('AZaz09-._~+/')),
    minLength: 1,
    maxLength: 60,
  });
  const scheme = fc.constantFrom('Bearer', 'bearer', 'BEARER', 'bEARER');
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...Array.from('BEARERbearer \t.,=;"ab0')) }),
    fc.tuple(scheme, fc.string({ unit: 'binary' })).map(([name, rest]) => `${name} ${rest}`),
    fc.tuple(scheme, token, fc.constantFrom('', '=', '==')).map((parts) => parts.join(' ')),
  );
  const name = fc.oneof(
    fc.constantFrom('Authorization', 'authorization', 'AUTHORIZATION', 'Host', ''),
    fc.string(),
  );
  const rawHeaders = fc.array(fc.tuple(name, value), { maxLength: 6 }).map((lines) => lines.flat());

  it(
    'yields a token of allowed characters, nothing, or a refusal, whatever the headers are',
    () => {
      fc.assert(
        fc.property(rawHeaders, (headers) => {
          const result = read(headers);
          if ('token' in result && result.token !== undefined) {
            expect(result.token).toMatch(B64TOKEN);
            const lines = headers.filter(
              (_, index) => index % 2 === 0 && headers[index]?.toLowerCase() === 'authorization',
            );
            expect(lines).toHaveLength(1);
          }
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'finds a token in any case of the name and of the scheme, behind any number of spaces',
    () => {
      const header = fc.constantFrom('Authorization', 'authorization', 'AuThOrIzAtIoN');
      const spaces = fc.integer({ min: 1, max: 40 }).map((count) => ' '.repeat(count));
      const end = fc.constantFrom('', '=', '==');
      fc.assert(
        fc.property(header, scheme, spaces, token, end, (field, word, gap, text, padding) => {
          expect(read(['Host', 'x', field, `${word}${gap}${text}${padding}`])).toEqual({
            token: `${text}${padding}`,
          });
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'refuses a second Authorization header, wherever it stands',
    () => {
      fc.assert(
        fc.property(rawHeaders, value, value, fc.nat(6), (headers, first, second, place) => {
          const others = headers.flatMap((text, index) =>
            index % 2 === 0 && text.toLowerCase() !== 'authorization' ? [text, headers[index + 1]!] : [],
          );
          const at = Math.min(place * 2, others.length);
          const lines = [
            'Authorization',
            first,
            ...others.slice(0, at),
            'authorization',
            second,
            ...others.slice(at),
          ];
          expect(read(lines)).toEqual({ code: 'multiple_credentials' });
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it.each([16, 32, 1_024])('reads %i KiB of what slows regular expressions down', (kib) => {
    const length = kib * 1_024;
    const malformed = { code: 'authorization_header_malformed' };
    expect(read(['authorization', `Bearer ${'a'.repeat(length)}`])).toEqual({ token: 'a'.repeat(length) });
    expect(read(['authorization', `Bearer ${'='.repeat(length)}`])).toEqual(malformed);
    expect(read(['authorization', `Bearer ${' '.repeat(length)}`])).toEqual(malformed);
    expect(read(['authorization', `Bearer${' '.repeat(length)}a b`])).toEqual(malformed);
    expect(read(['authorization', `Bearer ${'a='.repeat(length / 2)}`])).toEqual(malformed);
    expect(read(['authorization', 'a'.repeat(length)])).toEqual({ token: undefined });
    expect(read(['authorization', `${' '.repeat(length)}Bearer a`])).toEqual({ token: undefined });
  });
});
