import * as oidc from 'openid-client';

import type { SandboxOptions } from '../../options.js';
import { Sandbox } from '../../sandbox.js';
import { Browser } from './browser.spec-helper.js';

const POOL = 'eu-west-1_AbCdEf123';
const CALLBACK = 'http://localhost:3000/auth/callback';
const PASSWORD = 'Passw0rd!';

const options: SandboxOptions = {
  userPools: [
    {
      userPoolId: POOL,
      clients: [
        {
          name: 'web',
          clientId: 'web',
          clientSecret: 'websecret',
          callbackUrls: [CALLBACK],
          logoutUrls: ['http://localhost:3000/'],
        },
      ],
      users: [{ username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com' } }],
    },
  ],
};

describe('managed login, with openid-client', () => {
  let sandbox: Sandbox;
  let config: oidc.Configuration;

  beforeAll(async () => {
    sandbox = await Sandbox.start(options);
    config = await oidc.discovery(
      new URL(`${sandbox.url}/${POOL}`),
      'web',
      'websecret',
      oidc.ClientSecretBasic('websecret'),
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the sandbox is on loopback, without TLS
      { execute: [oidc.allowInsecureRequests] },
    );
  });

  afterAll(() => sandbox.stop());

  it('signs a user in with a code, PKCE, state and nonce', async () => {
    const verifier = oidc.randomPKCECodeVerifier();
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const browser = new Browser(sandbox.url);
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid email',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const page = await browser.open(address.href);
    expect(page.status).toBe(200);
    const { url } = await browser.submit(page, '/login', { username: 'alice', password: PASSWORD });
    expect(url).toMatch(/^http:\/\/localhost:3000\/auth\/callback\?code=[^&]+&state=/);
    const tokens = await oidc.authorizationCodeGrant(config, new URL(url), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    expect(tokens.claims()).toMatchObject({ email: 'alice@example.com', 'cognito:username': 'alice' });
    expect(tokens.refresh_token).toEqual(expect.any(String));
    const userInfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
    expect(userInfo).toMatchObject({ username: 'alice' });
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
    expect(refreshed.claims()).toMatchObject({ sub: tokens.claims()!.sub });
    await oidc.tokenRevocation(config, tokens.refresh_token!);
    await expect(oidc.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});
