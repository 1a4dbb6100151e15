import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { TOTP } from 'otpauth';

import type { UserPoolOptions } from '../../user-pool-options.js';
import { Sandbox } from '../../sandbox.js';
import { Browser, formOf, linkOf, type Visit } from './browser.spec-helper.js';
import { authorizeAddress, CALLBACK, codeOf, PASSWORD, POOL } from './code-flow.spec-helper.js';

const WEB = { name: 'web', clientId: 'web', clientSecret: 'websecret', callbackUrls: [CALLBACK] };
const ALICE = { username: 'alice', password: PASSWORD };
const LOGO = 'data:image/png;base64,iVBORw0KGgo=';

const isSignedIn = ({ url }: Visit): boolean => url.startsWith(`${CALLBACK}?code=`);

describe('the pages of managed login', () => {
  let sandbox: Sandbox;
  let browser: Browser;

  const start = async (options: Partial<UserPoolOptions> = {}): Promise<void> => {
    const pool = { userPoolId: POOL, clients: [WEB], users: [ALICE], ...options };
    sandbox = await Sandbox.start({ userPools: [pool] });
    browser = new Browser(sandbox.url);
  };
  const codeSentTo = (username: string): string => sandbox.messages(POOL, username).at(-1)?.code ?? '';
  const openLogin = (): Promise<Visit> => browser.open(authorizeAddress({ state: 'here' }));
  const signIn = async (password = PASSWORD, username = 'alice'): Promise<Visit> =>
    browser.submit(await openLogin(), '/login', { username, password });

  afterEach(() => sandbox.stop());

  it('sign a user in and remember the browser by a cookie that no script can read', async () => {
    await start();
    const page = await openLogin();
    const sent = await browser.submit(page, '/login', { username: 'alice', password: PASSWORD });
    expect(isSignedIn(sent)).toBe(true);
    const [cookie = ''] = sent.headers.getSetCookie();
    expect(cookie).toMatch(
      /^managed-login-\d+-eu-west-1_AbCdEf123=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600$/,
    );
    const again = await browser.open(authorizeAddress());
    expect(isSignedIn(again)).toBe(true);
    expect(codeOf(new URL(again.url))).not.toBe(codeOf(new URL(sent.url)));
  });

  it('never take over the ID of a session that somebody else has planted', async () => {
    await start();
    await signIn();
    const [name = '', own = ''] = [...browser.cookies].find(([key]) => !key.includes('csrf')) ?? [];
    const victim = new Browser(sandbox.url);
    const planted = 'A'.repeat(43);
    victim.cookies.set(name, planted);
    const sent = await victim.submit(await victim.open(authorizeAddress()), '/login', ALICE);
    expect(isSignedIn(sent)).toBe(true);
    expect([planted, own]).not.toContain(victim.cookies.get(name));
    const attacker = new Browser(sandbox.url);
    attacker.cookies.set(name, planted);
    expect(isSignedIn(await attacker.open(authorizeAddress()))).toBe(false);
  });

  it('answer a wrong password and an unknown user with the same page', async () => {
    await start();
    const [wrong, unknown] = [await signIn('Wr0ng!password'), await signIn('Wr0ng!password', 'nobody')];
    expect([wrong.status, unknown.status]).toEqual([400, 400]);
    const same = (page: Visit) => page.text.replace(/nonce="[^"]*"|value="(?:alice|nobody)"/g, '');
    expect(same(wrong)).toBe(same(unknown));
    expect(wrong.text).toContain('role="alert">Incorrect username or password.</p>');
    expect(wrong.text).not.toContain('Wr0ng!password');
  });

  it('refuse a user who is disabled, and say so only with the right password', async () => {
    await start();
    const admin = new CognitoIdentityProviderClient({
      ...{ endpoint: sandbox.url, region: 'eu-west-1', credentials: sandbox.administrator },
    });
    await admin.send(new AdminDisableUserCommand({ UserPoolId: POOL, Username: 'alice' }));
    expect((await signIn()).text).toContain('User is disabled.');
    expect((await signIn('Wr0ng!password')).text).toContain('Incorrect username or password.');
  });

  it('need no script, and let nothing in that an attacker could have put there', async () => {
    await start();
    const page = await browser.open(authorizeAddress({ login_hint: '"><script>alert(1)</script>' }));
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'nonce-[A-Za-z0-9+/]{22}=='; img-src data:; form-action 'self' http:\/\/localhost:3000; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const other = await browser.open(authorizeAddress());
    expect(other.headers.get('content-security-policy')).not.toBe(policy);
  });

  it('wear the style sheet and the logo of the options', async () => {
    await start({ managedLogin: { css: '.submitButton-customizable { background: #a0f; }', logo: LOGO } });
    const { text } = await openLogin();
    expect(text).toContain('.submitButton-customizable { background: #a0f; }');
    expect(text).toContain(`<img class="logo-customizable" src="${LOGO}" alt="" />`);
  });

  it('label every field that is shown', async () => {
    await start({ autoVerifiedAttributes: ['email', 'phone_number'] });
    const login = await openLogin();
    const pages = [
      login,
      await browser.open(linkOf(login, 'Forgot your password?')),
      await browser.open(linkOf(login, 'Need an account? Sign up')),
    ];
    for (const { text } of pages) {
      expect(text).toContain('<html lang="en">');
      expect(text.match(/<h1>/g)).toHaveLength(1);
      const shown = [...text.matchAll(/<input\s+class[^>]*?\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(shown.length).toBeGreaterThan(0);
      for (const id of shown) expect(text).toContain(`for="${id}"`);
    }
  });

  describe('as forms of another page', () => {
    const post = async (page: Visit, headers: Record<string, string>, csrf?: string): Promise<Response> => {
      const { action, hidden } = formOf(page, '/login');
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      return fetch(new URL(action, sandbox.url), {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, ...headers },
        body: new URLSearchParams({ ...hidden, ...(csrf !== undefined && { _csrf: csrf }), ...ALICE }),
      });
    };

    it('are taken from the pages themselves', async () => {
      await start();
      const page = await openLogin();
      expect((await post(page, {})).status).toBe(302);
      expect((await post(page, { origin: sandbox.url, 'sec-fetch-site': 'same-origin' })).status).toBe(302);
    });

    it.each([
      ['of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
      ['of another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
      ['of a document without an origin, such as an object of S3', { origin: 'null' }],
      ['that a browser calls foreign', { 'sec-fetch-site': 'same-site' }],
    ])('are refused %s, with the right token too', async (_, headers: Record<string, string>) => {
      await start();
      const answer = await post(await openLogin(), headers);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('This page was open for too long.');
    });

    it('are refused without the token, with another one, and without the cookie', async () => {
      await start();
      const page = await openLogin();
      expect((await post(page, {}, '')).status).toBe(400);
      expect((await post(page, {}, 'A'.repeat(43))).status).toBe(400);
      expect((await post(page, { cookie: '' })).status).toBe(400);
      expect((await post(page, { 'content-type': 'text/plain' })).status).toBe(400);
    });

    it('are signed in to their own requests when several tabs are open', async () => {
      await start();
      const [one, two] = [await openLogin(), await browser.open(authorizeAddress({ state: 'there' }))];
      const [first, second] = [
        await browser.submit(one, '/login', ALICE),
        await browser.submit(two, '/login', ALICE),
      ];
      expect(new URL(first.url).searchParams.get('state')).toBe('here');
      expect(new URL(second.url).searchParams.get('state')).toBe('there');
    });

    it('can not be turned to another callback URL on their way', async () => {
      await start();
      const { text } = await openLogin();
      const page = {
        text: text.replaceAll(encodeURIComponent(CALLBACK), encodeURIComponent('https://evil.example/')),
      };
      const answer = await post({ ...(await openLogin()), ...page }, {});
      expect(answer.headers.get('location')).toBe('/error?error=redirect_mismatch&client_id=web');
    });
  });

  describe('for new users', () => {
    const signUp = async (): Promise<Visit> => {
      const page = await browser.open(linkOf(await openLogin(), 'Need an account? Sign up'));
      return browser.submit(page, '/signup', {
        ...{ username: 'carol', email: 'carol@example.com', password: PASSWORD },
      });
    };

    it('take the sign-up and its code, and then sign in', async () => {
      await start();
      const confirm = await signUp();
      expect(confirm.text).toContain('We have sent you a code.');
      const wrong = await browser.submit(confirm, '/confirmUser', { username: 'carol', code: '000000' });
      expect(wrong.text).toContain('Invalid verification code provided, please try again.');
      const login = await browser.submit(wrong, '/confirmUser', {
        username: 'carol',
        code: codeSentTo('carol'),
      });
      expect(login.text).toContain('Your account is confirmed.');
      const sent = await browser.submit(login, '/login', { username: 'carol', password: PASSWORD });
      expect(isSignedIn(sent)).toBe(true);
    });

    it('send a new code, also to somebody who comes back later', async () => {
      await start();
      await signUp();
      const first = codeSentTo('carol');
      const confirm = await signIn(PASSWORD, 'carol');
      expect(confirm.text).toContain('Your account is not confirmed yet.');
      const resent = await browser.submit(confirm, '/resendcode', {});
      expect(resent.text).toContain('We have sent you a new code.');
      expect(sandbox.messages(POOL, 'carol')).toHaveLength(2);
      expect(codeSentTo('carol')).toMatch(/^\d{6}$/);
      expect(first).toMatch(/^\d{6}$/);
    });

    it('say what is wrong with a password, and keep what else was typed', async () => {
      await start();
      const page = await browser.open(linkOf(await openLogin(), 'Need an account? Sign up'));
      const answer = await browser.submit(page, '/signup', {
        ...{ username: 'carol', email: 'carol@example.com', password: 'short' },
      });
      expect(answer.text).toContain('Password did not conform with policy: Password not long enough');
      expect(answer.text).toContain('value="carol@example.com"');
      expect(answer.text).not.toContain('value="short"');
    });

    it('are not there where administrators make the users', async () => {
      await start({ allowAdminCreateUserOnly: true });
      expect((await openLogin()).text).not.toContain('/signup');
    });

    it('ask for a new password after a temporary one', async () => {
      await start();
      const admin = new CognitoIdentityProviderClient({
        ...{ endpoint: sandbox.url, region: 'eu-west-1', credentials: sandbox.administrator },
      });
      await admin.send(
        new AdminCreateUserCommand({ UserPoolId: POOL, Username: 'dave', TemporaryPassword: 'Temp0rary!' }),
      );
      const page = await signIn('Temp0rary!', 'dave');
      expect(page.text).toContain('<h1>Choose a new password</h1>');
      const weak = await browser.submit(page, '/challenge', { answer: 'weak' });
      expect(weak.text).toContain('Password did not conform with policy');
      const sent = await browser.submit(weak, '/challenge', { answer: PASSWORD });
      expect(isSignedIn(sent)).toBe(true);
    });
  });

  it('reset a forgotten password, and say nothing about who exists', async () => {
    await start({
      users: [{ ...ALICE, attributes: { email: 'alice@example.com', email_verified: 'true' } }],
    });
    const forgot = await browser.open(linkOf(await openLogin(), 'Forgot your password?'));
    const [known, unknown] = [
      await browser.submit(forgot, '/forgotPassword', { username: 'alice' }),
      await browser.submit(forgot, '/forgotPassword', { username: 'nobody' }),
    ];
    const same = (page: Visit) => page.text.replace(/nonce="[^"]*"|value="(?:alice|nobody)"/g, '');
    expect(same(known)).toBe(same(unknown));
    const newPassword = 'An0ther!password';
    const login = await browser.submit(known, '/confirmForgotPassword', {
      ...{ username: 'alice', code: codeSentTo('alice'), password: newPassword },
    });
    expect(login.text).toContain('Your password is changed.');
    expect(
      isSignedIn(await browser.submit(login, '/login', { username: 'alice', password: newPassword })),
    ).toBe(true);
  });

  describe('with a second factor', () => {
    const totp = (page: Visit): TOTP =>
      new TOTP({ secret: /<code id="secret">([A-Z2-7]+)<\/code>/.exec(page.text)?.[1] ?? '' });

    it('set an authenticator app up on the way in, and ask for its code from then on', async () => {
      await start({ mfa: { configuration: 'ON', types: ['SOFTWARE_TOKEN_MFA'] } });
      const setUp = await signIn();
      expect(setUp.text).toContain('<h1>Set up your authenticator app</h1>');
      expect(setUp.text).toContain('href="otpauth://totp/');
      const app = totp(setUp);
      const wrong = await browser.submit(setUp, '/mfaSetup', { answer: '000000' });
      expect(wrong.text).toContain('role="alert">Code mismatch</p>');
      expect(isSignedIn(await browser.submit(wrong, '/mfaSetup', { answer: app.generate() }))).toBe(true);

      browser = new Browser(sandbox.url);
      const question = await signIn();
      expect(question.text).toContain('<h1>Enter your code</h1>');
      const mistyped = await browser.submit(question, '/challenge', { answer: '000000' });
      expect(mistyped.status).toBe(400);
      sandbox.advance(30);
      const answer = app.generate({ timestamp: Date.now() + 30_000 });
      expect(isSignedIn(await browser.submit(mistyped, '/challenge', { answer }))).toBe(true);
      const replayed = await browser.submit(mistyped, '/challenge', { answer });
      expect(isSignedIn(replayed)).toBe(false);
    });

    it('let a user with two factors choose, and take the code that was sent', async () => {
      const attributes = { email: 'alice@example.com', email_verified: 'true', phone_number: '+4912345678' };
      await start({
        mfa: { configuration: 'ON', types: ['EMAIL_OTP', 'SMS_MFA'] },
        users: [{ ...ALICE, attributes }],
      });
      const choice = await signIn();
      expect(choice.text).toContain('<legend>Continue with</legend>');
      const question = await browser.submit(choice, '/challenge', { answer: 'EMAIL_OTP' });
      expect(question.text).toContain('We have sent it to a***@e***.');
      const wrong = await browser.submit(question, '/challenge', { answer: '000000' });
      expect(wrong.text).toContain('role="alert"');
      const sent = await browser.submit(wrong, '/challenge', { answer: codeSentTo('alice') });
      expect(isSignedIn(sent)).toBe(true);
    });

    it('begin anew with a challenge that is over or was never given', async () => {
      const attributes = { email: 'alice@example.com', email_verified: 'true' };
      await start({
        mfa: { configuration: 'ON', types: ['EMAIL_OTP'] },
        users: [{ ...ALICE, attributes }],
      });
      const question = await signIn();
      const answer = codeSentTo('alice');
      const made = await browser.submit(question, '/challenge', { answer, session: 'A'.repeat(64) });
      expect(made.text).toContain('<h1>Sign in</h1>');
      const unknown = await browser.submit(question, '/challenge', { answer, challenge: 'NOTHING' });
      expect(unknown.text).toContain('<h1>Sign in</h1>');
      const other = await browser.submit(question, '/challenge', { answer, username: 'bob' });
      expect(isSignedIn(other)).toBe(false);
      sandbox.advance(300);
      const late = await browser.submit(question, '/challenge', { answer });
      expect(late.text).toContain('<h1>Sign in</h1>');
    });

    it('take a code in place of a password, from a pool that allows it', async () => {
      const attributes = { email: 'alice@example.com', email_verified: 'true' };
      await start({ firstAuthFactors: ['PASSWORD', 'EMAIL_OTP'], users: [{ ...ALICE, attributes }] });
      const question = await browser.submit(await openLogin(), '/login', {
        ...{ username: 'alice', password: '', factor: 'EMAIL_OTP' },
      });
      expect(question.text).toContain('We have sent it to a***@e***.');
      const sent = await browser.submit(question, '/challenge', { answer: codeSentTo('alice') });
      expect(isSignedIn(sent)).toBe(true);
    });
  });
});
