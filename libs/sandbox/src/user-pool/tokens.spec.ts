import {
  AdminAddUserToGroupCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';

import { REGION, startUserPools, type UserPoolsServer } from './user-pools-server.spec-helper.js';

const PASSWORD = 'Correct-Horse-1';
type Tokens = Record<'AccessToken' | 'IdToken' | 'RefreshToken' | 'TokenType', string> & {
  ExpiresIn: number;
};

const ROLE = 'arn:aws:iam::123456789012:role/';

describe('the tokens of a user pool', () => {
  let server: UserPoolsServer;
  let sdk: CognitoIdentityProviderClient;
  let poolId: string;

  beforeAll(async () => {
    server = await startUserPools([
      {
        clients: [{ name: 'web', clientId: 'web', accessTokenSeconds: 600, idTokenSeconds: 900 }],
        groups: [
          { groupName: 'Readers', precedence: 5, roleArn: `${ROLE}reader` },
          { groupName: 'admins', precedence: 0, roleArn: `${ROLE}admin` },
          { groupName: 'friends' },
        ],
        customAttributes: [{ name: 'custom:seats', type: 'Number' }],
        users: [
          {
            username: 'alice',
            password: PASSWORD,
            groups: ['friends', 'Readers', 'admins'],
            attributes: {
              email: 'alice@example.com',
              email_verified: 'false',
              phone_number: '+441234567890',
              phone_number_verified: 'true',
              address: '1 High Street',
              updated_at: '1700000000',
              'custom:seats': '3',
            },
          },
          { username: 'bob', password: PASSWORD },
        ],
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

  const initiate = async (
    flow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH',
    parameters: Record<string, string>,
  ) => {
    const { AuthenticationResult } = await sdk.send(
      new InitiateAuthCommand({ ClientId: 'web', AuthFlow: flow, AuthParameters: parameters }),
    );
    return AuthenticationResult as Tokens;
  };
  const signIn = (username: string) =>
    initiate('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD: PASSWORD });

  const verify = async (token: string): Promise<JWTPayload> => {
    const keys = createRemoteJWKSet(new URL(`${server.baseUrl}/${poolId}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(token, keys, {
      issuer: `${server.baseUrl}/${poolId}`,
      algorithms: ['RS256'],
      currentDate: new Date(server.now),
    });
    return payload;
  };

  it('are verified by the published keys, one for ID tokens and one for access tokens', async () => {
    const { AccessToken, IdToken } = await signIn('alice');
    const access = decodeProtectedHeader(AccessToken);
    const id = decodeProtectedHeader(IdToken);
    expect(Object.keys(access).sort()).toEqual(['alg', 'kid']);
    expect(access.alg).toBe('RS256');
    expect(access.kid).not.toBe(id.kid);
    const { keys } = server.userPools.byId(poolId)!.jwks();
    expect(keys.map((key) => key.kid)).toEqual([id.kid, access.kid]);
    expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    await expect(verify(AccessToken)).resolves.toMatchObject({ token_use: 'access' });
    await expect(verify(IdToken)).resolves.toMatchObject({ token_use: 'id' });
  });

  it('carry in the ID token who the user is, with real booleans and with strings for custom attributes', async () => {
    const { IdToken } = await signIn('alice');
    const claims = await verify(IdToken);
    const now = Math.floor(server.now / 1000);
    const { sub } = server.userPools.byId(poolId)!.users.find('alice')!;
    expect(claims).toEqual({
      sub,
      aud: 'web',
      iss: `${server.baseUrl}/${poolId}`,
      token_use: 'id',
      'cognito:username': 'alice',
      'cognito:groups': ['admins', 'Readers', 'friends'],
      'cognito:roles': [`${ROLE}admin`, `${ROLE}reader`],
      'cognito:preferred_role': `${ROLE}admin`,
      email: 'alice@example.com',
      email_verified: false,
      phone_number: '+441234567890',
      phone_number_verified: true,
      address: { formatted: '1 High Street' },
      updated_at: 1700000000,
      'custom:seats': '3',
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      jti: expect.any(String),
      auth_time: now,
      iat: now,
      exp: now + 900,
    });
  });

  it('carry in the access token the client, the user name and the scope, and no audience', async () => {
    const { AccessToken, IdToken, ExpiresIn, TokenType } = await signIn('alice');
    const claims = await verify(AccessToken);
    const now = Math.floor(server.now / 1000);
    expect(claims).toEqual({
      sub: server.userPools.byId(poolId)!.users.find('alice')!.sub,
      client_id: 'web',
      username: 'alice',
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      version: 2,
      'cognito:groups': ['admins', 'Readers', 'friends'],
      iss: `${server.baseUrl}/${poolId}`,
      origin_jti: (await verify(IdToken)).origin_jti,
      event_id: expect.any(String),
      jti: expect.any(String),
      auth_time: now,
      iat: now,
      exp: now + 600,
    });
    expect({ ExpiresIn, TokenType }).toEqual({ ExpiresIn: 600, TokenType: 'Bearer' });
  });

  it('leave out groups and roles for a user without any', async () => {
    const { AccessToken, IdToken } = await signIn('bob');
    const names = [...Object.keys(await verify(AccessToken)), ...Object.keys(await verify(IdToken))];
    expect(names).not.toContain('cognito:groups');
    expect(names).not.toContain('cognito:roles');
    expect(names).not.toContain('cognito:preferred_role');
    expect(names).not.toContain('email');
  });

  it('keep the sign-in when they are refreshed, and read groups and attributes anew', async () => {
    const first = await signIn('bob');
    const before = await verify(first.IdToken);
    await sdk.send(
      new AdminAddUserToGroupCommand({ UserPoolId: poolId, Username: 'bob', GroupName: 'friends' }),
    );
    await sdk.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: poolId,
        Username: 'bob',
        UserAttributes: [{ Name: 'nickname', Value: 'Bobby' }],
      }),
    );
    server.now += 120_000;
    const second = await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: first.RefreshToken });
    const after = await verify(second.IdToken);
    expect(second.RefreshToken).toBeUndefined();
    expect(after).toMatchObject({
      auth_time: before.auth_time,
      origin_jti: before.origin_jti,
      iat: before.iat! + 120,
      nickname: 'Bobby',
      'cognito:groups': ['friends'],
    });
    expect(after.jti).not.toBe(before.jti);
  });

  it('are described by a discovery document that names only addresses of this server', () => {
    const document = server.userPools.byId(poolId)!.discovery();
    expect(document).toMatchObject({
      issuer: `${server.baseUrl}/${poolId}`,
      jwks_uri: `${server.baseUrl}/${poolId}/.well-known/jwks.json`,
      token_endpoint: `${server.baseUrl}/oauth2/token`,
      id_token_signing_alg_values_supported: ['RS256'],
    });
    const addresses = Object.values(document).filter((value) => String(value).startsWith('http'));
    expect(addresses.every((address) => String(address).startsWith(server.baseUrl))).toBe(true);
  });
});
