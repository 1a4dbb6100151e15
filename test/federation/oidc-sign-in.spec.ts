import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
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
const ACCOUNTS = [
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
});
