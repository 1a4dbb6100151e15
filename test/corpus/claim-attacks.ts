import { type Attack, type AttackKit, attacks, withClaims } from './attack.js';

/** Values that are none of a string, a number or the like, whatever is expected. */
const WRONG_TEXTS: Readonly<Record<string, unknown>> = {
  missing: undefined,
  null: null,
  empty: '',
  true: true,
  'a number': 1,
  'an empty list': [],
  'an empty object': {},
};

/** One claim with each of these values. */
function values(
  claim: string,
  wrong: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Attack['token']>> {
  return Object.fromEntries(
    Object.entries(wrong).map(([name, value]) => [`${claim} ${name}`, withClaims({ [claim]: value })]),
  );
}

const issuedAt = ({ tokens }: AttackKit): number => Number(tokens.accessClaims().iat);
/** A time claim relative to the moment of issue. */
const at = (claim: string, seconds: number) => withClaims((kit) => ({ [claim]: issuedAt(kit) + seconds }));

const WRONG_TIMES: Readonly<Record<string, unknown>> = {
  null: null,
  'a string': '1800000000',
  'a date': '2100-01-01T00:00:00Z',
  'an empty string': '',
  true: true,
  'in a list': [4_102_444_800],
  'an object': {},
  negative: -1,
  'beyond the year 9999': 253_402_300_800,
  'in milliseconds': 1_800_000_000_000,
  '2^53': 2 ** 53,
  '1e300': 1e300,
};

/** A number that JSON can spell and JSON.stringify cannot. */
const spelled = (claim: string, number: string): Attack['token'] => {
  return ({ tokens }) =>
    tokens.sign(JSON.stringify(tokens.accessClaims({ [claim]: 'NUMBER' })).replace('"NUMBER"', number));
};

const EXPIRY = [
  ...attacks('S35', 'token_claims_invalid', {
    'exp missing': withClaims({ exp: undefined }),
    ...values('exp', WRONG_TIMES),
  }),
  ...attacks('S35', 'token_malformed', {
    'exp 1e999': spelled('exp', '1e999'),
    'exp -1e999': spelled('exp', '-1e999'),
  }),
  ...attacks('S35', 'token_expired', {
    'exp 0': withClaims({ exp: 0 }),
    'exp -0': spelled('exp', '-0'),
    'exp at this very moment': at('exp', 0),
    'exp a second ago': at('exp', -1),
    'exp a millisecond ago': at('exp', -0.001),
    'exp before iat': at('exp', -3_600),
  }),
  ...attacks('S35', 'accepted', {
    'exp a second ahead': at('exp', 1),
    'exp with a fraction': at('exp', 0.5),
    'exp 24 hours ahead': at('exp', 86_400),
  }),
];

const NOT_BEFORE = [
  ...attacks('S37', 'token_claims_invalid', {
    ...values('nbf', WRONG_TIMES),
  }),
  ...attacks('S37', 'token_malformed', {
    'nbf 1e999': spelled('nbf', '1e999'),
  }),
  ...attacks('S37', 'token_not_yet_valid', {
    'nbf a second ahead': at('nbf', 1),
    'nbf a millisecond ahead': at('nbf', 0.001),
    'nbf behind exp': at('nbf', 86_400),
  }),
  ...attacks('S37', 'accepted', { 'nbf at this very moment': at('nbf', 0), 'nbf 0': withClaims({ nbf: 0 }) }),
];

const ISSUED = [
  ...attacks('S38', 'token_claims_invalid', {
    'iat missing': withClaims({ iat: undefined }),
    ...values('iat', WRONG_TIMES),
    'a life of a second more than 24 hours': at('exp', 86_401),
    'a life of a year': at('exp', 31_536_000),
    'iat 0': withClaims({ iat: 0 }),
  }),
  ...attacks('S38', 'token_not_yet_valid', {
    'iat a second ahead': at('iat', 1),
    'iat an hour ahead': withClaims((kit) => ({ iat: issuedAt(kit) + 3_600, exp: issuedAt(kit) + 7_200 })),
  }),
  ...attacks('S38', 'token_claims_invalid', {
    'auth_time a string': withClaims({ auth_time: '1800000000' }),
    'auth_time null': withClaims({ auth_time: null }),
    'auth_time negative': withClaims({ auth_time: -1 }),
  }),
];

const issuers: Readonly<Record<string, (issuer: string, kit: AttackKit) => unknown>> = {
  'of another pool': (_issuer, kit) => kit.otherIssuer,
  'of another Region': (issuer) => issuer.replaceAll('eu-west-1', 'us-east-1'),
  'with a slash behind': (issuer) => `${issuer}/`,
  'with two slashes behind': (issuer) => `${issuer}//`,
  'with another scheme': (issuer) =>
    issuer.startsWith('https') ? issuer.replace('https', 'http') : issuer.replace('http', 'https'),
  'in upper case': (issuer) => issuer.toUpperCase(),
  'in lower case': (issuer) => issuer.toLowerCase(),
  'without its last letter': (issuer) => issuer.slice(0, -1),
  'without its first letter': (issuer) => issuer.slice(1),
  'with a letter more': (issuer) => `${issuer}x`,
  'with the key set behind': (issuer) => `${issuer}/.well-known/jwks.json`,
  'with a query': (issuer) => `${issuer}?`,
  'with a fragment': (issuer) => `${issuer}#`,
  'with a user name': (issuer) => issuer.replace('://', '://user@'),
  'as the user name of another host': (issuer, { lure }) =>
    `${issuer.replace('://', '://x@')}@${lure.slice(7)}`,
  'with a port': (issuer) => issuer.replace(/(:\/\/[^/:]+)(:\d+)?/, '$1:443'),
  'with a dot behind its host': (issuer) => issuer.replace(/(:\/\/[^/:]+)/, '$1.'),
  'with a detour': (issuer) => issuer.replace(/\/([^/]+)$/, '/x/../$1'),
  'percent-encoded': (issuer) => issuer.replace('_', '%5F'),
  'with a space behind': (issuer) => `${issuer} `,
  'with a space in front': (issuer) => ` ${issuer}`,
  'with a line feed behind': (issuer) => `${issuer}\n`,
  'with NUL behind': (issuer) => `${issuer}\0`,
  'in a list': (issuer) => [issuer],
  'in a list with another': (issuer, { lure }) => [lure, issuer],
  'in an object': (issuer) => ({ toString: issuer }),
  'of the identity pools': () => 'https://cognito-identity.amazonaws.com',
  'that the attacker runs': (_issuer, { lure }) => lure,
  __proto__: () => '__proto__',
  constructor: () => 'constructor',
};

const ISSUERS = attacks('S39', 'token_issuer_not_allowed', {
  ...Object.fromEntries(
    Object.entries(issuers).map(([name, write]): [string, Attack['token']] => [
      `iss ${name}`,
      withClaims((kit) => ({ iss: write(kit.tokens.issuer, kit) })),
    ]),
  ),
  ...values('iss', WRONG_TEXTS),
});

const TOKEN_TYPES = [
  ...attacks('S40', 'token_use_not_allowed', {
    'the claims of an ID token': ({ tokens }) => tokens.id(),
    'the claims of an ID token and a client_id': ({ tokens }) => tokens.id({ client_id: tokens.clientId }),
    'the claims of an ID token, a client_id and a scope': ({ tokens }) =>
      tokens.id({ client_id: tokens.clientId, scope: 'openid', username: 'alice' }),
  }),
  ...attacks('S41', 'token_malformed', {
    'the form of a refresh token': () =>
      [
        'eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ',
        'a'.repeat(342),
        'b'.repeat(16),
        'c'.repeat(900),
        'd'.repeat(22),
      ].join('.'),
  }),
  ...attacks('S42', 'token_use_not_allowed', {
    ...values('token_use', WRONG_TEXTS),
    ...values('token_use', {
      'in a list': ['access'],
      Access: 'Access',
      ACCESS: 'ACCESS',
      refresh: 'refresh',
      id: 'id',
      'with a space': 'access ',
      'with NUL': 'access\0',
      'access,id': 'access,id',
      'in an object': { access: true },
    }),
  }),
];

const CLIENTS = [
  ...attacks('S43', 'token_claims_invalid', {
    ...values('client_id', WRONG_TEXTS),
    'client_id in a list': ({ tokens }) => tokens.access({ client_id: [tokens.clientId] }),
    'client_id only in aud': ({ tokens }) => tokens.access({ client_id: undefined, aud: tokens.clientId }),
    'client_id only in azp': ({ tokens }) => tokens.access({ client_id: undefined, azp: tokens.clientId }),
    'aud a number': withClaims({ aud: 1 }),
    'aud null': withClaims({ aud: null }),
    'aud a list with a number': withClaims({ aud: ['x', 1] }),
  }),
  ...attacks('S43', 'token_client_not_allowed', {
    'client_id of another client': withClaims({ client_id: 'another_client' }),
    'client_id of another client, ours in aud': ({ tokens }) =>
      tokens.access({ client_id: 'another_client', aud: tokens.clientId }),
    'client_id without its last letter': ({ tokens }) =>
      tokens.access({ client_id: tokens.clientId.slice(0, -1) }),
    'client_id with a letter more': ({ tokens }) => tokens.access({ client_id: `${tokens.clientId}x` }),
    'client_id in upper case': ({ tokens }) => tokens.access({ client_id: tokens.clientId.toUpperCase() }),
    'client_id with a space': ({ tokens }) => tokens.access({ client_id: `${tokens.clientId} ` }),
    'client_id with NUL': ({ tokens }) => tokens.access({ client_id: `${tokens.clientId}\0` }),
    'two client_ids in one': ({ tokens }) => tokens.access({ client_id: `other ${tokens.clientId}` }),
    'client_id __proto__': withClaims({ client_id: '__proto__' }),
    'client_id *': withClaims({ client_id: '*' }),
  }),
];

const SUBJECTS = [
  ...attacks('S45', 'token_claims_invalid', {
    ...values('sub', { ...WRONG_TEXTS, 'in a list': ['alice'], 'an object': { id: 'alice' } }),
    ...values('username', WRONG_TEXTS),
    'a username in the token of a program': ({ tokens }) => tokens.machine({ username: 'alice' }),
    'an empty username in the token of a program': ({ tokens }) => tokens.machine({ username: '' }),
    'scope a list': withClaims({ scope: ['articles/write'] }),
    'scope null': withClaims({ scope: null }),
    'scope a number': withClaims({ scope: 1 }),
  }),
  ...attacks('S45', 'accepted', {
    'the claims of a program': ({ tokens }) => tokens.machine(),
    'no scope': withClaims({ scope: undefined }),
    'an aud': withClaims({ aud: 'https://api.example' }),
    'a list of aud': withClaims({ aud: ['https://api.example', 'https://other.example'] }),
  }),
];

const PROOF_OF_POSSESSION = attacks('S46', 'token_claims_invalid', {
  'cnf with a thumbprint': withClaims({ cnf: { jkt: 'AAAA' } }),
  'cnf with a certificate': withClaims({ cnf: { 'x5t#S256': 'AAAA' } }),
  'an empty cnf': withClaims({ cnf: {} }),
  'cnf null': withClaims({ cnf: null }),
  'cnf false': withClaims({ cnf: false }),
});

const UNTRUSTED_GROUPS = attacks(
  'S62',
  'accepted',
  values('cognito:groups', {
    'a string': 'admin',
    'a string with a comma': 'admin,editors',
    'an object': { admin: true },
    'a nested list': [['admin']],
    'a list with a number': ['admin', 1],
    'a list with null': ['admin', null],
    numbers: [1, 2],
    true: true,
    null: null,
    'an empty list': [],
    'a list of an empty name': [''],
  }),
);

/** Tokens of the pool's own key whose claims are wrong, or unusual and right. */
export const CLAIM_ATTACKS: readonly Attack[] = [
  ...EXPIRY,
  ...NOT_BEFORE,
  ...ISSUED,
  ...ISSUERS,
  ...TOKEN_TYPES,
  ...CLIENTS,
  ...SUBJECTS,
  ...PROOF_OF_POSSESSION,
  ...UNTRUSTED_GROUPS,
];
