import {
  AdminDisableProviderForUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminListGroupsForUserCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type ProviderUserIdentifierType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Sandbox } from 'castellan-sandbox';
import { decodeJwt } from 'jose';
import { Application, type SignedIn } from './application.js';
import { Browser } from './browser.js';
import { COMPANY_CLIENT, CompanyOidcProvider } from './company-oidc-provider.js';

const POOL = 'eu-west-1_Federatd1';
const CALLBACK = 'http://127.0.0.1:9/callback';
const GOOGLE_ACCOUNT = {
  sub: 'company-user-1',
  claims: {
    email: 'ada@acme.example',
    email_verified: true,
    name: 'Ada',
    department: 'R&D',
    roles: ['a', 'b'],
  },
};
const CHANGING = { sub: 'changing', claims: { name: 'old' } };
const ACCOUNTS = [
  CHANGING,
  { sub: 'disabled', claims: {} },
  GOOGLE_ACCOUNT,
  { sub: 'no-mail', claims: { name: 'Grace' } },
  { sub: 'linked', claims: { email: 'bob@acme.example', email_verified: true } },
];

describe('sign-in at another company by OpenID Connect', () => {
  let sandbox: Sandbox;
  let company: CompanyOidcProvider;
  let admin: CognitoIdentityProviderClient;
  let application: Application;

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
              supportedIdentityProviders: ['COGNITO', 'Acme'],
            },
            { name: 'own', clientId: 'own', callbackUrls: [CALLBACK] },
          ],
          users: [{ username: 'bob', password: 'Passw0rd!' }],
          customAttributes: [{ name: 'custom:department' }, { name: 'custom:roles' }],
          identityProviders: [
            {
              providerName: 'Acme',
              providerType: 'OIDC',
              providerDetails: {
                ...COMPANY_CLIENT,
                oidc_issuer: company.issuer,
                authorize_scopes: 'openid email profile',
              },
              attributeMapping: {
                username: 'sub',
                email: 'email',
                email_verified: 'email_verified',
                name: 'name',
                'custom:department': 'department',
                'custom:roles': 'roles',
              },
              idpIdentifiers: ['acme.example'],
            },
          ],
        },
      ],
    });
    await company.serve(`${sandbox.url}/oauth2/idpresponse`, ACCOUNTS);
    admin = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: 'eu-west-1',
      credentials: sandbox.administrator,
    });
    application = await Application.of(sandbox.userPools[0]!.issuer, 'web', CALLBACK);
  });

  afterAll(async () => {
    admin.destroy();
    await company.stop();
    await sandbox.stop();
  });

  const signIn = async (
    login: string,
    parameters: Record<string, string> = { identity_provider: 'Acme' },
  ) => {
    const browser = new Browser();
    const attempt = await application.begin(parameters);
    const callback = await company.signIn(browser, attempt.address, login, CALLBACK);
    return { browser, attempt, callback };
  };
  const tokensOf = async (login: string): Promise<SignedIn> => {
    const { attempt, callback } = await signIn(login);
    return await application.finish(attempt, callback);
  };

  it('makes a user of the pool, in the group of the provider, whose tokens say where the user is from', async () => {
    const { idToken, accessToken } = await tokensOf(GOOGLE_ACCOUNT.sub);
    const claims = decodeJwt(idToken);
    expect(claims).toMatchObject({
      'cognito:username': 'Acme_company-user-1',
      email: 'ada@acme.example',
      email_verified: true,
      name: 'Ada',
      'custom:department': 'R&D',
      'custom:roles': '[a, b]',
      'cognito:groups': [`${POOL}_Acme`],
      identities: [
        {
          userId: 'company-user-1',
          providerName: 'Acme',
          providerType: 'OIDC',
          issuer: null,
          primary: 'true',
          dateCreated: expect.stringMatching(/^\d{13}$/) as string,
        },
      ],
    });
    expect(decodeJwt(accessToken)).toMatchObject({
      username: 'Acme_company-user-1',
      'cognito:groups': [`${POOL}_Acme`],
    });
    const user = await admin.send(
      new AdminGetUserCommand({ UserPoolId: POOL, Username: 'Acme_company-user-1' }),
    );
    expect(user.UserStatus).toBe('EXTERNAL_PROVIDER');
    expect(user.UserAttributes).toContainEqual({
      Name: 'identities',
      Value: expect.stringContaining('"providerName":"Acme"') as string,
    });
    const { Groups } = await admin.send(
      new AdminListGroupsForUserCommand({ UserPoolId: POOL, Username: 'Acme_company-user-1' }),
    );
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual([`${POOL}_Acme`]);
  });

  it('is the same user the next time', async () => {
    const [first, second] = [await tokensOf(GOOGLE_ACCOUNT.sub), await tokensOf(GOOGLE_ACCOUNT.sub)];
    expect(decodeJwt(second.idToken).sub).toBe(decodeJwt(first.idToken).sub);
  });

  it('finds the provider by the domain of an e-mail address', async () => {
    const { browser } = await signIn(GOOGLE_ACCOUNT.sub, { idp_identifier: 'acme.example' });
    expect(browser.visited[1]).toContain(company.issuer);
  });

  it('writes what the provider says now at every sign-in, and keeps what it does not speak of', async () => {
    await tokensOf('changing');
    await admin.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: POOL,
        Username: 'Acme_changing',
        UserAttributes: [{ Name: 'given_name', Value: 'kept' }],
      }),
    );
    CHANGING.claims.name = 'new';
    const { idToken } = await tokensOf('changing');
    expect(decodeJwt(idToken)).toMatchObject({ name: 'new', given_name: 'kept' });
  });

  describe('a linked account', () => {
    const link = (source: Partial<ProviderUserIdentifierType>, username = 'bob') =>
      admin.send(
        new AdminLinkProviderForUserCommand({
          UserPoolId: POOL,
          DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: username },
          SourceUser: {
            ProviderName: 'Acme',
            ProviderAttributeName: 'Cognito_Subject',
            ProviderAttributeValue: 'linked',
            ...source,
          },
        }),
      );

    it('is signed in to with the account of the provider', async () => {
      await link({});
      const { idToken } = await tokensOf('linked');
      expect(decodeJwt(idToken)).toMatchObject({
        'cognito:username': 'bob',
        identities: [{ userId: 'linked', providerName: 'Acme', providerType: 'OIDC', primary: 'false' }],
      });
      expect(decodeJwt(idToken)).not.toHaveProperty('cognito:groups');
    });

    it('is nobody else’s, nor that of a user who is there, of the pool, or of a provider that is not there', async () => {
      await tokensOf(GOOGLE_ACCOUNT.sub);
      await expect(link({})).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'SourceUser is already linked to DestinationUser',
      });
      await expect(link({ ProviderAttributeValue: GOOGLE_ACCOUNT.sub })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining('Merging is not currently supported') as string,
      });
      await expect(link({ ProviderName: 'Cognito' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining('Invalid SourceUser') as string,
      });
      await expect(link({ ProviderName: 'Nobody' })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      await expect(link({ ProviderAttributeValue: 'x' }, 'nobody')).rejects.toMatchObject({
        name: 'UserNotFoundException',
      });
    });

    it('is its own again after the link was taken away', async () => {
      await admin.send(
        new AdminDisableProviderForUserCommand({
          UserPoolId: POOL,
          User: {
            ProviderName: 'Acme',
            ProviderAttributeName: 'Cognito_Subject',
            ProviderAttributeValue: 'linked',
          },
        }),
      );
      const { idToken } = await tokensOf('linked');
      expect(decodeJwt(idToken)).toMatchObject({ 'cognito:username': 'Acme_linked' });
    });
  });

  describe('is refused', () => {
    it('to a client that may not use the provider, before anybody goes there', async () => {
      const own = await Application.of(sandbox.userPools[0]!.issuer, 'own', CALLBACK);
      const browser = new Browser();
      const { address } = await own.begin({ identity_provider: 'Acme' });
      const { url } = await browser.open(address, CALLBACK);
      expect(url.searchParams.get('error')).toBe('invalid_request');
      expect(browser.visited.join()).not.toContain(company.issuer);
    });

    it('to whoever comes back in another browser', async () => {
      const browser = new Browser();
      const { address } = await application.begin({ identity_provider: 'Acme' });
      const back = await company.signIn(
        browser,
        address,
        GOOGLE_ACCOUNT.sub,
        `${sandbox.url}/oauth2/idpresponse`,
      );
      const stolen = await new Browser().open(back, CALLBACK);
      expect([stolen.url.pathname, stolen.url.searchParams.get('error')]).toEqual([
        '/error',
        'invalid_request',
      ]);
      // The attempt is used up by it.
      const own = await browser.open(back, CALLBACK);
      expect(own.url.pathname).toBe('/error');
    });

    it('to whoever comes back twice, or with a state that was made up', async () => {
      const browser = new Browser();
      const { address } = await application.begin({ identity_provider: 'Acme' });
      const back = await company.signIn(
        browser,
        address,
        GOOGLE_ACCOUNT.sub,
        `${sandbox.url}/oauth2/idpresponse`,
      );
      expect((await browser.open(back, CALLBACK)).url.searchParams.get('code')).not.toBeNull();
      expect((await browser.open(back, CALLBACK)).url.pathname).toBe('/error');
      back.searchParams.set('state', 'made-up');
      expect((await browser.open(back, CALLBACK)).url.pathname).toBe('/error');
    });

    it('with a code that the provider did not give', async () => {
      const browser = new Browser();
      const { address, state } = await application.begin({ identity_provider: 'Acme' });
      const back = await company.signIn(
        browser,
        address,
        GOOGLE_ACCOUNT.sub,
        `${sandbox.url}/oauth2/idpresponse`,
      );
      back.searchParams.set('code', 'injected');
      const { searchParams } = (await browser.open(back, CALLBACK)).url;
      expect(Object.fromEntries(searchParams)).toEqual({
        error: 'server_error',
        error_description: 'Exception processing authorization code',
        state,
      });
    });

    it('with a code of somebody else’s sign-in', async () => {
      const [one, other] = [new Browser(), new Browser()];
      const returns = `${sandbox.url}/oauth2/idpresponse`;
      const [mine, theirs] = [
        await application.begin({ identity_provider: 'Acme' }),
        await application.begin({ identity_provider: 'Acme' }),
      ];
      const own = await company.signIn(one, mine.address, GOOGLE_ACCOUNT.sub, returns);
      const foreign = await company.signIn(other, theirs.address, 'no-mail', returns);
      own.searchParams.set('code', foreign.searchParams.get('code') ?? '');
      const { searchParams } = (await one.open(own, CALLBACK)).url;
      expect([searchParams.get('error'), searchParams.get('code')]).toEqual(['server_error', null]);
    });

    it('as the provider refuses it', async () => {
      const browser = new Browser();
      const { address } = await application.begin({ identity_provider: 'Acme' });
      await company.signIn(browser, address, GOOGLE_ACCOUNT.sub, `${sandbox.url}/oauth2/idpresponse`);
      const state = new URL(browser.visited[1]!).searchParams.get('state') ?? '';
      const denied = `${sandbox.url}/oauth2/idpresponse?error=access_denied&error_description=no&state=${state}`;
      const { searchParams } = (await browser.open(denied, CALLBACK)).url;
      expect([searchParams.get('error'), searchParams.get('error_description')]).toEqual([
        'access_denied',
        'no',
      ]);
    });

    it('to a user who was disabled', async () => {
      await tokensOf('disabled');
      await admin.send(new AdminDisableUserCommand({ UserPoolId: POOL, Username: 'Acme_disabled' }));
      const { callback } = await signIn('disabled');
      expect(callback.searchParams.get('error_description')).toBe('User is disabled.');
    });

    it('by a password, which the user does not have', async () => {
      await tokensOf(GOOGLE_ACCOUNT.sub);
      await expect(
        admin.send(
          new InitiateAuthCommand({
            AuthFlow: 'USER_PASSWORD_AUTH',
            ClientId: 'own',
            AuthParameters: { USERNAME: 'Acme_company-user-1', PASSWORD: 'Passw0rd!' },
          }),
        ),
      ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    });
  });
});
