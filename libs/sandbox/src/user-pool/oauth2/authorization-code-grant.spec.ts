import { createHash } from 'node:crypto';

import {
  AdminDisableUserCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import { Sandbox } from '../../sandbox.js';
import {
  CALLBACK,
  codeOf,
  OPTIONS,
  pkce,
  POOL,
  post,
  redeem,
  signInOnPages,
} from '../managed-login/code-flow.spec-helper.js';

describe('an authorization code', () => {
  let sandbox: Sandbox;
  let api: CognitoIdentityProviderClient;

  beforeAll(async () => {
    sandbox = await Sandbox.start(OPTIONS);
    const credentials = sandbox.administrator;
    api = new CognitoIdentityProviderClient({ endpoint: sandbox.url, region: 'eu-west-1', credentials });
  });

  afterAll(() => sandbox.stop());

  const issuer = () => `${sandbox.url}/${POOL}`;
  const claimsOf = async (token = '') => {
    const keys = createRemoteJWKSet(new URL(`${issuer()}/.well-known/jwks.json`));
    return (await jwtVerify(token, keys, { issuer: issuer(), clockTolerance: '1 year' })).payload;
  };
  const refused = { status: 400, body: { error: 'invalid_grant' } };

  it('becomes tokens with the scopes that were granted, and with the nonce', async () => {
    const callback = await signInOnPages(sandbox, { scope: 'openid email', nonce: 'once' });
    const { status, body } = await redeem(sandbox, codeOf(callback));
    expect(status).toBe(200);
    expect(body).toEqual({
      id_token: expect.any(String),
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 3600,
      token_type: 'Bearer',
    });
    const [access, id] = [await claimsOf(body.access_token), await claimsOf(body.id_token)];
    expect(access).toMatchObject({ client_id: 'web', scope: 'openid email', username: 'alice' });
    expect(id).toMatchObject({ aud: 'web', nonce: 'once', email: 'alice@example.com', sub: access.sub });
    expect(id).toMatchObject({ 'cognito:groups': ['editors'], origin_jti: access.origin_jti });
    expect(id).not.toHaveProperty('name');
    const half = createHash('sha256')
      .update(body.access_token ?? '')
      .digest()
      .subarray(0, 16);
    expect(id.at_hash).toBe(half.toString('base64url'));
  });

  it.each([
    ['openid', ['email', 'name', 'phone_number']],
    ['openid profile', ['email', 'name', 'phone_number']],
    ['openid email', ['email']],
    ['openid phone', ['phone_number']],
    ['openid email phone', ['email', 'phone_number']],
  ])('opens with %s the attributes %j', async (scope, attributes) => {
    const { body } = await redeem(sandbox, codeOf(await signInOnPages(sandbox, { scope })));
    const claims = await claimsOf(body.id_token);
    const known = ['email', 'name', 'phone_number'];
    expect(known.filter((name) => name in claims)).toEqual(attributes);
    const userInfo = await fetch(`${sandbox.url}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${body.access_token ?? ''}` },
    });
    const info = (await userInfo.json()) as object;
    expect(known.filter((name) => name in info)).toEqual(attributes);
    expect(info).toMatchObject({ sub: claims.sub, username: 'alice' });
  });

  it('gives no ID token without openid, and the access token then says nothing about the user', async () => {
    const scope = 'aws.cognito.signin.user.admin';
    const { body } = await redeem(sandbox, codeOf(await signInOnPages(sandbox, { scope })));
    expect(body).not.toHaveProperty('id_token');
    const authorization = `Bearer ${body.access_token ?? ''}`;
    const userInfo = await fetch(`${sandbox.url}/oauth2/userInfo`, { headers: { authorization } });
    expect(userInfo.status).toBe(401);
    const user = await api.send(new GetUserCommand({ AccessToken: body.access_token }));
    expect(user.Username).toBe('alice');
  });

  it('gives an access token that is of no use at the API without its scope', async () => {
    const { body } = await redeem(sandbox, codeOf(await signInOnPages(sandbox, { scope: 'openid' })));
    await expect(api.send(new GetUserCommand({ AccessToken: body.access_token }))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token does not have required scopes',
    });
  });

  it('is good once, and the second time ends what was issued for it', async () => {
    const code = codeOf(await signInOnPages(sandbox));
    const first = await redeem(sandbox, code);
    expect(first.status).toBe(200);
    expect(await redeem(sandbox, code)).toEqual(refused);
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token ?? '' };
    expect(await post(sandbox, '/oauth2/token', refresh)).toEqual(refused);
    await expect(
      api.send(new GetUserCommand({ AccessToken: first.body.access_token })),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('is good for five minutes', async () => {
    const [early, late] = [codeOf(await signInOnPages(sandbox)), codeOf(await signInOnPages(sandbox))];
    sandbox.advance(290);
    expect((await redeem(sandbox, early)).status).toBe(200);
    sandbox.advance(15);
    expect(await redeem(sandbox, late)).toEqual(refused);
  });

  it.each([
    ['another redirect URI', { redirect_uri: 'http://localhost:3000/other' }],
    ['another client', { client_id: 'rotating' }],
    ['a client of another pool', { client_id: 'other' }],
  ])('is used up by %s', async (_, wrong: Record<string, string>) => {
    const code = codeOf(await signInOnPages(sandbox));
    expect(await redeem(sandbox, code, wrong)).toEqual(refused);
    // Another pool does not know the code at all.
    const again = await redeem(sandbox, code);
    expect(again.status).toBe(wrong.client_id === 'other' ? 200 : 400);
  });

  describe('with PKCE', () => {
    const { verifier, challenge } = pkce();
    const asked = { code_challenge: challenge, code_challenge_method: 'S256' };

    it('needs its verifier', async () => {
      const code = codeOf(await signInOnPages(sandbox, asked));
      expect((await redeem(sandbox, code, { code_verifier: verifier })).status).toBe(200);
    });

    it.each([
      ['no verifier', {}],
      ['another verifier', { code_verifier: pkce().verifier }],
      ['the challenge itself', { code_verifier: challenge }],
      ['a verifier that is too short', { code_verifier: 'short' }],
    ])('is refused with %s, and used up', async (_, wrong: Record<string, string>) => {
      const code = codeOf(await signInOnPages(sandbox, asked));
      expect(await redeem(sandbox, code, wrong)).toEqual(refused);
      expect(await redeem(sandbox, code, { code_verifier: verifier })).toEqual(refused);
    });

    it('can not be put in the place of a code that was asked for without a challenge', async () => {
      const code = codeOf(await signInOnPages(sandbox));
      expect(await redeem(sandbox, code, { code_verifier: verifier })).toEqual(refused);
    });
  });

  it('is worth nothing once the user is disabled', async () => {
    const code = codeOf(await signInOnPages(sandbox, {}, { username: 'bob' }));
    await api.send(new AdminDisableUserCommand({ UserPoolId: POOL, Username: 'bob' }));
    expect(await redeem(sandbox, code)).toEqual(refused);
  });

  it.each([
    ['no code', { grant_type: 'authorization_code', redirect_uri: CALLBACK }, 'invalid_request'],
    ['no redirect URI', { grant_type: 'authorization_code', code: 'c' }, 'invalid_request'],
    ['no refresh token', { grant_type: 'refresh_token' }, 'invalid_request'],
    [
      'an unknown code',
      { grant_type: 'authorization_code', code: 'c', redirect_uri: CALLBACK },
      'invalid_grant',
    ],
    ['an unknown refresh token', { grant_type: 'refresh_token', refresh_token: 'r' }, 'invalid_grant'],
    [
      'a client that may not refresh',
      { grant_type: 'refresh_token', client_id: 'noflows', refresh_token: 'r' },
      'unauthorized_client',
    ],
    [
      'a client without the code flow',
      { grant_type: 'authorization_code', client_id: 'noflows', code: 'c', redirect_uri: CALLBACK },
      'unauthorized_client',
    ],
    [
      'a confidential client without its secret',
      { grant_type: 'authorization_code', client_id: 'web', code: 'c', redirect_uri: CALLBACK },
      'invalid_client',
    ],
  ])('is refused with %s', async (_, form: Record<string, string>, error) => {
    expect(await post(sandbox, '/oauth2/token', form)).toEqual({ status: 400, body: { error } });
  });

  describe('and its refresh token', () => {
    const refresh = (refreshToken = '', client: Record<string, string> = {}) =>
      post(sandbox, '/oauth2/token', {
        ...{ grant_type: 'refresh_token', refresh_token: refreshToken, ...client },
      });

    it('keeps the scopes and the time of the sign-in', async () => {
      const callback = await signInOnPages(sandbox, { scope: 'openid email', nonce: 'once' });
      const first = await redeem(sandbox, codeOf(callback));
      sandbox.advance(60);
      const { body } = await refresh(first.body.refresh_token);
      expect(body).not.toHaveProperty('refresh_token');
      const [before, after] = [await claimsOf(first.body.access_token), await claimsOf(body.access_token)];
      expect(after).toMatchObject({ scope: 'openid email', auth_time: before.auth_time });
      const id = await claimsOf(body.id_token);
      expect(id).not.toHaveProperty('nonce');
      expect(id).not.toHaveProperty('name');
    });

    it('is of its own client only', async () => {
      const { body } = await redeem(sandbox, codeOf(await signInOnPages(sandbox)));
      expect(await refresh(body.refresh_token, { client_id: 'public' })).toEqual(refused);
      expect((await refresh(body.refresh_token)).status).toBe(200);
    });

    it('ends when the user is signed out everywhere, disabled, or after its life', async () => {
      const user = { UserPoolId: POOL, Username: 'carol' };
      const signIn = async (username: string) =>
        (await redeem(sandbox, codeOf(await signInOnPages(sandbox, {}, { username })))).body.refresh_token;
      const [signedOut, expired] = [await signIn('carol'), await signIn('alice')];
      await api.send(new AdminUserGlobalSignOutCommand(user));
      expect(await refresh(signedOut)).toEqual(refused);
      const disabled = await signIn('carol');
      expect((await refresh(disabled)).status).toBe(200);
      await api.send(new AdminDisableUserCommand(user));
      expect(await refresh(disabled)).toEqual(refused);
      sandbox.advance(31 * 24 * 3600);
      expect(await refresh(expired)).toEqual(refused);
    });

    it('rotates where the client says so, and an old one is refused', async () => {
      const client = { client_id: 'rotating' };
      const callback = await signInOnPages(sandbox, client);
      const first = await redeem(sandbox, codeOf(callback), client);
      const second = await refresh(first.body.refresh_token, client);
      expect(second.body.refresh_token).toEqual(expect.any(String));
      expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
      expect(await refresh(first.body.refresh_token, client)).toEqual(refused);
    });

    it('ends at the revocation endpoint, with all that came from it', async () => {
      const { body } = await redeem(sandbox, codeOf(await signInOnPages(sandbox)));
      const token = body.refresh_token ?? '';
      const access = body.access_token ?? '';
      const revoke = (form: Record<string, string>) => post(sandbox, '/oauth2/revoke', form);
      expect(await revoke({})).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      expect(await revoke({ token: access })).toMatchObject({ body: { error: 'unsupported_token_type' } });
      expect(await revoke({ token, client_id: 'public' })).toMatchObject({ status: 400 });
      expect(await revoke({ token, client_id: 'web' })).toEqual({
        status: 401,
        body: { error: 'invalid_client' },
      });
      expect((await refresh(token)).status).toBe(200);
      expect(await revoke({ token })).toEqual({ status: 200, body: {} });
      expect(await refresh(token)).toEqual(refused);
      expect(await revoke({ token: 'unknown' })).toEqual({ status: 200, body: {} });
      const userInfo = await fetch(`${sandbox.url}/oauth2/userInfo`, {
        headers: { authorization: `Bearer ${access}` },
      });
      expect(userInfo.status).toBe(401);
      expect(userInfo.headers.get('www-authenticate')).toContain('error="invalid_token"');
      expect(await userInfo.json()).toMatchObject({ error: 'invalid_token' });
    });
  });

  it.each([[undefined], ['Basic x'], ['Bearer'], ['Bearer a b']])(
    'is what userInfo wants a token of: %s is a bad request',
    async (authorization) => {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const answer = await fetch(`${sandbox.url}/oauth2/userInfo`, { headers });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
    },
  );
});
