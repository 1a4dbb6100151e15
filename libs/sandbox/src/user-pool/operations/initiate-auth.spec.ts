import { createHmac } from 'node:crypto';

import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type AuthFlowType,
} from '@aws-sdk/client-cognito-identity-provider';

import { REGION, startUserPools, type UserPoolsServer } from '../user-pools-server.spec-helper.js';

const PASSWORD = 'Correct-Horse-1';
const INCORRECT = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

describe('signing in', () => {
  let server: UserPoolsServer;
  let sdk: CognitoIdentityProviderClient;
  let poolId: string;

  beforeAll(async () => {
    server = await startUserPools([
      {
        clients: [
          { name: 'web', clientId: 'web', refreshTokenSeconds: 3600 },
          { name: 'other', clientId: 'other' },
          { name: 'server', clientId: 'server', clientSecret: 'verysecret' },
          { name: 'closed', clientId: 'closed', explicitAuthFlows: [] },
        ],
        users: ['alice', 'bob', 'carol'].map((username) => ({ username, password: PASSWORD })),
      },
      { clients: [{ name: 'web', clientId: 'foreign' }] },
    ]);
    poolId = server.userPools.list()[0]!.userPoolId;
    sdk = new CognitoIdentityProviderClient({
      endpoint: server.baseUrl,
      region: REGION,
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    });
  });

  afterAll(async () => {
    sdk.destroy();
    await server.close();
  });

  const initiate = (AuthFlow: string, AuthParameters: Record<string, string>, ClientId = 'web') =>
    sdk.send(new InitiateAuthCommand({ ClientId, AuthFlow: AuthFlow as AuthFlowType, AuthParameters }));
  const signIn = (username: string, password = PASSWORD, clientId = 'web') =>
    initiate('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD: password }, clientId);
  const refresh = (token: string, clientId = 'web') =>
    initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: token }, clientId);
  const refreshTokenOf = async (username: string) =>
    (await signIn(username)).AuthenticationResult!.RefreshToken!;
  const adminInitiate = (AuthFlow: AuthFlowType, ClientId = 'web') =>
    sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: poolId,
        ClientId,
        AuthFlow,
        AuthParameters: { USERNAME: 'alice', PASSWORD },
      }),
    );

  it('refuses a wrong password and an unknown user in the same words', async () => {
    await expect(signIn('alice', 'Wrong-Horse-1')).rejects.toMatchObject(INCORRECT);
    await expect(signIn('nobody')).rejects.toMatchObject(INCORRECT);
    await expect(signIn('Alice')).rejects.toMatchObject(INCORRECT);
  });

  it('refuses half of a surrogate pair, which would be the same as every other half', async () => {
    for (const password of [`${PASSWORD}\ud800`, `\udfff${PASSWORD}`]) {
      await expect(signIn('alice', password)).rejects.toMatchObject({ name: 'SerializationException' });
    }
    await expect(signIn('alice', `${PASSWORD}\ud83d\ude00`)).rejects.toMatchObject(INCORRECT);
  });

  it('says which parameter is missing', async () => {
    await expect(initiate('USER_PASSWORD_AUTH', { USERNAME: 'alice' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Missing required parameter PASSWORD',
    });
    await expect(initiate('USER_PASSWORD_AUTH', { PASSWORD })).rejects.toMatchObject({
      message: 'Missing required parameter USERNAME',
    });
    await expect(initiate('REFRESH_TOKEN', {})).rejects.toMatchObject({
      message: 'Missing required parameter REFRESH_TOKEN',
    });
  });

  it.each<AuthFlowType>(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH'])(
    'lets an administrator sign a user in by %s',
    async (flow) => {
      await expect(adminInitiate(flow)).resolves.toMatchObject({
        AuthenticationResult: { TokenType: 'Bearer', ExpiresIn: 3600 },
      });
    },
  );

  it('refuses the flow of administrators without an administrator', async () => {
    const attempt = initiate('ADMIN_USER_PASSWORD_AUTH', { USERNAME: 'alice', PASSWORD });
    await expect(attempt).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Initiate Auth method not supported.',
    });
  });

  it('refuses a client of another pool', async () => {
    await expect(adminInitiate('ADMIN_USER_PASSWORD_AUTH', 'foreign')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client foreign does not exist.',
    });
    await expect(signIn('alice', PASSWORD, 'foreign')).rejects.toMatchObject(INCORRECT);
  });

  it('refuses a flow that the client does not allow', async () => {
    await expect(signIn('alice', PASSWORD, 'closed')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'USER_PASSWORD_AUTH flow not enabled for this client',
    });
    await expect(adminInitiate('ADMIN_USER_PASSWORD_AUTH', 'closed')).rejects.toMatchObject({
      message: 'Auth flow not enabled for this client',
    });
    await expect(refresh('anything', 'closed')).rejects.toMatchObject({
      message: 'Auth flow not enabled for this client',
    });
  });

  it.each([
    ['USER_SRP_AUTH', 'USER_SRP_AUTH is not enabled for the client.', 'closed'],
    ['USER_AUTH', 'USER_AUTH flow not enabled for this client', 'closed'],
    ['CUSTOM_AUTH', 'CUSTOM_AUTH is not enabled for the client.', 'closed'],
    ['CUSTOM_AUTH', 'Custom auth lambda trigger is not configured for the user pool.', 'web'],
    ['MAGIC', expect.stringContaining("Value at 'authFlow' failed to satisfy constraint"), 'web'],
  ])('refuses the flow %s with %s', async (flow, message, clientId) => {
    await expect(initiate(flow, { USERNAME: 'alice' }, clientId)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message,
    });
  });

  it('refuses the key of a device that is not known', async () => {
    const attempt = initiate('USER_PASSWORD_AUTH', {
      USERNAME: 'alice',
      PASSWORD,
      DEVICE_KEY: 'eu-west-1_x',
    });
    await expect(attempt).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses to refresh with a token of another client, an unknown one and one that is not a refresh token', async () => {
    const { AuthenticationResult } = await signIn('alice');
    const invalid = { name: 'NotAuthorizedException', message: 'Invalid Refresh Token.' };
    await expect(refresh(AuthenticationResult!.RefreshToken!, 'other')).rejects.toMatchObject(invalid);
    await expect(refresh('unknown')).rejects.toMatchObject(invalid);
    await expect(refresh(AuthenticationResult!.AccessToken!)).rejects.toMatchObject(invalid);
  });

  it('refreshes until the refresh token expires', async () => {
    const token = await refreshTokenOf('alice');
    server.now += 3599_000;
    await expect(refresh(token)).resolves.toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
    server.now += 1_000;
    await expect(refresh(token)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Refresh Token has expired',
    });
  });

  it('checks the secret hash at every step for a client with a secret', async () => {
    const hash = createHmac('sha256', 'verysecret').update('aliceserver').digest('base64');
    const parameters = { USERNAME: 'alice', PASSWORD };
    await expect(initiate('USER_PASSWORD_AUTH', parameters, 'server')).rejects.toMatchObject({
      message: 'Client server is configured for secret but secret was not received',
    });
    const wrong = { ...parameters, SECRET_HASH: hash.toLowerCase() };
    await expect(initiate('USER_PASSWORD_AUTH', wrong, 'server')).rejects.toMatchObject({
      message: 'Unable to verify secret hash for client server',
    });
    const { AuthenticationResult } = await initiate(
      'USER_PASSWORD_AUTH',
      { ...parameters, SECRET_HASH: hash },
      'server',
    );
    const token = AuthenticationResult!.RefreshToken!;
    await expect(refresh(token, 'server')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(
      initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: token, SECRET_HASH: hash }, 'server'),
    ).resolves.toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
  });

  it('does not let a disabled user sign in or refresh, nor revives old sign-ins when the user is enabled', async () => {
    const token = await refreshTokenOf('bob');
    const subject = { UserPoolId: poolId, Username: 'bob' };
    await sdk.send(new AdminDisableUserCommand(subject));
    const disabled = { name: 'NotAuthorizedException', message: 'User is disabled.' };
    await expect(signIn('bob')).rejects.toMatchObject(disabled);
    await expect(refresh(token)).rejects.toMatchObject(disabled);
    await expect(signIn('bob', 'Wrong-Horse-1')).rejects.toMatchObject(INCORRECT);
    await sdk.send(new AdminEnableUserCommand(subject));
    await expect(refresh(token)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
    await expect(signIn('bob')).resolves.toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
  });

  it('does not refresh for a user who was deleted', async () => {
    const token = await refreshTokenOf('carol');
    await sdk.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: 'carol' }));
    await expect(refresh(token)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(signIn('carol')).rejects.toMatchObject(INCORRECT);
  });
});
