import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Sandbox, type SandboxOptions } from 'castellan-sandbox';
import type { Server } from 'node:http';
import { CompanySamlProvider } from './company-saml-provider.js';
import { openIdIssuer, type OpenIdIssuer, standIn } from './open-id-issuer.js';

const ACCOUNT = '123456789012';
const POOL = 'eu-west-1:11111111-2222-4333-8444-555555555555';
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/Acme`;
const ROLE_ATTRIBUTE = 'https://aws.amazon.com/SAML/Attributes/Role';
const FOR_AWS = ['urn:amazon:webservices', 'https://signin.aws.amazon.com/saml'] as const;

describe('logins of other companies at an identity pool', () => {
  let sandbox: Sandbox;
  let client: CognitoIdentityClient;
  let google: OpenIdIssuer;
  let company: OpenIdIssuer;
  let saml: CompanySamlProvider;
  const servers: Server[] = [];
  const host = () => company.url.replace('http://', '');

  beforeAll(async () => {
    [google, company, saml] = await Promise.all([
      openIdIssuer(),
      openIdIssuer(),
      CompanySamlProvider.start(),
    ]);
    const facebook = await standIn((path, query) => {
      const [app, user] = (query.get('access_token') ?? '').split('|');
      if (user === undefined) return undefined;
      return path === '/app' ? { id: app } : { id: user, name: 'Ada' };
    });
    const amazon = await standIn((path, query) =>
      path === '/auth/o2/tokeninfo' && query.get('access_token') === 'good'
        ? { app_id: 'amzn1.application.1', aud: 'amzn1.application-oa2-client.1', user_id: 'amzn1.account.A' }
        : undefined,
    );
    servers.push(google.server, company.server, facebook.server, amazon.server);
    const policies = [
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    ] as const;
    const options: SandboxOptions = {
      identityPools: [
        {
          identityPoolId: POOL,
          providers: [],
          supportedLoginProviders: {
            'accounts.google.com': 'our-app',
            'graph.facebook.com': '4711',
            'www.amazon.com': 'amzn1.application.1',
          },
          openIdConnectProviderArns: [`arn:aws:iam::${ACCOUNT}:oidc-provider/${host()}`],
          samlProviderArns: [SAML],
          roles: { authenticated: role('Member') },
          roleMappings: {
            [`arn:aws:iam::${ACCOUNT}:oidc-provider/${host()}`]: {
              type: 'Rules',
              ambiguousRoleResolution: 'Deny',
              rules: [
                { claim: 'department', matchType: 'Equals', value: 'R&D', roleArn: role('Researcher') },
              ],
            },
          },
        },
      ],
      roles: ['Member', 'Researcher', 'Seller'].map((name) => ({
        roleArn: role(name),
        policies: [...policies],
      })),
      openIdConnectProviders: [{ url: company.url, clientIds: ['our-app'] }],
      samlProviders: [{ name: 'Acme', metadataDocument: saml.metadata }],
      publicLoginProviders: {
        'accounts.google.com': google.url,
        'graph.facebook.com': facebook.url,
        'www.amazon.com': amazon.url,
      },
    };
    sandbox = await Sandbox.start(options);
    client = new CognitoIdentityClient({
      endpoint: sandbox.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    });
  });

  beforeEach(() => {
    saml.flaws = {};
    saml.account = { nameId: 'saml-user', attributes: { [ROLE_ATTRIBUTE]: `${role('Seller')},${SAML}` } };
  });

  afterAll(async () => {
    client.destroy();
    await sandbox.stop();
    await saml.stop();
    servers.forEach((server) => server.close());
  });

  const identityOf = async (Logins: Record<string, string>): Promise<string> =>
    (await client.send(new GetIdCommand({ IdentityPoolId: POOL, Logins }))).IdentityId ?? '';
  const roleOf = async (Logins: Record<string, string>, CustomRoleArn?: string): Promise<string> => {
    const IdentityId = await identityOf(Logins);
    const { Credentials } = await client.send(
      new GetCredentialsForIdentityCommand({ IdentityId, Logins, CustomRoleArn }),
    );
    const sts = new STSClient({
      endpoint: sandbox.url,
      region: 'eu-west-1',
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    return Arn.split('/')[1] ?? '';
  };
  const messageOf = async (Logins: Record<string, string>): Promise<string> => {
    const error: unknown = await identityOf(Logins).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'NotAuthorizedException' });
    return (error as Error).message;
  };

  it('takes ID tokens of Google, of the same user for the same identity', async () => {
    const [first, second] = [await google.sign(), await google.sign()];
    const identity = await identityOf({ 'accounts.google.com': first });
    expect(await identityOf({ 'accounts.google.com': second })).toBe(identity);
    expect(await identityOf({ 'accounts.google.com': await google.sign({ sub: 'another' }) })).not.toBe(
      identity,
    );
    expect(await roleOf({ 'accounts.google.com': first })).toBe('Member');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['another application', { aud: 'their-app' }, 'not from a supported provider'],
    ['an hour ago', { exp: 1_700_000_000 }, 'Token expired'],
    ['another issuer', { iss: 'http://127.0.0.1:9' }, "Issuer doesn't match"],
    ['nobody', { sub: undefined }, 'Missing a required claim: sub'],
  ])('refuses ID tokens of Google for %s', async (_name, claims, message) => {
    expect(await messageOf({ 'accounts.google.com': await google.sign(claims) })).toContain(message);
  });

  it('refuses a token of one provider as that of another, and one that is none', async () => {
    const token = await company.sign();
    expect(await messageOf({ 'accounts.google.com': token })).toContain("Couldn't verify signed token");
    expect(await messageOf({ 'accounts.google.com': 'x' })).toContain('Not a valid OpenId Connect');
    expect(await messageOf({ 'appleid.apple.com': await google.sign() })).toContain('Issuer');
  });

  it('takes access tokens of Facebook and Amazon that are for the application', async () => {
    expect(await roleOf({ 'graph.facebook.com': '4711|ada' })).toBe('Member');
    expect(await roleOf({ 'www.amazon.com': 'good' })).toBe('Member');
    expect(await messageOf({ 'graph.facebook.com': '4712|ada' })).toContain('not from a supported provider');
    expect(await messageOf({ 'graph.facebook.com': 'forged' })).toContain('Invalid login token');
    expect(await messageOf({ 'www.amazon.com': 'forged' })).toContain('Invalid login token');
  });

  it('takes ID tokens of any OIDC provider of the account, and gives roles by their claims', async () => {
    expect(await roleOf({ [host()]: await company.sign({ department: 'R&D' }) })).toBe('Researcher');
    await expect(roleOf({ [host()]: await company.sign({ department: 'Sales' }) })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: `The ambiguous role mapping rules for: ${host()} denied this request.`,
    });
  });

  it('takes SAML responses that are for AWS, and gives the role that they say', async () => {
    expect(await roleOf({ [SAML]: await saml.response(...FOR_AWS) })).toBe('Seller');
    saml.account = {
      nameId: 'saml-user',
      attributes: { [ROLE_ATTRIBUTE]: `${role('Researcher')},arn:aws:iam::${ACCOUNT}:saml-provider/Other` },
    };
    expect(await roleOf({ [SAML]: await saml.response(...FOR_AWS) })).toBe('Member');
  });

  it.each([
    ['are changed', { tamper: (xml: string) => xml.replace('Seller', 'Researcher') }],
    ['are signed by a stranger', { foreignKey: true }],
    ['are for somebody else', { audience: 'urn:amazon:cognito:sp:eu-west-1_Another01' }],
    ['are old', { expired: true }],
  ])('refuses SAML responses that %s', async (_name, flaws) => {
    saml.flaws = flaws;
    expect(await messageOf({ [SAML]: await saml.response(...FOR_AWS) })).toContain('SAML Assertion');
  });
});
