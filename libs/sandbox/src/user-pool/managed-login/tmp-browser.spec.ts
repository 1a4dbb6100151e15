import { createServer } from 'node:http';
import { TOTP } from 'otpauth';
import { chromium } from 'playwright-core';
import { Sandbox } from '../../sandbox.js';

it('works in chromium', async () => {
  const app = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<h1>app ${request.url ?? ''}</h1>`);
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const port = (app.address() as { port: number }).port;
  const callback = `http://localhost:${port}/auth/callback`;
  const sandbox = await Sandbox.start({
    userPools: [
      {
        userPoolId: 'eu-west-1_AbCdEf123',
        clients: [{ name: 'web', clientId: 'web', callbackUrls: [callback], supportedIdentityProviders: ['COGNITO'] }],
        mfa: { configuration: 'ON', types: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
        firstAuthFactors: ['PASSWORD', 'EMAIL_OTP'],
        users: [{ username: 'alice', password: 'Passw0rd!' }],
      },
    ],
  });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 900, height: 800 } });
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  await page.goto(`${sandbox.url}/oauth2/authorize?client_id=web&response_type=code&redirect_uri=${encodeURIComponent(callback)}&state=x`);
  await page.screenshot({ path: '/tmp/shots/login.png' });
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=alert]');
  await page.screenshot({ path: '/tmp/shots/wrong.png' });
  await page.setViewportSize({ width: 340, height: 700 });
  await page.getByRole('link', { name: 'Need an account? Sign up' }).click();
  await page.screenshot({ path: '/tmp/shots/signup.png', fullPage: true });
  await page.getByRole('link', { name: 'Have an account? Sign in' }).click();
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('Passw0rd!');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForSelector('#secret, [role=alert]');
  await page.screenshot({ path: '/tmp/shots/mfa.png', fullPage: true });
  const secret = (await page.textContent('#secret')) ?? '';
  await page.getByLabel('Code').fill(new TOTP({ secret }).generate());
  await page.keyboard.press('Enter');
  await page.waitForURL(/auth\/callback/);
  console.log(page.url(), await page.textContent('h1'), messages);
  await page.goBack();
  console.log(page.url(), (await page.content()).slice(0, 200));
  await page.screenshot({ path: '/tmp/shots/back.png' });
  await browser.close();
  await sandbox.stop();
  app.close();
});
