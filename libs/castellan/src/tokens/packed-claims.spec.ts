import fc from 'fast-check';
import { ClaimsPacker, unpackClaims } from './packed-claims.js';
import type { JsonObject } from './strict-json.js';

const principal = {
  pool: 'staff',
  issuer: 'https://issuer.example',
  clientId: 'web',
  tokenUse: 'access' as const,
  sub: 'alice',
  scopes: ['a/read', 'a/write'],
  issuedAt: 1_800_000_000_000,
  expiresAt: 1_800_003_600_000,
  authTime: undefined,
};
const user = { username: 'alice', groups: ['editors'] };
const said: JsonObject = {
  iss: 'https://issuer.example',
  sub: 'alice',
  client_id: 'web',
  token_use: 'access',
  scope: 'a/read a/write',
  iat: 1_800_000_000,
  exp: 1_800_003_600,
  username: 'alice',
  'cognito:groups': ['editors'],
};

function repacked(payload: JsonObject, packer = new ClaimsPacker()) {
  return unpackClaims(packer.pack(payload, principal, user), principal, user);
}

describe('Packed claims', () => {
  it('are the claims again, in their order, without a prototype and frozen throughout', () => {
    const payload = { jti: 'one', ...said, version: 2, 'custom:data': { list: [{ deep: true }] } };
    const claims = repacked(payload);

    expect(claims).toEqual(payload);
    expect(Object.keys(claims)).toEqual(Object.keys(payload));
    const data = claims['custom:data'] as { readonly list: readonly object[] };
    for (const object of [claims, data, data.list[0]!]) {
      expect(Object.getPrototypeOf(object)).toBeNull();
      expect(Object.isFrozen(object)).toBe(true);
    }
    expect(Object.isFrozen(data.list)).toBe(true);
  });

  it('hold nothing that the principal says', () => {
    const { values, names } = new ClaimsPacker().pack({ ...said, jti: 'one' }, principal, user);
    expect(names.kept).toEqual(['jti']);
    expect(values).toBe("'one");
  });

  it('keep the names that tokens have in common once', () => {
    const packer = new ClaimsPacker();
    const [one, two, other] = [{ jti: '1' }, { jti: '2' }, { jti: '1', nonce: '2' }].map((payload) =>
      packer.pack(payload, principal, user),
    );
    expect(two!.names).toBe(one!.names);
    expect(other!.names).not.toBe(one!.names);
  });

  it('are right for more kinds of tokens than are shared', () => {
    const packer = new ClaimsPacker();
    for (let kind = 0; kind < 100; kind += 1) {
      const payload = { [`custom:${kind}`]: 'yes' };
      expect(repacked(payload, packer)).toEqual(payload);
    }
  });

  it.each([
    ['a scope spelled in another way', { scope: 'a/read  a/write' }],
    ['a time with a fraction', { iat: 1_800_000_000.5 }],
    ['groups that are none', { 'cognito:groups': 'editors' }],
    ['groups in another order', { 'cognito:groups': ['editors', 'admins'] }],
    ['a text with line breaks', { name: 'one\ntwo' }],
    ['a text like JSON', { name: '"quoted"', other: "'", empty: '' }],
    ['names that objects have', { constructor: 'c', toString: 't', hasOwnProperty: 'h' }],
    ['numbers as names', { 7: 'seven', 1: 'one' }],
    ['nothing at all', {}],
  ])('keep %s as it was signed', (_, claims) => {
    const payload = { ...said, ...claims } as JsonObject;
    expect(repacked(payload)).toEqual(payload);
  });

  it('of any JSON are that JSON', () => {
    const packer = new ClaimsPacker();
    const names = fc.oneof(fc.constantFrom(...Object.keys(said), 'auth_time', 'aud'), fc.string());
    const values = fc.oneof(fc.constantFrom(...Object.values(said)), fc.jsonValue());
    fc.assert(
      fc.property(fc.dictionary(names, values, { noNullPrototype: true }), (payload) => {
        fc.pre(!Object.hasOwn(payload, '__proto__'));
        const asSigned = JSON.parse(JSON.stringify(payload)) as JsonObject;
        expect(repacked(asSigned, packer)).toEqual(asSigned);
      }),
      { numRuns: 2_000 },
    );
  });
});
