import * as oidc from 'openid-client';

import { Sandbox } from '../../sandbox.js';
import { Browser } from './browser.spec-helper.js';
import { CALLBACK, PASSWORD, POOL } from './code-flow.spec-helper.js';

const LOGOUT = 'http://localhost:3000/';

describe('managed login, with openid-client', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL,
          clients: [
            {
              name: 'web',
              clientId: 'web',
              clientSecret: 'websecret',
              callbackUrls: [CALLBACK],
              logoutUrls: [LOGOUT],
              refreshTokenRotation: { retryGracePeriodSeconds: 0 },
            },
            { name: 'spa', clientId: 'spa', callbackUrls: [CALLBACK] },
            {
              name: 'job',
              clientId: 'job',
              clientSecret: 'jobsecret',
              allowedOAuthFlows: ['client_credentials'],
              allowedOAuthScopes: ['openid', 'reports/read', 'reports/write'],
            },
          ],
          resourceServers: [{ identifier: 'reports', scopes: [{ name: 'read' }, { name: 'write' }] }],
          users: [{ username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com' } }],
        },
      ],
    });
  });

  afterAll(() => sandbox.stop());

  const clientOf = (clientId: string, authentication: oidc.ClientAuth) =>
    oidc.discovery(new URL(`${sandbox.url}/${POOL}`), clientId, undefined, authentication, {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the sandbox is on loopback, without TLS
      execute: [oidc.allowInsecureRequests],
    });

  /** Signs alice in, and redeems the code. */
  const signIn = async (client: oidc.Configuration, scope: string) => {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
    const address = oidc.buildAuthorizationUrl(client, {
      redirect_uri: CALLBACK,
      scope,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    });
    const browser = new Browser(sandbox.url);
    const page = await browser.open(address.href);
    const { url } = await browser.submit(page, '/login', { username: 'alice', password: PASSWORD });
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    return { browser, tokens: await oidc.authorizationCodeGrant(client, new URL(url), checks) };
  };

  it.each([
    ['HTTP Basic', oidc.ClientSecretBasic('websecret')],
    ['a secret in the form', oidc.ClientSecretPost('websecret')],
  ])('signs a user in for a client with %s', async (_, authentication) => {
    const client = await clientOf('web', authentication);
    const { tokens } = await signIn(client, 'openid email');
    const { sub = '' } = tokens.claims() ?? {};
    expect(tokens.claims()).toMatchObject({ email: 'alice@example.com', 'cognito:username': 'alice' });
    expect(await oidc.fetchUserInfo(client, tokens.access_token, sub)).toMatchObject({
      ...{ sub, username: 'alice', email: 'alice@example.com', email_verified: 'false' },
    });
  });

  it('signs a user in for a client without a secret', async () => {
    const { tokens } = await signIn(await clientOf('spa', oidc.None()), 'openid');
    expect(tokens.claims()).toMatchObject({ aud: 'spa', 'cognito:username': 'alice' });
  });

  it('refreshes with rotation, refuses the old refresh token, and revokes the new one', async () => {
    const client = await clientOf('web', oidc.ClientSecretBasic('websecret'));
    const { tokens: first } = await signIn(client, 'openid');
    const second = await oidc.refreshTokenGrant(client, first.refresh_token ?? '');
    expect(second.claims()?.sub).toBe(first.claims()?.sub);
    const refused = { error: 'invalid_grant', status: 400 };
    await expect(oidc.refreshTokenGrant(client, first.refresh_token ?? '')).rejects.toMatchObject(refused);
    const { tokens: other } = await signIn(client, 'openid');
    await oidc.tokenRevocation(client, other.refresh_token ?? '');
    await expect(oidc.refreshTokenGrant(client, other.refresh_token ?? '')).rejects.toMatchObject(refused);
  });

  it('gives a machine its token, with the scopes of resource servers', async () => {
    const client = await clientOf('job', oidc.ClientSecretBasic('jobsecret'));
    const tokens = await oidc.clientCredentialsGrant(client, { scope: 'reports/read' });
    const [, payload = ''] = tokens.access_token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      ...{ client_id: 'job', scope: 'reports/read', token_use: 'access' },
    });
    await expect(oidc.clientCredentialsGrant(client, { scope: 'openid' })).rejects.toMatchObject({
      error: 'invalid_scope',
    });
  });

  it('signs out by the end session endpoint, with the parameters of Cognito', async () => {
    const client = await clientOf('web', oidc.ClientSecretBasic('websecret'));
    const { browser } = await signIn(client, 'openid');
    const address = oidc.buildEndSessionUrl(client, { logout_uri: LOGOUT });
    expect((await browser.open(address.href)).url).toBe(LOGOUT);
    expect([...browser.cookies.keys()]).toEqual([expect.stringContaining('csrf')]);
  });

  it('reports to openid-client what the authorization endpoint refuses', async () => {
    const client = await clientOf('web', oidc.ClientSecretBasic('websecret'));
    const address = oidc.buildAuthorizationUrl(client, {
      ...{ redirect_uri: CALLBACK, scope: 'openid', state: 's', prompt: 'none' },
    });
    const { url } = await new Browser(sandbox.url).open(address.href);
    await expect(
      oidc.authorizationCodeGrant(client, new URL(url), { expectedState: 's' }),
    ).rejects.toMatchObject({ error: 'login_required' });
  });
});
