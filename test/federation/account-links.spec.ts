import { preSignUp } from 'castellan/triggers';
import { externalSignUp, type ExternalAccount, LinkRefusedError, UserPoolService } from 'castellan/user-pool';
import { Sandbox } from 'castellan-sandbox';
import { decodeJwt } from 'jose';
import { Application } from './application.js';
import { Browser } from './browser.js';
import { COMPANY_CLIENT, CompanyOidcProvider } from './company-oidc-provider.js';

const POOL = 'eu-west-1_Federatd3';
const CALLBACK = 'http://127.0.0.1:9/callback';
const verified = (email: string) => ({ email, email_verified: 'true' });

describe('linking accounts', () => {
  let sandbox: Sandbox;
  let company: CompanyOidcProvider;
  let application: Application;
  let users: UserPoolService;
  const refusals: unknown[] = [];

  beforeAll(async () => {
    company = await CompanyOidcProvider.start();
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL,
          clients: [
            {
              name: 'web',
              clientId: 'web',
              callbackUrls: [CALLBACK],
              supportedIdentityProviders: ['Acme', 'Open'],
            },
          ],
          users: [
            { username: 'ada', password: 'Passw0rd!', attributes: verified('ada@acme.example') },
            { username: 'bob', password: 'Passw0rd!', attributes: { email: 'bob@acme.example' } },
            { username: 'eve', password: 'Passw0rd!', attributes: verified('eve@acme.example') },
            { username: 'off', password: 'Passw0rd!', attributes: verified('off@acme.example') },
            { username: 'two', password: 'Passw0rd!', attributes: verified('twin@acme.example') },
            { username: 'twin', password: 'Passw0rd!', attributes: verified('twin@acme.example') },
          ],
          triggers: {
            preSignUp: preSignUp(
              async (event) => {
                const external = externalSignUp(event, ['Acme', 'Open']);
                if (external?.userId.startsWith('links-')) await users.links.linkByEmail(external);
                return undefined;
              },
              { onError: ({ error }) => refusals.push(error) },
            ),
          },
          identityProviders: (['Acme', 'Open'] as const).map((providerName) => ({
            providerName,
            providerType: 'OIDC',
            providerDetails: {
              ...COMPANY_CLIENT,
              oidc_issuer: company.issuer,
              authorize_scopes: 'openid email',
            },
            attributeMapping: { email: 'email', email_verified: 'email_verified' },
          })),
        },
      ],
    });
    await company.serve(`${sandbox.url}/oauth2/idpresponse`, [
      { sub: 'links-ada', claims: { email: 'ADA@acme.example', email_verified: true } },
      { sub: 'links-forger', claims: { email: 'eve@acme.example', email_verified: false } },
      { sub: 'own-account', claims: { email: 'eve@acme.example', email_verified: true } },
    ]);
    application = await Application.of(sandbox.userPools[0]!.issuer, 'web', CALLBACK);
    users = new UserPoolService({
      userPoolId: POOL,
      clientId: 'web',
      endpoint: sandbox.url,
      issuer: sandbox.userPools[0]!.issuer,
      administration: { credentials: () => Promise.resolve(sandbox.administrator) },
      linking: { providers: ['Acme'] },
    });
  });

  afterAll(async () => {
    users.close();
    await company.stop();
    await sandbox.stop();
  });

  const callbackOf = async (login: string) => {
    const attempt = await application.begin({ identity_provider: 'Acme' });
    const callback = await company.signIn(new Browser(), attempt.address, login, CALLBACK);
    return { attempt, callback };
  };
  const usernameOf = async (login: string) => {
    const { attempt, callback } = await callbackOf(login);
    return decodeJwt((await application.finish(attempt, callback)).idToken)['cognito:username'];
  };
  const external = (over: Partial<ExternalAccount> = {}): ExternalAccount => ({
    provider: 'Acme',
    userId: 'somebody',
    email: 'ada@acme.example',
    emailVerified: true,
    ...over,
  });

  it('signs in to the account with the same verified address, from the second time on', async () => {
    const { callback } = await callbackOf('links-ada');
    expect(callback.searchParams.get('error_description')).toBe(
      'Already found an entry for username Acme_links-ada',
    );
    expect(await usernameOf('links-ada')).toBe('ada');
    await expect(users.links.link('ada', external({ userId: 'links-ada' }))).resolves.toBeUndefined();
    await expect(users.links.link('ada', external({ userId: 'another' }))).rejects.toMatchObject({
      reason: 'provider_linked_already',
    });
    await users.links.unlink({ provider: 'Acme', userId: 'links-ada' });
    expect((await users.admin.get('ada')).attributes).not.toHaveProperty('identities');
  });

  it('never goes by an address that the provider has not verified', async () => {
    const { callback } = await callbackOf('links-forger');
    expect(callback.searchParams.get('code')).toBeNull();
    expect(callback.searchParams.get('error_description')).toContain('PreSignUp failed with error');
    expect(refusals).toEqual([expect.objectContaining({ reason: 'email_not_verified' })]);
    expect((await users.admin.get('eve')).attributes).not.toHaveProperty('identities');
  });

  it('leaves people alone who have an account of their own already, on either side', async () => {
    expect(await usernameOf('own-account')).toBe('Acme_own-account');
    const own = external({ userId: 'own-account', email: 'eve@acme.example' });
    await expect(users.links.link('eve', own)).rejects.toMatchObject({ reason: 'profile_exists' });
    await expect(
      users.links.link('Acme_own-account', external({ email: 'eve@acme.example' })),
    ).rejects.toMatchObject({ reason: 'account_is_federated' });
  });

  it.each<[string, string, Partial<ExternalAccount>]>([
    ['provider_not_trusted', 'ada', { provider: 'Open' }],
    ['provider_not_trusted', 'ada', { provider: 'acme' }],
    ['email_not_verified', 'ada', { emailVerified: false }],
    ['email_not_verified', 'ada', { emailVerified: 'false' as never }],
    ['email_not_verified', 'ada', { email: undefined }],
    ['email_not_verified', 'ada', { email: '' }],
    ['no_such_account', 'nobody', {}],
    ['account_email_not_verified', 'bob', { email: 'bob@acme.example' }],
    ['emails_differ', 'ada', { email: 'eve@acme.example' }],
    ['emails_differ', 'ada', { email: 'ada+x@acme.example' }],
    // The sign for Kelvin, whose lower case is a k of ASCII.
    ['emails_differ', 'ada', { email: 'ada@\u212Aacme.example' }],
  ])('is refused with %s', async (reason, username, over) => {
    const linking = users.links.link(username, external(over));
    await expect(linking).rejects.toBeInstanceOf(LinkRefusedError);
    await expect(linking).rejects.toMatchObject({ reason, code: 'account_link_refused', httpStatus: 409 });
  });

  it('is refused for an account that is disabled or not confirmed', async () => {
    await users.admin.disable('off');
    const off = external({ email: 'off@acme.example' });
    await expect(users.links.link('off', off)).rejects.toMatchObject({ reason: 'account_not_ready' });
    await users.signUp({
      username: 'squatter',
      password: 'Passw0rd!',
      attributes: { email: 'victim@acme.example' },
    });
    const victim = external({ email: 'victim@acme.example' });
    await expect(users.links.link('squatter', victim)).rejects.toMatchObject({ reason: 'account_not_ready' });
    await expect(users.links.linkByEmail(victim)).rejects.toMatchObject({ reason: 'account_not_ready' });
  });

  it('goes by an address only where exactly one account has verified it', async () => {
    const twin = external({ email: 'twin@acme.example' });
    await expect(users.links.linkByEmail(twin)).rejects.toMatchObject({ reason: 'several_accounts' });
    await expect(users.links.linkByEmail(external({ email: 'new@acme.example' }))).resolves.toBeUndefined();
    const filter = external({ email: '" or email ^= "ada' });
    await expect(users.links.linkByEmail(filter)).resolves.toBeUndefined();
  });

  it('needs to know whose word counts', () => {
    expect(
      () => new UserPoolService({ userPoolId: POOL, clientId: 'web', linking: { providers: [] } }),
    ).toThrow('linking.providers: found an empty array. Write a list of names such as ["Google"].');
  });
});
