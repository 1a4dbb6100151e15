import {
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';

import { Sandbox } from '../../sandbox.js';
import { Browser } from '../managed-login/browser.spec-helper.js';
import {
  authorizeAddress,
  CALLBACK,
  codeOf,
  OPTIONS,
  pkce,
  POOL,
  redeem,
  signInOnPages,
} from '../managed-login/code-flow.spec-helper.js';

describe('the authorization endpoint', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await Sandbox.start(OPTIONS);
  });

  afterAll(() => sandbox.stop());

  const location = async (address: string) => {
    const response = await fetch(`${sandbox.url}${address}`, { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('cache-control')).toBe('no-store');
    return response.headers.get('location') ?? '';
  };

  it.each([
    ['no client', { client_id: undefined }, 'invalid_request'],
    ['an unknown client', { client_id: 'ghost' }, 'invalid_request'],
    ['no redirect URI', { redirect_uri: undefined }, 'invalid_request'],
    ['another address', { redirect_uri: 'https://evil.example/' }, 'redirect_mismatch'],
    ['a longer path', { redirect_uri: `${CALLBACK}/more` }, 'redirect_mismatch'],
    ['a trailing slash', { redirect_uri: `${CALLBACK}/` }, 'redirect_mismatch'],
    ['a query', { redirect_uri: `${CALLBACK}?a=b` }, 'redirect_mismatch'],
    ['a fragment', { redirect_uri: `${CALLBACK}#a` }, 'redirect_mismatch'],
    ['another letter case', { redirect_uri: CALLBACK.toUpperCase() }, 'redirect_mismatch'],
    ['a path that leads out', { redirect_uri: `${CALLBACK}/../../evil` }, 'redirect_mismatch'],
    [
      'a user name before the host',
      { redirect_uri: 'http://localhost:3000@evil.example/' },
      'redirect_mismatch',
    ],
    ['an address of another client', { redirect_uri: 'myapp://callback?from=login' }, 'redirect_mismatch'],
    ['a script', { redirect_uri: 'javascript:alert(1)' }, 'redirect_mismatch'],
  ])('keeps a request with %s on a page of its own', async (_, parameters, error) => {
    const target = new URL(await location(authorizeAddress(parameters)), sandbox.url);
    expect(target.origin).toBe(sandbox.url);
    expect(target.pathname).toBe('/error');
    expect(target.searchParams.get('error')).toBe(error);
    const page = await fetch(target);
    expect(page.status).toBe(400);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it.each(['client_id', 'redirect_uri'])(
    'keeps a request with two of %s on a page of its own',
    async (name) => {
      const value = name === 'client_id' ? 'web' : CALLBACK;
      const target = await location(`${authorizeAddress()}&${name}=${encodeURIComponent(value)}`);
      expect(target).toMatch(/^\/error\?error=invalid_request/);
    },
  );

  it('prints nothing on the error page that comes from its address', async () => {
    const page = await fetch(`${sandbox.url}/error?error=${encodeURIComponent('<script>alert(1)</script>')}`);
    expect(await page.text()).not.toContain('alert(');
  });

  it.each([
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['an unknown response type', { response_type: 'id_token' }, 'invalid_request'],
    ['the implicit grant', { response_type: 'token' }, 'unauthorized_client'],
    ['a client without the code flow', { client_id: 'noflows' }, 'unauthorized_client'],
    ['an unknown scope', { scope: 'openid admin' }, 'invalid_scope'],
    ['a scope of another client', { scope: 'reports/read' }, 'invalid_scope'],
    ['an empty scope in the list', { scope: 'openid  email' }, 'invalid_scope'],
    ['a scope that needs openid', { scope: 'email' }, 'invalid_scope'],
    ['a challenge without its method', { code_challenge: pkce().challenge }, 'invalid_request'],
    [
      'the plain method',
      { code_challenge: pkce().challenge, code_challenge_method: 'plain' },
      'invalid_request',
    ],
    ['a method without a challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['a malformed challenge', { code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'maybe' }, 'invalid_request'],
    ['an unknown provider', { identity_provider: 'Nobody' }, 'invalid_request'],
    ['a nonce beyond any measure', { nonce: 'n'.repeat(5000) }, 'invalid_request'],
    ['no sign-in where none may be asked for', { prompt: 'none' }, 'login_required'],
  ])('tells the application of %s', async (_, parameters, error) => {
    const target = new URL(await location(authorizeAddress({ state: 'a b&c', ...parameters })));
    expect(`${target.origin}${target.pathname}`).toBe(CALLBACK);
    expect(Object.fromEntries(target.searchParams)).toEqual({ error, state: 'a b&c' });
  });

  it('tells the application of a parameter that comes twice', async () => {
    const target = await location(`${authorizeAddress({ scope: 'openid' })}&scope=email`);
    expect(target).toBe(`${CALLBACK}?error=invalid_request`);
  });

  it('sends a browser to the sign-in page with everything it was asked', async () => {
    const { challenge } = pkce();
    const asked = {
      ...{ scope: 'openid email', state: 's', nonce: 'n', login_hint: 'alice', lang: 'de' },
      ...{ code_challenge: challenge, code_challenge_method: 'S256' },
    };
    const target = new URL(await location(authorizeAddress(asked)), sandbox.url);
    expect(target.pathname).toBe('/login');
    expect(Object.fromEntries(target.searchParams)).toMatchObject(asked);
  });

  it('adds the code to a callback URL that has a query, as it is', async () => {
    const redirectUri = 'myapp://callback?from=login';
    const { href } = await signInOnPages(sandbox, { client_id: 'public', redirect_uri: redirectUri });
    expect(href).toMatch(/^myapp:\/\/callback\?from=login&code=[0-9a-f-]{36}$/);
  });

  describe('with a browser that is signed in', () => {
    let browser: Browser;
    const admin = () =>
      new CognitoIdentityProviderClient({
        endpoint: sandbox.url,
        region: 'eu-west-1',
        credentials: sandbox.administrator,
      });

    beforeEach(async () => {
      browser = new Browser(sandbox.url);
      await signInOnPages(sandbox, { scope: 'openid' }, { browser });
    });

    it('goes on without the user, and the tokens say when the user signed in', async () => {
      sandbox.advance(600);
      const { url } = await browser.open(authorizeAddress({ scope: 'openid', prompt: 'none' }));
      const { status, body } = await redeem(sandbox, codeOf(new URL(url)));
      expect(status).toBe(200);
      const [, payload = ''] = (body.id_token ?? '').split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
        auth_time: number;
        iat: number;
      };
      expect(claims.iat - claims.auth_time).toBeGreaterThanOrEqual(600);
    });

    it('asks again after an hour', async () => {
      sandbox.advance(3600);
      const { url } = await browser.open(authorizeAddress());
      expect(new URL(url).pathname).toBe('/login');
    });

    it.each(['login', 'select_account', 'consent'])('asks again for the prompt %s', async (prompt) => {
      const { url } = await browser.open(authorizeAddress({ prompt }));
      expect(new URL(url).pathname).toBe('/login');
    });

    it('asks again when the user is disabled or must reset the password', async () => {
      const user = { UserPoolId: POOL, Username: 'bob' };
      browser = new Browser(sandbox.url);
      await signInOnPages(sandbox, {}, { browser, username: 'bob' });
      await admin().send(new AdminResetUserPasswordCommand(user));
      expect(new URL((await browser.open(authorizeAddress())).url).pathname).toBe('/login');
      await admin().send(new AdminDisableUserCommand(user));
      expect(new URL((await browser.open(authorizeAddress())).url).pathname).toBe('/login');
    });

    it('is signed in to one user pool only', async () => {
      const { url } = await browser.open(authorizeAddress({ client_id: 'other' }));
      expect(new URL(url).pathname).toBe('/login');
    });

    it('signs out, and sends the browser to a logout URL only', async () => {
      const elsewhere = `/logout?client_id=web&logout_uri=${encodeURIComponent('https://evil.example/')}`;
      expect(await location(elsewhere)).toBe('/error?error=redirect_mismatch&client_id=web');
      const cookies = new Map(browser.cookies);
      const { url } = await browser.open(
        `/logout?client_id=web&logout_uri=${encodeURIComponent('http://localhost:3000/')}`,
      );
      expect(url).toBe('http://localhost:3000/');
      // Also for whoever has kept the cookie.
      for (const [name, value] of cookies) browser.cookies.set(name, value);
      expect(new URL((await browser.open(authorizeAddress())).url).pathname).toBe('/login');
    });

    it('signs out and in again with the parameters of an authorization request', async () => {
      const { url } = await browser.open(authorizeAddress().replace('/oauth2/authorize', '/logout'));
      expect(new URL(url).pathname).toBe('/login');
    });

    it('signs nobody out for a client that does not exist', async () => {
      expect(await location('/logout?client_id=ghost')).toBe('/error?error=invalid_request');
    });
  });
});
