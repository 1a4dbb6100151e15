import { generateKeyPairSync, sign } from 'node:crypto';
import { ANONYMOUS, type Principal, TokenVerifier } from '../tokens/index.js';
import { type IdentityRequest, identityOfRequest } from './request-identity.js';

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';

describe('identityOfRequest', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const verifier = new TokenVerifier({
    userPools: [
      { userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: null, jwks: { keys: [jwk] } },
    ],
  });

  function token(claims: Readonly<Record<string, unknown>>): string {
    const iat = Math.floor(Date.now() / 1000);
    const payload = { iss: ISSUER, iat, exp: iat + 3600, auth_time: iat, ...claims };
    const parts = [{ alg: 'RS256', kid: 'k1' }, payload].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return `${parts.join('.')}.${sign('sha256', Buffer.from(parts.join('.')), privateKey).toString('base64url')}`;
  }

  const accessToken = (sub = 'alice') =>
    token({ token_use: 'access', client_id: 'web', sub, username: sub, origin_jti: `origin-${sub}` });
  const idToken = (sub = 'alice') =>
    token({ token_use: 'id', aud: 'web', sub, 'cognito:username': sub, origin_jti: `origin-${sub}` });

  async function requestOf(
    bearerToken: string,
    rawHeaders: readonly string[] = [],
  ): Promise<IdentityRequest> {
    const caller: Principal = await verifier.verify(bearerToken);
    return { caller, bearerToken, rawHeaders, idTokenHeader: 'x-id-token' };
  }

  it('takes the ID token of the second header, when it is the caller’s', async () => {
    const own = idToken();
    const identity = await identityOfRequest(verifier, await requestOf(accessToken(), ['X-Id-Token', own]));

    expect(identity.principal).toMatchObject({ sub: 'alice', tokenUse: 'id' });
    expect(identity.revealIdToken()).toBe(own);
  });

  it('takes a bearer token that is an ID token, and looks at no second one', async () => {
    const own = idToken();
    const request = await requestOf(own, ['X-Id-Token', idToken('bob')]);

    expect((await identityOfRequest(verifier, request)).revealIdToken()).toBe(own);
  });

  it('refuses the ID token of somebody else, and one that is none', async () => {
    const withHeader = async (value: string) =>
      identityOfRequest(verifier, await requestOf(accessToken(), ['x-id-token', value]));

    await expect(withHeader(idToken('bob'))).rejects.toMatchObject({ code: 'token_binding_mismatch' });
    await expect(withHeader(accessToken())).rejects.toMatchObject({ code: 'token_use_not_allowed' });
    await expect(withHeader(idToken().slice(0, -8))).rejects.toMatchObject({ httpStatus: 401 });
  });

  it('refuses a user who sent an access token only', async () => {
    await expect(identityOfRequest(verifier, await requestOf(accessToken()))).rejects.toMatchObject({
      code: 'id_token_required',
      httpStatus: 400,
    });
  });

  it('refuses a program, which has no ID token', async () => {
    const machine = await requestOf(
      token({ token_use: 'access', client_id: 'web', sub: 'web', scope: 'a/b' }),
    );

    expect(machine.caller.kind).toBe('machine');
    await expect(identityOfRequest(verifier, machine)).rejects.toMatchObject({ code: 'access_denied' });
  });

  it('refuses an anonymous caller, and a caller without a bearer token', async () => {
    const request = await requestOf(accessToken());

    for (const other of [
      { ...request, caller: ANONYMOUS },
      { ...request, bearerToken: undefined },
    ]) {
      await expect(identityOfRequest(verifier, other)).rejects.toMatchObject({
        code: 'authentication_required',
      });
    }
  });

  describe('where an access token is enough', () => {
    const strategy = { proof: 'bearerToken', furtherLogins: undefined } as const;

    it('takes it, and the ID token too where that is the bearer token', async () => {
      for (const bearerToken of [accessToken(), idToken()]) {
        const request = await requestOf(bearerToken);
        const { principal } = await identityOfRequest(verifier, { ...request, strategy });
        expect(principal).toBe(request.caller);
      }
    });

    it('speaks for the access token, and refuses an ID token beside it that is not its own', async () => {
      const withHeader = async (value: string) =>
        identityOfRequest(verifier, { ...(await requestOf(accessToken(), ['x-id-token', value])), strategy });

      expect((await withHeader(idToken())).principal.tokenUse).toBe('access');
      await expect(withHeader(idToken('bob'))).rejects.toMatchObject({ code: 'token_binding_mismatch' });
      await expect(withHeader('a.b.c')).rejects.toMatchObject({ httpStatus: 401 });
    });
  });

  it('adds what the application knows of other sign-ins of the very user', async () => {
    const strategy = {
      proof: 'idToken',
      furtherLogins: ({ user }: { user: { sub: string } }) => ({ 'accounts.google.com': `of ${user.sub}` }),
    } as const;
    const request = await requestOf(idToken('bob'));

    expect((await identityOfRequest(verifier, { ...request, strategy })).furtherLogins).toEqual({
      'accounts.google.com': 'of bob',
    });
  });
});
