import {
  CognitoIdentityProviderClient,
  DescribeResourceServerCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListResourceServersCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { Sandbox } from '../../sandbox.js';

const UserPoolId = 'eu-west-1_Described';

describe('the description', () => {
  let sandbox: Sandbox;
  let sdk: CognitoIdentityProviderClient;

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: UserPoolId,
          name: 'members',
          clients: [
            {
              name: 'web',
              clientId: 'web',
              preventUserExistenceErrors: 'LEGACY',
              callbackUrls: ['http://localhost/callback'],
              refreshTokenRotation: { retryGracePeriodSeconds: 10 },
            },
            { name: 'server', clientId: 'server', clientSecret: 'verysecret', accessTokenSeconds: 60 },
          ],
          aliasAttributes: ['email'],
          customAttributes: [{ name: 'custom:level', type: 'Number', mutable: false }],
          passwordPolicy: { minimumLength: 10, requireSymbols: false },
          accountRecovery: ['verified_email'],
          resourceServers: [
            { identifier: 'reports', scopes: [{ name: 'read' }, { name: 'write', description: 'Write' }] },
          ],
          users: [{ username: 'alice', password: 'Password10' }],
        },
        { clients: [{ name: 'other' }], usernameAttributes: ['email'] },
      ],
    });
    sdk = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: sandbox.region,
      credentials: sandbox.administrator,
    });
  });
  afterAll(async () => {
    sdk.destroy();
    await sandbox.stop();
  });

  it('of a pool', async () => {
    const { UserPool } = await sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({
      Id: UserPoolId,
      Name: 'members',
      Arn: `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${UserPoolId}`,
      Policies: {
        PasswordPolicy: {
          MinimumLength: 10,
          RequireSymbols: false,
          RequireNumbers: true,
          TemporaryPasswordValidityDays: 7,
        },
      },
      AliasAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: true },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      MfaConfiguration: 'OFF',
      EstimatedNumberOfUsers: 1,
      CreationDate: expect.any(Date),
    });
    expect(UserPool?.UsernameAttributes).toBeUndefined();
    expect(UserPool?.SchemaAttributes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Name: 'sub', Required: true, Mutable: false }),
        expect.objectContaining({ Name: 'email_verified', AttributeDataType: 'Boolean' }),
        expect.objectContaining({ Name: 'custom:level', AttributeDataType: 'Number', Mutable: false }),
      ]),
    );
    const missing = sdk.send(new DescribeUserPoolCommand({ UserPoolId: 'eu-west-1_zzzzzzzzz' }));
    await expect(missing).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool eu-west-1_zzzzzzzzz does not exist.',
    });
  });

  it('of all pools, by pages', async () => {
    const first = await sdk.send(new ListUserPoolsCommand({ MaxResults: 1 }));
    expect(first.UserPools).toMatchObject([{ Id: UserPoolId, Name: 'members' }]);
    const second = await sdk.send(new ListUserPoolsCommand({ MaxResults: 60, NextToken: first.NextToken }));
    expect(second.UserPools).toMatchObject([{ Name: 'sandbox' }]);
    expect(second.NextToken).toBeUndefined();
    await expect(sdk.send(new ListUserPoolsCommand({ MaxResults: 0 }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const other = await sdk.send(
      new DescribeUserPoolCommand({ UserPoolId: second.UserPools?.[0]?.Id ?? '' }),
    );
    expect(other.UserPool?.UsernameAttributes).toEqual(['email']);
  });

  it('of app clients, with their secrets', async () => {
    const { UserPoolClients } = await sdk.send(new ListUserPoolClientsCommand({ UserPoolId }));
    expect(UserPoolClients).toEqual([
      { ClientId: 'web', ClientName: 'web', UserPoolId },
      { ClientId: 'server', ClientName: 'server', UserPoolId },
    ]);
    const describeClient = async (ClientId: string) =>
      (await sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))).UserPoolClient;
    expect(await describeClient('server')).toMatchObject({
      ClientSecret: 'verysecret',
      AccessTokenValidity: 60,
      TokenValidityUnits: { AccessToken: 'seconds' },
      PreventUserExistenceErrors: 'ENABLED',
    });
    const web = await describeClient('web');
    expect(web).toMatchObject({
      PreventUserExistenceErrors: 'LEGACY',
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['http://localhost/callback'],
      SupportedIdentityProviders: ['COGNITO'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    });
    expect(web).not.toHaveProperty('ClientSecret');
    await expect(describeClient('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client none does not exist.',
    });
  });

  it('of resource servers', async () => {
    const { ResourceServers } = await sdk.send(
      new ListResourceServersCommand({ UserPoolId, MaxResults: 50 }),
    );
    const reports = {
      UserPoolId,
      Identifier: 'reports',
      Name: 'reports',
      Scopes: [
        { ScopeName: 'read', ScopeDescription: 'read' },
        { ScopeName: 'write', ScopeDescription: 'Write' },
      ],
    };
    expect(ResourceServers).toEqual([reports]);
    const describeServer = async (Identifier: string) =>
      (await sdk.send(new DescribeResourceServerCommand({ UserPoolId, Identifier }))).ResourceServer;
    expect(await describeServer('reports')).toEqual(reports);
    await expect(describeServer('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is for who signs the request', async () => {
    const unsigned = await fetch(sandbox.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.DescribeUserPool',
      },
      body: JSON.stringify({ UserPoolId }),
    });
    expect(unsigned.status).toBe(400);
    expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
