import type { Browser, Page } from 'playwright-core';
import { COMPANY_CLIENT, CompanyOidcProvider } from '../federation/company-oidc-provider.js';
import { CompanySamlProvider } from '../federation/company-saml-provider.js';
import { picture, startChromium } from './chromium.js';
import { PageWorld } from './page-world.js';

const POOL_ID = 'eu-west-1_Castellan';
const ACCOUNT = {
  sub: 'erin',
  claims: { email: 'erin@acme.example', email_verified: true, name: 'Erin of Acme' },
};

describe('sign-in at another company, in a browser', () => {
  let browser: Browser;
  let oidc: CompanyOidcProvider;
  let saml: CompanySamlProvider;
  let world: PageWorld;
  let page: Page;

  beforeAll(async () => {
    browser = await startChromium();
    oidc = await CompanyOidcProvider.start();
    saml = await CompanySamlProvider.start();
    world = await PageWorld.start((pool) => ({
      ...pool,
      clients: pool.clients.map((client) =>
        client.name === 'web'
          ? { ...client, supportedIdentityProviders: ['COGNITO', 'Acme', 'AcmeSaml'] }
          : client,
      ),
      identityProviders: [
        {
          providerName: 'Acme',
          providerType: 'OIDC',
          providerDetails: {
            ...COMPANY_CLIENT,
            oidc_issuer: oidc.issuer,
            authorize_scopes: 'openid email profile',
          },
          attributeMapping: { username: 'sub', email: 'email', name: 'name' },
        },
        {
          providerName: 'AcmeSaml',
          providerType: 'SAML',
          providerDetails: { MetadataFile: saml.metadata },
          attributeMapping: { email: 'https://acme.example/email' },
        },
      ],
    }));
    await oidc.serve(`${world.sandbox.url}/oauth2/idpresponse`, [ACCOUNT]);
    saml.serve(`urn:amazon:cognito:sp:${POOL_ID}`, `${world.sandbox.url}/saml2/idpresponse`);
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
    await Promise.all([oidc.stop(), saml.stop()]);
  });

  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
    await page.goto(world.url);
    await page.getByRole('link', { name: 'Sign in' }).click();
  });

  afterEach(() => page.context().close());

  /** What the application knows of who is signed in. */
  const me = async (): Promise<unknown> => {
    await page.locator('#greeting', { hasText: 'You are signed in as' }).waitFor();
    return (await (await page.request.get(`${world.url}/me`)).json()) as unknown;
  };

  it('comes back from an OpenID Connect provider as a user with an identity at AWS', async () => {
    await page.getByRole('link', { name: 'Continue with Acme', exact: true }).click();
    await page.locator('input[name=login]').fill(ACCOUNT.sub);
    await page.locator('input[name=password]').fill('whatever');
    await picture(page, '8-another-company');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]').click();
    expect(await me()).toMatchObject({
      principal: { username: 'Acme_erin', groups: [`${POOL_ID}_Acme`] },
      identityId: expect.stringMatching(/^eu-west-1:/),
    });
  });

  it('comes back from a SAML provider, and has files of its own', async () => {
    await page.getByRole('link', { name: 'Continue with AcmeSaml' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await me()).toMatchObject({
      principal: { username: 'AcmeSaml_saml-user-1', groups: [`${POOL_ID}_AcmeSaml`] },
    });
    const file = { name: 'saml.txt', mimeType: 'text/plain', buffer: Buffer.from('mine') };
    await page.getByLabel('File, 5 MB at most').setInputFiles(file);
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('link', { name: 'saml.txt' }).waitFor();
    await picture(page, '9-saml-user');
  });

  it('signs nobody in whose assertion was changed on its way', async () => {
    saml.flaws = { tamper: (xml) => xml.replace('eve@acme.example', 'ceo@acme.example') };
    await page.getByRole('link', { name: 'Continue with AcmeSaml' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${world.url}/**`);
    expect((await page.request.get(`${world.url}/me`)).status()).toBe(401);
    saml.flaws = {};
  });
});
