import { Sandbox } from 'castellan-sandbox';
import { decodeJwt } from 'jose';
import { Application, type SignedIn } from './application.js';
import { Browser, type Page } from './browser.js';
import { CompanySamlProvider, type SamlFlaws } from './company-saml-provider.js';

const POOL = 'eu-west-1_Federatd2';
const CALLBACK = 'http://127.0.0.1:9/callback';

describe('sign-in at another company by SAML', () => {
  let sandbox: Sandbox;
  let company: CompanySamlProvider;
  let application: Application;

  beforeAll(async () => {
    company = await CompanySamlProvider.start();
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL,
          clients: [
            {
              name: 'web',
              clientId: 'web',
              callbackUrls: [CALLBACK],
              supportedIdentityProviders: ['AcmeSaml', 'ByAddress'],
            },
          ],
          customAttributes: [{ name: 'custom:department' }],
          identityProviders: [
            {
              providerName: 'AcmeSaml',
              providerType: 'SAML',
              providerDetails: { MetadataFile: company.metadata },
              attributeMapping: {
                email: 'https://acme.example/email',
                'custom:department': 'https://acme.example/department',
              },
            },
            {
              providerName: 'ByAddress',
              providerType: 'SAML',
              providerDetails: { MetadataURL: company.metadataUrl },
              attributeMapping: { username: 'https://acme.example/email' },
            },
          ],
        },
      ],
    });
    company.serve(`urn:amazon:cognito:sp:${POOL}`, `${sandbox.url}/saml2/idpresponse`);
    application = await Application.of(sandbox.userPools[0]!.issuer, 'web', CALLBACK);
  });

  beforeEach(() => {
    company.flaws = {};
  });

  afterAll(async () => {
    await company.stop();
    await sandbox.stop();
  });

  const pageOfCompany = async (browser: Browser, provider = 'AcmeSaml') => {
    const attempt = await application.begin({ identity_provider: provider });
    return { attempt, page: await browser.open(attempt.address) };
  };
  const signIn = async (provider?: string): Promise<SignedIn> => {
    const browser = new Browser();
    const { attempt, page } = await pageOfCompany(browser, provider);
    const { url } = await browser.submit(page, {}, CALLBACK);
    return await application.finish(attempt, url);
  };
  const errorOf = async (flaws: SamlFlaws): Promise<string | null> => {
    company.flaws = flaws;
    const browser = new Browser();
    const { page } = await pageOfCompany(browser);
    const { url } = await browser.submit(page, {}, CALLBACK);
    expect(url.searchParams.get('code')).toBeNull();
    return url.searchParams.get('error_description');
  };

  it('makes a user of the pool, whose tokens say where the user is from', async () => {
    const { idToken } = await signIn();
    const claims = decodeJwt(idToken);
    expect(claims).toMatchObject({
      'cognito:username': 'AcmeSaml_saml-user-1',
      email: 'eve@acme.example',
      email_verified: false,
      'custom:department': 'Sales',
      'cognito:groups': [`${POOL}_AcmeSaml`],
      identities: [
        {
          userId: 'saml-user-1',
          providerName: 'AcmeSaml',
          providerType: 'SAML',
          issuer: company.metadataUrl.replace('metadata', 'entity'),
          primary: 'true',
        },
      ],
    });
    expect(decodeJwt((await signIn()).idToken).sub).toBe(claims.sub);
  });

  it('takes the metadata from where the provider publishes it, and another attribute for the name', async () => {
    const { idToken } = await signIn('ByAddress');
    expect(decodeJwt(idToken)).toMatchObject({ 'cognito:username': 'ByAddress_eve@acme.example' });
  });

  it.each<[string, SamlFlaws, string]>([
    ['changed after it was signed', { tamper: (xml) => xml.replace('eve@', 'bob@') }, 'signature is invalid'],
    [
      'without its signature',
      { tamper: (xml) => xml.replace(/<ds:Signature[^]*<\/ds:Signature>/, '') },
      'signature is invalid',
    ],
    ['signed by a stranger', { foreignKey: true }, 'signature is invalid'],
    [
      'for another service',
      { audience: 'urn:amazon:cognito:sp:eu-west-1_Another01' },
      'Assertion is invalid',
    ],
    ['to another request', { inResponseTo: '_another' }, 'Assertion is invalid'],
    ['from two hours ago', { expired: true }, 'Assertion is invalid'],
    ['no XML at all', { tamper: () => 'nothing' }, 'Assertion is invalid'],
  ])('refuses an answer that is %s', async (_name, flaws, reason) => {
    expect(await errorOf(flaws)).toContain(reason);
  });

  it('takes an answer once, and none without its own attempt', async () => {
    const browser = new Browser();
    const { page } = await pageOfCompany(browser);
    const first = await browser.submit(page, {}, CALLBACK);
    expect(first.url.searchParams.get('code')).not.toBeNull();
    const isRefused = ({ url, status }: Page) => [url.pathname, url.searchParams.get('error'), status];
    expect(isRefused(await browser.submit(page, {}))).toEqual(['/error', 'invalid_request', 400]);
    const other = await pageOfCompany(browser);
    expect(isRefused(await browser.submit(other.page, { RelayState: 'made up' }))).toEqual([
      '/error',
      'invalid_request',
      400,
    ]);
  });
});
