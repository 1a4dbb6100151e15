import axe from 'axe-core';
import { TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_USERS } from '../../src/demo/demo-sandbox.js';
import { picture, startChromium } from './chromium.js';
import { PageWorld } from './page-world.js';

const NEW_USER = { username: 'dora', password: 'Dora-at-the-door-1', email: 'dora@example.com' };
const [ALICE, BOB] = DEMO_USERS;

describe('the page of the sample app', () => {
  let browser: Browser;
  let world: PageWorld;
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await startChromium();
    world = await PageWorld.start((pool) => ({
      ...pool,
      clients: pool.clients.map((client) =>
        client.name === 'web' ? { ...client, accessTokenSeconds: 5, idTokenSeconds: 5 } : client,
      ),
    }));
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  beforeEach(async () => {
    errors.length = 0;
    await newContext();
  });

  afterEach(async () => {
    await context.close();
    if (errors.length > 0) throw new Error(errors.join('\n'));
  });

  async function newContext(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
    context = await browser.newContext(options);
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) errors.push(message.text());
    });
  }

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const greeting = (text: string) => page.locator('#greeting', { hasText: text }).waitFor();
  const says = (text: string) => page.locator('#status', { hasText: text }).waitFor();

  async function signIn({ username, password }: { username: string; password: string }): Promise<void> {
    await page.goto(world.url);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password').fill(password);
    await button('Sign in').click();
  }

  async function violations(): Promise<unknown[]> {
    await page.evaluate(axe.source);
    const { violations: found } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(),
    );
    return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  }

  it('signs up, confirms, sets up an authenticator app, and signs in with it', async () => {
    await page.goto(world.url);
    await greeting('You are not signed in.');
    await picture(page, '1-signed-out');
    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.getByRole('link', { name: 'Need an account? Sign up' }).click();
    await picture(page, '2-sign-up');
    await page.getByLabel('User name').fill(NEW_USER.username);
    await page.getByLabel('Email address').fill(NEW_USER.email);
    await page.getByLabel('New password').fill(NEW_USER.password);
    await button('Sign up').click();
    await page.getByRole('heading', { name: 'Confirm your account' }).waitFor();
    await page.getByLabel('Code').fill(world.codeFor(NEW_USER.username));
    await button('Confirm').click();
    if (await page.getByRole('heading', { name: 'Sign in' }).isVisible()) {
      await page.getByLabel('User name').fill(NEW_USER.username);
      await page.getByLabel('Password').fill(NEW_USER.password);
      await button('Sign in').click();
    }
    await greeting(`You are signed in as ${NEW_USER.username}.`);

    await button('Set up an authenticator app').click();
    await page
      .locator('#totp-secret')
      .filter({ hasText: /^[A-Z2-7]{16,}$/ })
      .waitFor();
    const app = new TOTP({ secret: (await page.locator('#totp-secret').textContent()) ?? '' });
    await page.getByLabel('The code that the app shows now').fill(app.generate());
    await button('Switch on').click();
    await says('From now on you sign in with a code of your app.');

    await button('Sign out').click();
    await greeting('You are not signed in.');
    await signIn(NEW_USER);
    await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
    await picture(page, '3-second-factor');
    await page.getByLabel('Code').fill(app.generate({ timestamp: Date.now() + 30_000 }));
    await button('Continue').click();
    await greeting(`You are signed in as ${NEW_USER.username}.`);
    await page.locator('#me', { hasText: NEW_USER.username }).waitFor();
    expect((await page.request.get(`${world.url}/me`)).status()).toBe(200);
  });

  it('uploads a file that only this user can read', async () => {
    await signIn(ALICE);
    await greeting('You are signed in as alice.');
    const file = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear Bob') };
    await page.getByLabel('File, 5 MB at most').setInputFiles(file);
    await button('Upload').click();
    await says('The file is uploaded.');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'letter.txt' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('Dear Bob');
    const identityId = await page.locator('dt', { hasText: 'Identity at AWS' }).locator('+ dd').textContent();
    await picture(page, '4-files');

    await context.close();
    await newContext();
    await signIn(BOB);
    await greeting('You are signed in as bob.');
    await page.getByText('You have no files.').waitFor();
    const answer = await page.request.get(`${world.url}/files/of/${identityId ?? ''}/letter.txt`);
    expect(answer.status()).toBe(403);
  });

  it('says what a user may do, and why', async () => {
    await signIn(ALICE);
    await greeting('You are signed in as alice.');
    await page.getByLabel('Title').fill('Minutes');
    await page.getByLabel('Locked').check();
    await button('Create').click();
    await says('The document is created.');
    await page.locator('#permissions tr', { hasText: 'update “Minutes”' }).waitFor();
    const rows = await page.locator('#permissions tr').allTextContents();
    expect(rows).toContainEqual(expect.stringMatching(/^maycreate a document/));
    expect(rows).toContainEqual(expect.stringMatching(/^may notupdate “Minutes”/));
    await button('Delete Minutes').click();
    await says('That did not work.');
    await picture(page, '5-permissions');
  });

  it('goes on across the expiry of the tokens', async () => {
    await signIn(ALICE);
    await greeting('You are signed in as alice.');
    const first = await page.request.get(`${world.url}/me`);
    expect(first.status()).toBe(200);
    // The tokens of the sign-in are over after five seconds.
    await page.waitForTimeout(7_000);
    await page.reload();
    await greeting('You are signed in as alice.');
    expect((await page.request.get(`${world.url}/me`)).status()).toBe(200);
  });

  it('shows nothing to the back button after sign-out, nor to a script', async () => {
    await signIn(ALICE);
    await greeting('You are signed in as alice.');
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
    const cookies = await context.cookies(world.url);
    const own = cookies.filter(({ name }) => name.includes('castellan'));
    expect(own).not.toEqual([]);
    for (const cookie of own) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });

    await button('Sign out').click();
    await greeting('You are not signed in.');
    await page.goBack();
    await page.goBack().catch(() => undefined);
    await page.goto(world.url);
    await page.goBack().catch(() => undefined);
    expect(await page.locator('body').innerText()).not.toContain('You are signed in as alice.');
    expect((await page.request.get(`${world.url}/me`)).status()).toBe(401);
    await signIn(BOB);
    await greeting('You are signed in as bob.');
  });

  it('works with the keyboard alone', async () => {
    await page.goto(world.url);
    await greeting('You are not signed in.');
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Tab', 'Enter');
    await press('Tab');
    await page.getByRole('link', { name: 'Sign in' }).focus();
    await press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('User name').focus();
    await page.keyboard.type(BOB.username);
    await press('Tab');
    await page.keyboard.type(BOB.password);
    await press('Enter');
    await greeting('You are signed in as bob.');
    await page.getByLabel('File, 5 MB at most').focus();
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Upload');
    await button('Sign out').focus();
    await press('Enter');
    await greeting('You are not signed in.');
  });

  it('has nothing that axe objects to, and fits a narrow window', async () => {
    await context.close();
    await newContext({ viewport: { width: 320, height: 640 } });
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    await page.goto(world.url);
    await greeting('You are not signed in.');
    expect(await violations()).toEqual([]);
    expect(await fits()).toBe(true);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await fits()).toBe(true);
    await picture(page, '6-narrow-sign-in');
    await page.getByLabel('User name').fill(ALICE.username);
    await page.getByLabel('Password').fill(ALICE.password);
    await button('Sign in').click();
    await greeting('You are signed in as alice.');
    await page.locator('#permissions tr').first().waitFor();
    expect(await violations()).toEqual([]);
    expect(await fits()).toBe(true);
    await picture(page, '7-narrow');
  });
});
