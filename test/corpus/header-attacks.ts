import { rs256, segment, signSegments } from '../support/token-factory.js';
import { type Attack, type AttackKit, attacks, withClaims, withHeader } from './attack.js';

/** The same header parameters with the signature of the pool's key and of the attacker's. */
function signedByEither(parameters: Readonly<Record<string, (kit: AttackKit) => object>>) {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, make]): [string, Attack['token']][] => [
      [name, (kit) => withHeader(make(kit))(kit)],
      [
        `${name}, signed by the attacker`,
        ({ tokens, stranger, ...kit }) =>
          tokens.sign(
            tokens.accessClaims(),
            { ...tokens.header, ...make({ tokens, stranger, ...kit }) },
            rs256(stranger),
          ),
      ],
    ]),
  );
}

const CRITICAL = attacks('S20', 'token_header_not_allowed', {
  'crit of an unknown name': withHeader({ crit: ['exp'], exp: 1 }),
  'crit of a name that is missing': withHeader({ crit: ['bork'] }),
  'crit that is empty': withHeader({ crit: [] }),
  'crit that is a string': withHeader({ crit: 'exp' }),
  'crit that is null': withHeader({ crit: null }),
  'crit that is an object': withHeader({ crit: {} }),
  'crit of a registered name': withHeader({ crit: ['alg'] }),
  'crit of kid': withHeader({ crit: ['kid'] }),
  'crit of b64': withHeader({ crit: ['b64'], b64: true }),
  'crit of crit': withHeader({ crit: ['crit'] }),
  'crit of a URI': withHeader({ crit: ['urn:example:x'], 'urn:example:x': true }),
});

const UNENCODED = attacks('S21', 'token_header_not_allowed', {
  'b64 false': withHeader({ b64: false }),
  'b64 true': withHeader({ b64: true }),
  'b64 false and crit': withHeader({ b64: false, crit: ['b64'] }),
  'b64 "false"': withHeader({ b64: 'false' }),
  'an unencoded payload': ({ tokens }) =>
    signSegments(
      segment({ ...tokens.header, b64: false, crit: ['b64'] }),
      segment(tokens.accessClaims()).slice(0, -1),
      rs256(tokens.key),
    ),
});

const BROUGHT_KEYS = attacks(
  'S26',
  'token_header_not_allowed',
  signedByEither({
    jwk: ({ stranger }) => ({ jwk: stranger.jwk }),
    'jwk of the right key': ({ tokens }) => ({ jwk: tokens.key.jwk }),
    jku: ({ lure }) => ({ jku: `${lure}/jwks.json` }),
    'jku below the issuer': ({ tokens }) => ({ jku: `${tokens.issuer}/.well-known/jwks.json` }),
    x5u: ({ lure }) => ({ x5u: `${lure}/certificate` }),
    x5c: ({ stranger }) => ({
      x5c: [stranger.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')],
    }),
    x5t: () => ({ x5t: 'AAAA' }),
    'x5t#S256': () => ({ 'x5t#S256': 'AAAA' }),
    iss: ({ lure }) => ({ iss: lure }),
    'an unknown parameter': () => ({ nonce: 'x' }),
    'a parameter called constructor': () => ({ constructor: 'x' }),
    'an empty name': () => ({ '': 1 }),
  }),
);

const MALFORMED_KIDS = attacks('S27', 'token_malformed', {
  'no kid': ({ tokens }) => tokens.sign(tokens.accessClaims(), { alg: 'RS256' }),
  'an empty kid': withHeader({ kid: '' }),
  'kid null': withHeader({ kid: null }),
  'kid 0': withHeader({ kid: 0 }),
  'kid true': withHeader({ kid: true }),
  'kid in a list': ({ tokens }) => withHeader({ kid: [tokens.key.kid] })({ tokens } as AttackKit),
  'kid in an object': withHeader({ kid: { toString: 'x' } }),
  'kid of 4 kB': withHeader({ kid: 'k'.repeat(4_096) }),
});

const UNKNOWN_KIDS = attacks(
  'S27',
  'token_key_unknown',
  Object.fromEntries(
    [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '../../../../dev/null',
      '/etc/passwd',
      'file:///dev/null',
      "x' OR '1'='1",
      '${7*7}',
      '0',
      'undefined',
      'null',
      '*',
      'pool~~~???KEY',
      'pool~~~???key ',
      'pool~~~???key\0',
      'pool~~~???ke',
      'k'.repeat(256),
    ].map((kid) => [`kid ${JSON.stringify(kid.slice(0, 40))}`, withHeader({ kid })]),
  ),
);

const REFLECTED = [
  ...attacks('S12', 'token_key_unknown', {
    'CR LF and a header in kid': withHeader({ kid: 'x\r\nset-cookie: session=attacker-value' }),
    'a quote and a parameter in kid': withHeader({ kid: 'x", error="attacker-value' }),
    'a backslash in kid': withHeader({ kid: 'attacker-value\\' }),
    'letters outside ASCII in kid': withHeader({ kid: 'attacker-v\u00e4lue-\u{1f600}' }),
    'escape sequences of a terminal in kid': withHeader({ kid: '\u001b[31mattacker-value' }),
  }),
  ...attacks('S12', 'token_issuer_not_allowed', {
    'CR LF and a header in iss': withClaims({ iss: 'https://x\r\nset-cookie: attacker-value' }),
    'a quote in iss': withClaims({ iss: 'x", realm="attacker-value' }),
  }),
  ...attacks('S12', 'token_client_not_allowed', {
    'CR LF and a header in client_id': withClaims({ client_id: 'x\r\nset-cookie: attacker-value' }),
    'markup in client_id': withClaims({ client_id: '<script>attacker-value</script>' }),
  }),
  ...attacks('S12', 'token_use_not_allowed', {
    'a quote in token_use': withClaims({ token_use: 'access", error="attacker-value' }),
  }),
  ...attacks('S12', 'token_algorithm_not_allowed', {
    'CR LF in alg': withHeader({ alg: 'RS256\r\nset-cookie: attacker-value' }),
  }),
  ...attacks('S12', 'token_header_not_allowed', {
    'a quote in typ': withHeader({ typ: '", error="attacker-value' }),
    'CR LF in the name of a parameter': withHeader({ 'x\r\nset-cookie: attacker-value': 1 }),
  }),
];

const TYPES = [
  ...attacks(
    'S28',
    'token_header_not_allowed',
    Object.fromEntries(
      [
        'dpop+jwt',
        'secevent+jwt',
        'logout+jwt',
        'application/at+jwt',
        'JWS',
        'JOSE',
        'JWT ',
        'at+jwt\0',
        '',
        'JWE',
        'id+jwt',
        1,
        null,
        ['JWT'],
        {},
        true,
      ].map((typ) => [`typ ${JSON.stringify(typ)}`, withHeader({ typ })]),
    ),
  ),
  ...attacks(
    'S28',
    'accepted',
    Object.fromEntries(['JWT', 'jwt', 'at+jwt', 'AT+JWT'].map((typ) => [`typ ${typ}`, withHeader({ typ })])),
  ),
];

const ENCRYPTED = [
  ...attacks('S29', 'token_header_not_allowed', {
    'cty JWT': withHeader({ cty: 'JWT' }),
    'cty of another case': withHeader({ cty: 'jwt' }),
    'cty of anything': withHeader({ cty: 'text/plain' }),
    'zip DEF': withHeader({ zip: 'DEF' }),
    enc: withHeader({ enc: 'A256GCM' }),
    epk: withHeader({ epk: {} }),
    'p2c, a count of rounds': withHeader({ p2c: 2 ** 31 }),
  }),
  ...attacks('S29', 'token_malformed', {
    'another token inside': ({ tokens }) => tokens.sign(tokens.access()),
    'the parts of an encrypted token': ({ tokens }) =>
      [
        segment({ alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT' }),
        segment('key'),
        segment('iv'),
        segment(tokens.access()),
        segment('tag'),
      ].join('.'),
    'an encrypted token with an empty key': () =>
      `${segment({ alg: 'dir', enc: 'A256GCM' })}..aXY.Y2lwaGVy.dGFn`,
  }),
  ...attacks('S29', 'token_algorithm_not_allowed', {
    'an algorithm of encryption': withHeader({ alg: 'RSA-OAEP' }),
    'an algorithm of encryption by password': withHeader({ alg: 'PBES2-HS256+A128KW' }),
  }),
];

/** Tokens whose JOSE header asks for something else, most of them signed by the pool's own key. */
export const HEADER_ATTACKS: readonly Attack[] = [
  ...REFLECTED,
  ...CRITICAL,
  ...UNENCODED,
  ...BROUGHT_KEYS,
  ...MALFORMED_KIDS,
  ...UNKNOWN_KIDS,
  ...TYPES,
  ...ENCRYPTED,
];
