import { parseCompactJws } from './compact-jws.js';
import { JwsHeaders } from './jws-headers.js';
import { accessClaims, encode, printedErrorOf, refusalOf } from './token-fixtures.spec-helper.js';

const SIGNATURE = Buffer.alloc(256, 7).toString('base64url');
const PAYLOAD = encode(accessClaims());
const parse = (token: string) => parseCompactJws(token, new JwsHeaders());
const withHeader = (header: unknown) => `${encode(header)}.${PAYLOAD}.${SIGNATURE}`;
const GOOD = { alg: 'RS256', kid: 'k1' };

describe('parseCompactJws', () => {
  it('takes a token apart', () => {
    const token = withHeader(GOOD);
    const jws = parse(token);
    expect(jws.kid).toBe('k1');
    expect({ ...jws.payload }).toEqual(accessClaims());
    expect(jws.signature).toEqual(Buffer.alloc(256, 7));
    expect(token.slice(0, jws.signedLength)).toBe(`${encode(GOOD)}.${PAYLOAD}`);
  });

  const head = encode(GOOD);
  it.each([
    ['nothing', ''],
    ['one part', head],
    ['two parts', `${head}.${PAYLOAD}`],
    ['four parts', `${head}.${PAYLOAD}.${SIGNATURE}.${SIGNATURE}`],
    ['five parts', `${head}.${PAYLOAD}.${SIGNATURE}.${SIGNATURE}.${SIGNATURE}`],
    ['dots only', '..'],
    ['many dots', '.'.repeat(8_000)],
    ['no header', `.${PAYLOAD}.${SIGNATURE}`],
    ['no payload', `${head}..${SIGNATURE}`],
    ['no signature', `${head}.${PAYLOAD}.`],
    ['padding in the header', `${head}=.${PAYLOAD}.${SIGNATURE}`],
    ['a space in the payload', `${head}.${PAYLOAD} .${SIGNATURE}`],
    ['a line break in the signature', `${head}.${PAYLOAD}.${SIGNATURE}\n`],
    ['padding in the signature', `${head}.${PAYLOAD}.${SIGNATURE}==`],
    ['bits left over in the signature', `${head}.${PAYLOAD}.${SIGNATURE.slice(0, -1)}x`],
    ['a payload that is an array', `${head}.${encode([accessClaims()])}.${SIGNATURE}`],
    ['a payload with duplicates', `${head}.${encode('{"sub":"a","sub":"b"}')}.${SIGNATURE}`],
    ['a header with duplicates', `${encode('{"alg":"RS256","kid":"a","kid":"b"}')}.${PAYLOAD}.${SIGNATURE}`],
    ['a header that is an array', `${encode([GOOD])}.${PAYLOAD}.${SIGNATURE}`],
    ['a header that is no JSON', `${encode('{')}.${PAYLOAD}.${SIGNATURE}`],
    [
      'a header with a byte order mark',
      `${encode('\ufeff{"alg":"RS256","kid":"k1"}')}.${PAYLOAD}.${SIGNATURE}`,
    ],
    ['trailing bytes in the payload', `${head}.${encode(`${JSON.stringify(accessClaims())}x`)}.${SIGNATURE}`],
  ])('refuses %s', (_, token) => {
    expect(refusalOf(() => parse(token))).toBe('token_malformed');
  });

  it('says that five parts are those of a refresh token', () => {
    expect(() => parse(`${head}.${PAYLOAD}.${SIGNATURE}.${SIGNATURE}.${SIGNATURE}`)).toThrow(
      'A Cognito refresh token has five: send an access or ID token.',
    );
  });

  it.each([
    undefined,
    null,
    1,
    true,
    ['RS256'],
    'none',
    'None',
    'nOnE',
    'HS256',
    'RS384',
    'RS512',
    'PS256',
    'ES256',
    'EdDSA',
    'rs256',
    'RS256 ',
    '',
  ])('refuses alg %j', (alg) => {
    expect(refusalOf(() => parse(withHeader({ kid: 'k1', alg })))).toBe('token_algorithm_not_allowed');
  });

  it('says that alg none is not allowed, with an empty signature too', () => {
    expect(refusalOf(() => parse(`${encode({ alg: 'none', kid: 'k1' })}.${PAYLOAD}.`))).toBe(
      'token_algorithm_not_allowed',
    );
  });

  it.each<Record<string, unknown>>([
    { crit: ['exp'] },
    { crit: [] },
    { crit: 'b64' },
    { crit: null },
    { b64: false },
    { b64: true },
    { b64: false, crit: ['b64'] },
    { jwk: { kty: 'RSA' } },
    { jku: 'http://127.0.0.1/jwks.json' },
    { x5u: 'http://127.0.0.1/cert' },
    { x5c: ['MII'] },
    { x5t: 'a' },
    { 'x5t#S256': 'a' },
    { zip: 'DEF' },
    { enc: 'A256GCM' },
    { cty: 'JWT' },
    { p2c: 1 },
    { iss: 'x' },
    { constructor: 1 },
    { typ: 'dpop+jwt' },
    { typ: 'secevent+jwt' },
    { typ: 'logout+jwt' },
    { typ: 'JWT ' },
    { typ: '' },
    { typ: 1 },
    { typ: null },
    { typ: ['JWT'] },
  ])('refuses the header parameter %j', (parameter) => {
    expect(refusalOf(() => parse(withHeader({ ...GOOD, ...parameter })))).toBe('token_header_not_allowed');
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT'])('accepts typ %s', (typ) => {
    expect(parse(withHeader({ ...GOOD, typ })).kid).toBe('k1');
  });

  it.each([undefined, null, 1, '', ['k1'], { a: 1 }, 'k'.repeat(257)])('refuses kid %j', (kid) => {
    expect(refusalOf(() => parse(withHeader({ alg: 'RS256', kid })))).toBe('token_malformed');
  });

  it.each(['__proto__', '../../etc/passwd', 'a\r\nb', 'k'.repeat(256)])(
    'takes kid %j for a name like any other',
    (kid) => {
      expect(parse(withHeader({ alg: 'RS256', kid })).kid).toBe(kid);
    },
  );

  it('judges a header alike however often it comes', () => {
    const headers = new JwsHeaders();
    for (const round of [1, 2, 3]) {
      expect([round, parseCompactJws(withHeader(GOOD), headers).kid]).toEqual([round, 'k1']);
      expect(refusalOf(() => parseCompactJws(withHeader({ ...GOOD, crit: [] }), headers))).toBe(
        'token_header_not_allowed',
      );
      expect(refusalOf(() => parseCompactJws(`${head}=.${PAYLOAD}.${SIGNATURE}`, headers))).toBe(
        'token_malformed',
      );
    }
  });

  it('shows nothing of the token in the error', async () => {
    const tokens = [
      withHeader({ ...GOOD, k3y: 's3cret' }),
      withHeader({ alg: 's3cret' }),
      withHeader({ ...GOOD, kid: ['s3cret'] }),
      `${head}.s3cret.s3cret`,
      `${head}.${encode('{"s3cret":')}.${SIGNATURE}`,
    ];
    for (const token of tokens) {
      const printed = await printedErrorOf(() => parse(token));
      expect(printed).not.toMatch(/s3cret|k3y/);
      expect(printed).not.toContain(encode('s3cret').slice(0, 6));
    }
  });
});
