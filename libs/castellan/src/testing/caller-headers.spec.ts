import { identityOfRequest } from '../credentials/index.js';
import { readBearerToken, readTokenHeader, TokenVerifier } from '../tokens/index.js';
import { asMachine, asUser, asUserWithIdToken } from './caller-headers.js';
import { testUserPool } from './test-user-pool.js';
import { TokenFactory } from './token-factory.js';

describe('the headers of a caller', () => {
  const factory = new TokenFactory();
  const verifier = new TokenVerifier({ userPools: [testUserPool(factory)] });
  const callerOf = (headers: Readonly<Record<string, string>>) =>
    verifier.verify(readBearerToken(Object.entries(headers).flat()) ?? '');

  it('are those of a user with an access token', async () => {
    const headers = asUser(factory, { username: 'alice', groups: ['editors'], claims: { tier: 'gold' } });
    expect(Object.keys(headers)).toEqual(['authorization']);
    expect(await callerOf(headers)).toMatchObject({
      kind: 'user',
      username: 'alice',
      groups: ['editors'],
      claims: { tier: 'gold' },
    });
  });

  it('are those of some user, if nothing is said', async () => {
    expect(await callerOf(asUser(factory))).toMatchObject({
      kind: 'user',
      username: 'test-user',
      groups: [],
    });
  });

  it('are those of a user with an ID token as the bearer token', async () => {
    const idVerifier = new TokenVerifier({ userPools: [testUserPool(factory, { tokenUse: 'id' })] });
    const { authorization } = asUser(factory, { tokenUse: 'id' });
    expect(await idVerifier.verify(authorization.slice('Bearer '.length))).toMatchObject({ tokenUse: 'id' });
  });

  it('are those of a program', async () => {
    expect(await callerOf(asMachine(factory, { scopes: ['a/b'] }))).toMatchObject({
      kind: 'machine',
      scopes: ['a/b'],
    });
    expect(await callerOf(asMachine(factory))).toMatchObject({ kind: 'machine', scopes: [] });
  });

  it('carry an ID token that belongs to the access token', async () => {
    const rawHeaders = Object.entries(asUserWithIdToken(factory, { username: 'alice' })).flat();
    const bearerToken = readBearerToken(rawHeaders);
    const caller = await verifier.verify(bearerToken ?? '');
    const request = { caller, bearerToken, rawHeaders, idTokenHeader: 'x-id-token' };
    expect((await identityOfRequest(verifier, request)).principal).toMatchObject({
      username: 'alice',
      tokenUse: 'id',
    });
  });

  it('do not let one user borrow the ID token of another', async () => {
    const alice = asUser(factory, { username: 'alice' });
    const bob = asUserWithIdToken(factory, { username: 'bob' });
    const rawHeaders = Object.entries({ ...bob, ...alice }).flat();
    expect(readTokenHeader(rawHeaders, 'x-id-token')).toBe(bob['x-id-token']);
    const bearerToken = readBearerToken(rawHeaders);
    const caller = await verifier.verify(bearerToken ?? '');
    const request = { caller, bearerToken, rawHeaders, idTokenHeader: 'x-id-token' };
    await expect(identityOfRequest(verifier, request)).rejects.toMatchObject({
      code: 'token_binding_mismatch',
    });
  });
});
