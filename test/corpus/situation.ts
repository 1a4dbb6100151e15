import fc from 'fast-check';
import { newSigningKey, rs256, type SigningKey, TokenFactory } from '../support/token-factory.js';
import { NOW } from './corpus-pool.js';

export const USER_POOL_ID = 'eu-west-1_Differential';
export const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${USER_POOL_ID}`;
const KEYS = ['a', 'b', 'c'].map((kid) => newSigningKey(kid));

export type Claims = Readonly<Record<string, unknown>>;
type Kind = 'access' | 'id' | 'machine';
export interface Configuration {
  readonly clientIds: readonly string[];
  readonly tokenUse: 'access' | 'id';
  readonly clockToleranceSeconds: number;
}
/** Everything a verdict may depend on. */
export interface Situation {
  readonly configuration: Configuration;
  readonly jwks: { readonly keys: readonly { readonly kid: string }[] };
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function mostly<T>(usual: T, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, unusual);
}

const configuration = fc.record<Configuration>({
  clientIds: fc.constantFrom(['web'], ['web', 'mobile'], ['web', 'mobile'], ['mobile']),
  tokenUse: mostly<'access' | 'id'>('access', fc.constant('id')),
  clockToleranceSeconds: fc.constantFrom(0, 0, 60),
});

const kid = mostly<string | undefined>(undefined, fc.constantFrom('a', 'b', 'z'));
const keySet = fc.tuple(...KEYS.map(publishedKey)).map((keys) => keys.flat());

/** A key as a key set lists it: once, twice or not at all, under another name, with a fault. */
function publishedKey({ jwk }: SigningKey): fc.Arbitrary<readonly { readonly kid: string }[]> {
  const faults = fc.constantFrom({ use: 'enc' }, { alg: 'PS256' }, { key_ops: ['sign'] }, { kty: 'EC' });
  const times = mostly(1, fc.constantFrom(0, 2));
  return fc
    .record({ kid, fault: mostly<object>({}, faults), times })
    .map(({ kid: name, fault, times: count }) =>
      Array.from({ length: count }, () => ({ ...jwk, ...(name !== undefined && { kid: name }), ...fault })),
    );
}

const seconds = fc.constantFrom(
  -3_600,
  -61,
  -60,
  -59,
  -1,
  0,
  1,
  59,
  60,
  61,
  1_800,
  3_599,
  3_600,
  86_400,
  90_000,
);
/** What a claim is put in place of; most claims stay as they are. */
const change = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Claims>({}) },
  seconds.map((offset) => ({ exp: NOW + offset })),
  seconds.map((offset) => ({ nbf: NOW + offset })),
  seconds.map((offset) => ({ iat: NOW + offset })),
  fc.constantFrom<Claims>({ exp: undefined }, { exp: String(NOW + 60) }, { exp: null }, { nbf: '0' }),
  fc.constantFrom<Claims>({ iss: `${ISSUER}/` }, { iss: ISSUER.toLowerCase() }, { iss: [ISSUER] }),
  fc.constantFrom<Claims>({ client_id: 'other' }, { aud: 'other' }, { client_id: 'mobile', aud: 'mobile' }),
  fc.constantFrom<Claims>({ token_use: 'id' }, { token_use: 'access' }, { token_use: ['access'] }),
  fc.constantFrom<Claims>({ sub: undefined }, { sub: '' }, { cnf: { jkt: 'x' } }, { username: 7 }),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
);
const header = fc.oneof(
  { weight: 15, arbitrary: fc.constant<Claims>({}) },
  fc.constantFrom<Claims>({ alg: 'none' }, { alg: 'HS256' }, { alg: 'PS256' }, { alg: 'rs256' }),
  fc.constantFrom<Claims>({ typ: 'JWT' }, { typ: 'at+jwt' }, { typ: 'dpop+jwt' }),
  fc.constantFrom<Claims>({ kid: undefined }, { kid: 'z' }, { crit: ['exp'] }, { jwk: KEYS[2]!.jwk }),
);
const token = fc
  .record({
    signer: fc.constantFrom(...KEYS),
    kid,
    kind: fc.constantFrom<Kind>('access', 'access', 'access', 'access', 'id', 'machine'),
    clientId: fc.constantFrom('web', 'web', 'web', 'mobile'),
    changes: fc.tuple(change, change),
    header,
  })
  .map(({ signer, kid: name = signer.kid, kind, clientId, changes, header: parameters }) => {
    const tokens = new TokenFactory({ key: signer, issuer: ISSUER, clientId, now: () => NOW });
    const overrides = Object.assign({}, ...changes) as Claims;
    const claims = {
      access: () => tokens.accessClaims(overrides),
      id: () => tokens.idClaims(overrides),
      machine: () => tokens.machineClaims(overrides),
    }[kind]();
    return tokens.sign(claims, { alg: 'RS256', kid: name, ...parameters }, rs256(signer));
  });
/** Most of its parts are right, so that most situations have one thing wrong, or nothing. */
export const situation = fc.record<Situation>({
  configuration,
  jwks: keySet.map((keys) => ({ keys })),
  token,
  now: fc
    .record({ at: fc.oneof(fc.integer({ min: 0, max: 3_599 }), seconds), off: fc.constantFrom(0, 1, 999) })
    .map(({ at, off }) => (NOW + at) * 1_000 + off),
});
