import { checkClaims } from './claims.js';
import { Principals } from './principals.js';
import type { UserPrincipal } from './principal.js';
import { parseStrictJson } from './strict-json.js';
import {
  accessClaims,
  CLIENT_ID,
  idClaims,
  ISSUER,
  machineClaims,
  NOW,
  POOL_ID,
  readPools,
} from './token-fixtures.spec-helper.js';

const [pool] = readPools([{ name: 'customers', userPoolId: POOL_ID, clientIds: null, tokenUse: null }]);
const create = (claims: Record<string, unknown>, principals = new Principals()) =>
  principals.create(checkClaims(parseStrictJson(Buffer.from(JSON.stringify(claims))), pool!, null), pool!);
const createUser = (claims: Record<string, unknown>, principals?: Principals) =>
  create(claims, principals) as UserPrincipal;

function everyObjectOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(everyObjectOf)];
}

describe('Principals', () => {
  it('makes a user of an access token', () => {
    expect(create(accessClaims())).toEqual({
      kind: 'user',
      pool: 'customers',
      issuer: ISSUER,
      clientId: CLIENT_ID,
      tokenUse: 'access',
      sub: 'f3d9a1b2-1111-2222-3333-444455556666',
      scopes: ['openid', 'articles/write'],
      claims: accessClaims(),
      issuedAt: NOW * 1_000,
      expiresAt: (NOW + 3_600) * 1_000,
      authTime: NOW * 1_000,
      username: 'alice',
      groups: ['editors'],
      identities: [],
    });
  });

  it('makes a user of an ID token, without scopes', () => {
    expect(create(idClaims({ scope: 'articles/write', auth_time: undefined }))).toMatchObject({
      kind: 'user',
      tokenUse: 'id',
      username: 'alice',
      scopes: [],
      authTime: undefined,
    });
  });

  it('makes a machine of a token for client credentials, without username and groups', () => {
    const machine = create(machineClaims({ scope: 'articles/import', 'cognito:groups': ['admins'] }));
    expect(machine).toMatchObject({ kind: 'machine', sub: CLIENT_ID, scopes: ['articles/import'] });
    expect(machine).not.toHaveProperty('username');
    expect(machine).not.toHaveProperty('groups');
    expect(machine).not.toHaveProperty('identities');
  });

  it('does not take a user with scopes for a machine', () => {
    expect(create(accessClaims({ scope: 'a b c' }))).toMatchObject({ kind: 'user', username: 'alice' });
  });

  it.each([
    [undefined, []],
    ['', []],
    [' ', []],
    ['a', ['a']],
    ['a  b ', ['a', 'b']],
    ['b a b', ['b', 'a', 'b']],
    ['a\tb', ['a\tb']],
  ])('reads scope %j', (scope, scopes) => {
    expect(create(accessClaims({ scope })).scopes).toEqual(scopes);
  });

  it.each([
    [
      ['ADMIN', 'admin'],
      ['ADMIN', 'admin'],
    ],
    [[], []],
    [undefined, []],
    [null, []],
    ['admins', []],
    [{ 0: 'admins', length: 1 }, []],
    [[['admins']], []],
    [[1, 2], []],
    [['admins', 1], []],
    [['admins', null], []],
  ])('reads cognito:groups %j as %j', (claim, groups) => {
    expect(createUser(accessClaims({ 'cognito:groups': claim })).groups).toEqual(groups);
  });

  it('shares equal lists of groups and scopes', () => {
    const principals = new Principals();
    const alice = createUser(accessClaims(), principals);
    const bob = createUser(accessClaims({ sub: 'bob', username: 'bob' }), principals);
    expect(bob.groups).toBe(alice.groups);
    expect(bob.scopes).toBe(alice.scopes);
    expect(bob.claims['cognito:groups']).toBe(bob.groups);
  });

  it('does not mistake lists for each other whose names look alike together', () => {
    const principals = new Principals();
    for (const groups of [['a\nb'], ['a', 'b'], ['a\nb'], ['a', 'b'], ['a b'], ['b', 'a']]) {
      expect(createUser(accessClaims({ 'cognito:groups': groups }), principals).groups).toEqual(groups);
    }
  });

  const identity = {
    userId: '1',
    providerName: 'Google',
    providerType: 'Google',
    issuer: null,
    primary: 'true',
  };
  it('reads federated identities', () => {
    expect(createUser(idClaims({ identities: [identity] })).identities).toEqual([
      { userId: '1', providerName: 'Google', providerType: 'Google', primary: true },
    ]);
  });

  it.each([
    [[]],
    ['[]'],
    [{}],
    [[null]],
    [['Google']],
    [[{ ...identity, userId: 1 }]],
    [[{ ...identity, providerName: undefined }]],
    [[{ ...identity, providerType: null }]],
    [[identity, { ...identity, userId: undefined }]],
  ])('finds no identities in %j', (identities) => {
    expect(createUser(idClaims({ identities })).identities).toEqual([]);
  });

  it('freezes everything', () => {
    const claims = { identities: [identity], address: { lines: [['a']] } };
    for (const principal of [
      create(idClaims(claims)),
      create(accessClaims(claims)),
      create(machineClaims(claims)),
    ]) {
      const objects = everyObjectOf(principal);
      expect(objects.length).toBeGreaterThan(5);
      expect(objects.filter((object) => !Object.isFrozen(object))).toEqual([]);
      expect(Object.getPrototypeOf(principal.claims)).toBeNull();
    }
  });
});
