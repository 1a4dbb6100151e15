import { createCastellan } from 'castellan/express';
import { createCastellan as createLambdaCastellan } from 'castellan/lambda';
import { CognitoStrategy } from 'castellan/passport';
import { BrowserSessions } from 'castellan/user-pool';
import type { Browser } from './browser.js';
import { ORIGIN, SECRET, SessionsWorld } from './sessions-world.js';

const userPools = [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' as const }];
const sessions = (more = {}) =>
  new BrowserSessions({ origin: ORIGIN, clientId: 'web', secrets: [SECRET], store: 'cookie', ...more });

describe('the option sessions', () => {
  it('is refused where it holds something else', () => {
    expect(() => createCastellan({ userPools, sessions: {} as never })).toThrow(
      'sessions must be BrowserSessions of castellan/user-pool, found an object.',
    );
  });

  it('is refused by doors that no browser comes in by', () => {
    expect(() => createLambdaCastellan({ userPools, sessions: sessions() })).toThrow('castellan/lambda');
    expect(() => new CognitoStrategy({ userPools, sessions: sessions() })).toThrow('castellan/passport');
  });

  it('belongs to one application', async () => {
    const shared = sessions();
    const one = createCastellan({ userPools, sessions: shared });
    await one.ready();
    await expect(createCastellan({ userPools, sessions: shared }).ready()).rejects.toThrow(
      'belong to another application',
    );
    await one.close();
  });

  it('names a user pool of the application', async () => {
    await expect(
      createCastellan({ userPools, sessions: sessions({ userPool: 'staff' }) }).ready(),
    ).rejects.toThrow('userPool of BrowserSessions: found staff. Write one of the userPools');
  });

  it('is needed for the routes, and open before they are asked', async () => {
    expect(() => createCastellan({ userPools }).sessionRoutes()).toThrow('needs the option sessions');
    await expect(sessions().signOutEverywhere({ issuer: 'i', sub: 's' })).rejects.toThrow('are not open');
  });
});

describe('the routes of sessions', () => {
  let world: SessionsWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await SessionsWorld.create({
      sessions: { providers: ['Google'], failedTo: '/oh-no', scopes: ['openid'] },
    });
  });

  beforeEach(() => {
    browser = world.browser();
  });

  afterAll(() => world.stop());

  it('hand on to managed login what they understand, and nothing else', async () => {
    const answer = await browser.visit(
      `${ORIGIN}/auth/login?provider=Google&loginHint=ada%40acme.example&lang=de&prompt=login&scope=admin&client_id=x`,
    );
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'web_client',
      redirect_uri: `${ORIGIN}/auth/callback`,
      scope: 'openid',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      identity_provider: 'Google',
      login_hint: 'ada@acme.example',
      lang: 'de',
      prompt: 'login',
    });
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each([
    'provider=Facebook',
    'lang=..',
    'prompt=none',
    'loginHint=%0d%0a',
    'provider=Google&provider=Google',
  ])('refuse %s', async (query) => {
    const answer = await browser.visit(`${ORIGIN}/auth/login?${query}`);
    expect([answer.status, answer.json().code]).toEqual([400, 'sign_in_request_invalid']);
  });

  it('go to a page of the application when a sign-in failed', async () => {
    const page = await browser.visit(`${ORIGIN}/auth/login`);
    const state = new URL(page.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const answer = await browser.visit(`${ORIGIN}/auth/callback?error=access_denied&state=${state}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `${ORIGIN}/oh-no?error=sign_in_refused`,
    ]);
    expect(browser.jar(ORIGIN).size).toBe(0);
  });

  it('do not say that a user is signed out everywhere when Cognito did not do it', async () => {
    await world.signIn(browser);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-csrf-token': await world.csrfToken(browser),
    };
    // The access token lacks the scope that GlobalSignOut needs.
    const body = 'everywhere=true';
    const answer = await browser.fetch(`${ORIGIN}/auth/logout`, { method: 'POST', headers, body });
    expect([answer.status, answer.json().code]).toEqual([503, 'session_unavailable']);
    expect((await browser.fetch(`${ORIGIN}/me`)).status).toBe(200);
  });

  it('answer nothing but what they are for', async () => {
    expect((await browser.fetch(`${ORIGIN}/auth/login`, { method: 'POST' })).status).toBe(404);
    expect((await browser.fetch(`${ORIGIN}/auth/other`)).status).toBe(404);
  });
});
