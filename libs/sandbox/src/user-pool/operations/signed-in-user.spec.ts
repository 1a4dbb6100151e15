import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';

import { answerTokenRequest } from '../oauth2/token-endpoint.js';
import { REGION, startUserPools, type UserPoolsServer } from '../user-pools-server.spec-helper.js';

const PASSWORD = 'Correct-Horse-1';
const REVOKED = { name: 'NotAuthorizedException', message: 'Access Token has been revoked' };

describe('a signed-in user', () => {
  let server: UserPoolsServer;
  let sdk: CognitoIdentityProviderClient;
  let poolId: string;

  beforeAll(async () => {
    server = await startUserPools([
      {
        clients: [
          { name: 'web', clientId: 'web' },
          { name: 'other', clientId: 'other' },
          {
            name: 'job',
            clientId: 'job',
            clientSecret: 'jobsecret',
            clientCredentialsScopes: ['reports/read'],
          },
        ],
        users: ['alice', 'bob', 'carol', 'dave'].map((username) => ({ username, password: PASSWORD })),
      },
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

  const signIn = async (username: string) => {
    const { AuthenticationResult } = await sdk.send(
      new InitiateAuthCommand({
        ClientId: 'web',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD },
      }),
    );
    return AuthenticationResult as Record<'AccessToken' | 'IdToken' | 'RefreshToken', string>;
  };
  const getUser = (AccessToken: string) => sdk.send(new GetUserCommand({ AccessToken }));
  const refresh = (REFRESH_TOKEN: string) =>
    sdk.send(
      new InitiateAuthCommand({
        ClientId: 'web',
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN },
      }),
    );
  const isOut = (token: string) => {
    const { sub, origin_jti } = decodeJwt<{ origin_jti: string }>(token);
    return server.userPools.byId(poolId)!.isSignedOutOrDisabled(sub!, origin_jti);
  };

  it('is described by the access token', async () => {
    const { AccessToken } = await signIn('alice');
    const answer = await getUser(AccessToken);
    expect(answer.Username).toBe('alice');
    expect(answer.UserAttributes).toEqual([{ Name: 'sub', Value: decodeJwt(AccessToken).sub }]);
  });

  it('is not described by any other token', async () => {
    const { AccessToken, IdToken, RefreshToken } = await signIn('alice');
    const [header, payload, signature] = AccessToken.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody' })).toString('base64url');
    const foreign = Buffer.from(JSON.stringify({ ...claims, iss: 'http://elsewhere' })).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const wrong = [
      IdToken,
      RefreshToken,
      `${header}.${forged}.${signature}`,
      `${header}.${foreign}.${signature}`,
      `${unsigned}.${payload}.`,
      'a.b.c',
    ];
    for (const token of wrong) {
      await expect(getUser(token)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Invalid Access Token',
      });
    }
  });

  it('is not described by the token of a machine', async () => {
    const answer = await answerTokenRequest(server.userPools, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=job&client_secret=jobsecret',
    });
    const { access_token: token } = answer.body as { access_token: string };
    await expect(getUser(token)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token does not have required scopes',
    });
  });

  it('is described until the access token expires', async () => {
    const { AccessToken } = await signIn('alice');
    server.now += 3599_000;
    await expect(getUser(AccessToken)).resolves.toMatchObject({ Username: 'alice' });
    server.now += 1_000;
    await expect(getUser(AccessToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has expired',
    });
  });

  it('signs out everywhere at once, and nobody else with it', async () => {
    const first = await signIn('alice');
    const second = await signIn('alice');
    const bob = await signIn('bob');
    await sdk.send(new GlobalSignOutCommand({ AccessToken: first.AccessToken }));
    for (const { AccessToken, IdToken, RefreshToken } of [first, second]) {
      await expect(getUser(AccessToken)).rejects.toMatchObject(REVOKED);
      await expect(refresh(RefreshToken)).rejects.toMatchObject({
        message: 'Refresh Token has been revoked',
      });
      expect(isOut(IdToken)).toBe(true);
    }
    await expect(getUser(bob.AccessToken)).resolves.toMatchObject({ Username: 'bob' });
    expect(isOut(bob.IdToken)).toBe(false);
    const again = await signIn('alice');
    expect(isOut(again.IdToken)).toBe(false);
  });

  it('is signed out everywhere by an administrator', async () => {
    const { AccessToken } = await signIn('bob');
    await sdk.send(new AdminUserGlobalSignOutCommand({ UserPoolId: poolId, Username: 'bob' }));
    await expect(getUser(AccessToken)).rejects.toMatchObject(REVOKED);
    await expect(sdk.send(new GlobalSignOutCommand({ AccessToken }))).rejects.toMatchObject(REVOKED);
  });

  it('ends one sign-in by revoking its refresh token', async () => {
    const first = await signIn('bob');
    const second = await signIn('bob');
    const { AuthenticationResult } = await refresh(first.RefreshToken);
    await sdk.send(new RevokeTokenCommand({ ClientId: 'web', Token: first.RefreshToken }));
    await expect(getUser(first.AccessToken)).rejects.toMatchObject(REVOKED);
    await expect(getUser(AuthenticationResult!.AccessToken!)).rejects.toMatchObject(REVOKED);
    await expect(refresh(first.RefreshToken)).rejects.toMatchObject({
      message: 'Refresh Token has been revoked',
    });
    await expect(getUser(second.AccessToken)).resolves.toMatchObject({ Username: 'bob' });
    await expect(
      sdk.send(new RevokeTokenCommand({ ClientId: 'web', Token: 'unknown' })),
    ).resolves.toBeDefined();
  });

  it('cannot have a token revoked by another client, without the secret, or of another kind', async () => {
    const { AccessToken, RefreshToken } = await signIn('bob');
    const revoke = (ClientId: string, Token: string, ClientSecret?: string) =>
      sdk.send(new RevokeTokenCommand({ ClientId, Token, ClientSecret }));
    const unauthorized = { name: 'UnauthorizedException' };
    await expect(revoke('other', RefreshToken)).rejects.toMatchObject(unauthorized);
    await expect(revoke('job', RefreshToken)).rejects.toMatchObject(unauthorized);
    await expect(revoke('job', RefreshToken, 'wrong')).rejects.toMatchObject(unauthorized);
    await expect(revoke('web', RefreshToken, 'needless')).rejects.toMatchObject(unauthorized);
    await expect(revoke('web', AccessToken)).rejects.toMatchObject({ name: 'UnsupportedTokenTypeException' });
    await expect(getUser(AccessToken)).resolves.toMatchObject({ Username: 'bob' });
  });

  it('is turned away while disabled, and the old tokens stay revoked afterwards', async () => {
    const { AccessToken, IdToken } = await signIn('carol');
    const subject = { UserPoolId: poolId, Username: 'carol' };
    await sdk.send(new AdminDisableUserCommand(subject));
    await expect(getUser(AccessToken)).rejects.toMatchObject({ message: 'User is disabled.' });
    expect(isOut(IdToken)).toBe(true);
    await sdk.send(new AdminEnableUserCommand(subject));
    await expect(getUser(AccessToken)).rejects.toMatchObject(REVOKED);
  });

  it('is unknown once deleted', async () => {
    const { AccessToken, IdToken } = await signIn('dave');
    await sdk.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: 'dave' }));
    await expect(getUser(AccessToken)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect(isOut(IdToken)).toBe(true);
  });

  it('counts as signed out when the token names no sign-in, or one of somebody else', async () => {
    const pool = server.userPools.byId(poolId)!;
    const { IdToken } = await signIn('alice');
    const { sub, origin_jti } = decodeJwt<{ origin_jti: string }>(IdToken);
    expect(pool.isSignedOutOrDisabled(sub!, undefined)).toBe(true);
    expect(pool.isSignedOutOrDisabled(sub!, 'made-up')).toBe(true);
    expect(pool.isSignedOutOrDisabled(pool.users.find('bob')!.sub, origin_jti)).toBe(true);
    expect(pool.isSignedOutOrDisabled(sub!, origin_jti)).toBe(false);
  });
});
