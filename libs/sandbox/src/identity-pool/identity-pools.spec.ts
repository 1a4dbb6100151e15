import {
  CognitoIdentityClient,
  DescribeIdentityCommand,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
} from '@aws-sdk/client-cognito-identity';
import {
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { IdentityPoolOptions } from '../options.js';
import { Sandbox } from '../sandbox.js';

const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const POOL = 'eu-west-1_AbCdEf123';
const OTHER_POOL = 'eu-west-1_Other0000';
const PLAIN = 'eu-west-1:00000000-0000-4000-8000-000000000001';
const GUESTS = 'eu-west-1:00000000-0000-4000-8000-000000000002';
const TOKEN_ROLES = 'eu-west-1:00000000-0000-4000-8000-000000000003';
const CLASSIC = 'eu-west-1:00000000-0000-4000-8000-000000000004';
const CLASSIC_ROLES = 'eu-west-1:00000000-0000-4000-8000-000000000005';
const CHECKED = 'eu-west-1:00000000-0000-4000-8000-000000000006';
const UNKNOWN = 'eu-west-1:00000000-0000-4000-8000-00000000ffff';

const web = { providerName: POOL, clientId: 'web' };
const roles = { authenticated: arn('Member'), unauthenticated: arn('Guest') };

const identityPools: IdentityPoolOptions[] = [
  { identityPoolId: PLAIN, providers: [web, { providerName: OTHER_POOL, clientId: 'staff' }], roles },
  { identityPoolId: GUESTS, providers: [web], roles, allowUnauthenticatedIdentities: true },
  {
    identityPoolId: TOKEN_ROLES,
    providers: [web],
    roles,
    roleMappings: { [`${POOL}:web`]: { type: 'Token' } },
  },
  { identityPoolId: CLASSIC, providers: [web], roles, allowClassicFlow: true },
  {
    identityPoolId: CLASSIC_ROLES,
    providers: [web],
    roles,
    allowClassicFlow: true,
    roleMappings: { [`${POOL}:web`]: { type: 'Token' } },
  },
  { identityPoolId: CHECKED, providers: [{ ...web, serverSideTokenCheck: true }], roles },
];

const user = (username: string, groups: string[] = []) => ({ username, password: 'Passw0rd!', groups });

describe('IdentityPools, spoken to by the AWS SDK', () => {
  const start = Date.UTC(2026, 0, 1, 12, 0, 0, 250);
  let now = start;
  let sandbox: Sandbox;
  let identity: CognitoIdentityClient;
  let developer: CognitoIdentityClient;
  let userPool: CognitoIdentityProviderClient;
  let provider: string;

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      clock: () => now,
      roles: ['Member', 'Guest', 'Admin', 'Editor'].map((name) => ({ roleArn: arn(name), policies: [] })),
      userPools: [
        {
          userPoolId: POOL,
          clients: [
            { name: 'web', clientId: 'web' },
            { name: 'not attached', clientId: 'mobile' },
          ],
          groups: [
            { groupName: 'admins', precedence: 1, roleArn: arn('Admin') },
            { groupName: 'editors', precedence: 2, roleArn: arn('Editor') },
          ],
          users: [user('alice'), user('bob'), user('carol', ['admins', 'editors'])],
        },
        { userPoolId: OTHER_POOL, clients: [{ name: 'staff', clientId: 'staff' }], users: [user('alice')] },
      ],
      identityPools,
    });
    const client = {
      region: 'eu-west-1',
      endpoint: sandbox.url,
      credentials: sandbox.administrator,
      maxAttempts: 1,
    };
    identity = new CognitoIdentityClient(client);
    // Its first call learns the sandbox's time, by the Date of the answer.
    developer = new CognitoIdentityClient({ ...client, maxAttempts: 2 });
    userPool = new CognitoIdentityProviderClient(client);
    provider = sandbox.userPools[0]!.issuer.replace('http://', '');
  });
  afterAll(async () => {
    identity.destroy();
    developer.destroy();
    userPool.destroy();
    await sandbox.stop();
  });
  beforeEach(() => {
    now = start;
  });

  const tokens = async (username: string, clientId = 'web') => {
    const { AuthenticationResult } = await userPool.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: username, PASSWORD: 'Passw0rd!' },
      }),
    );
    return AuthenticationResult!;
  };
  const logins = async (username: string) => ({ [provider]: (await tokens(username)).IdToken! });
  const getId = async (IdentityPoolId: string, Logins?: Record<string, string>) =>
    (await identity.send(new GetIdCommand({ IdentityPoolId, ...(Logins && { Logins }) }))).IdentityId!;
  const getCredentials = (IdentityId: string, Logins?: Record<string, string>, CustomRoleArn?: string) =>
    identity.send(
      new GetCredentialsForIdentityCommand({
        IdentityId,
        ...(Logins && { Logins }),
        ...(CustomRoleArn && { CustomRoleArn }),
      }),
    );
  const assumedRole = async (IdentityId: string, Logins?: Record<string, string>, CustomRoleArn?: string) => {
    const { Credentials } = await getCredentials(IdentityId, Logins, CustomRoleArn);
    const sts = new STSClient({
      region: 'eu-west-1',
      endpoint: sandbox.url,
      systemClockOffset: now - Date.now(),
      credentials: {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretKey!,
        sessionToken: Credentials!.SessionToken!,
      },
    });
    try {
      return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
    } finally {
      sts.destroy();
    }
  };
  const notAuthorized = (message: string) => ({
    name: 'NotAuthorizedException',
    message,
    $metadata: expect.objectContaining({ httpStatusCode: 400, requestId: expect.any(String) }),
  });

  describe('GetId', () => {
    it('gives a user the same identity with every new token', async () => {
      const id = await getId(PLAIN, await logins('alice'));
      expect(id).toMatch(/^eu-west-1:[0-9a-f-]{36}$/);
      expect(await getId(PLAIN, await logins('alice'))).toBe(id);
      expect(await getId(PLAIN, await logins('bob'))).not.toBe(id);
      expect(await getId(GUESTS, await logins('alice'))).not.toBe(id);
    });

    it('links the logins of several user pools that come in one call', async () => {
      const staff = sandbox.userPools[1]!.issuer.replace('http://', '');
      const staffToken = { [staff]: (await tokens('alice', 'staff')).IdToken! };
      const both = await getId(PLAIN, { ...(await logins('alice')), ...staffToken });
      expect(await getId(PLAIN, staffToken)).toBe(both);
    });

    it('makes a new guest at every call, where guests are allowed', async () => {
      expect(await getId(GUESTS)).not.toBe(await getId(GUESTS));
      await expect(getId(PLAIN)).rejects.toMatchObject(
        notAuthorized('Unauthenticated access is not supported for this identity pool.'),
      );
      await expect(getId(PLAIN, {})).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    });

    it('refuses an access token, a foreign app client and a token that has expired', async () => {
      const { AccessToken, IdToken } = await tokens('alice');
      const mobile = (await tokens('alice', 'mobile')).IdToken!;
      await expect(getId(PLAIN, { [provider]: AccessToken! })).rejects.toMatchObject(
        notAuthorized('Invalid login token. Missing a required claim: aud'),
      );
      await expect(getId(PLAIN, { [provider]: mobile })).rejects.toMatchObject(
        notAuthorized('Token is not from a supported provider of this identity pool.'),
      );
      now += 3_600_000;
      const seconds = Math.floor(now / 1000);
      await expect(getId(PLAIN, { [provider]: IdToken! })).rejects.toMatchObject(
        notAuthorized(`Invalid login token. Token expired: ${seconds} >= ${seconds}`),
      );
    });

    it('says that an identity pool is not known', async () => {
      await expect(getId(UNKNOWN)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: `IdentityPool '${UNKNOWN}' not found.`,
      });
    });

    it('validates its input as the service model has it', async () => {
      await expect(getId(POOL)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining("at 'identityPoolId' failed to satisfy constraint"),
      });
    });
  });

  describe('GetCredentialsForIdentity', () => {
    it('gives credentials for an hour, in the session that AWS gives every caller', async () => {
      const login = await logins('alice');
      const id = await getId(PLAIN, login);
      const { IdentityId, Credentials } = await getCredentials(id, login);
      expect(IdentityId).toBe(id);
      expect(Credentials).toMatchObject({
        AccessKeyId: expect.stringMatching(/^ASIA/),
        Expiration: new Date(Math.floor((now + 3_600_000) / 1000) * 1000),
      });
      expect(await assumedRole(id, login)).toBe(
        'arn:aws:sts::123456789012:assumed-role/Member/CognitoIdentityCredentials',
      );
    });

    it("refuses somebody else's identity", async () => {
      const id = await getId(PLAIN, await logins('alice'));
      await expect(getCredentials(id, await logins('bob'))).rejects.toMatchObject(
        notAuthorized(
          "Logins don't match. Please include at least one valid login for this identity or identity pool.",
        ),
      );
      await expect(getCredentials(id)).rejects.toMatchObject(
        notAuthorized(`Access to Identity '${id}' is forbidden.`),
      );
    });

    it('says that an identity is not known', async () => {
      await expect(getCredentials(UNKNOWN, await logins('alice'))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: `Identity '${UNKNOWN}' not found.`,
      });
    });

    it('gives a guest the role of guests, and no choice of it', async () => {
      const guest = await getId(GUESTS);
      expect(await assumedRole(guest)).toBe(
        'arn:aws:sts::123456789012:assumed-role/Guest/CognitoIdentityCredentials',
      );
      await expect(getCredentials(guest, undefined, arn('Admin'))).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      });
    });

    it('answers with the identity that a guest was merged into', async () => {
      const login = await logins('alice');
      const id = await getId(GUESTS, login);
      const guest = await getId(GUESTS);
      expect((await getCredentials(guest, login)).IdentityId).toBe(id);
      await expect(getCredentials(guest)).rejects.toMatchObject(
        notAuthorized(`Access to Identity '${guest}' is forbidden.`),
      );
    });

    it('takes the role from the token: the preferred one, or the one that is asked for', async () => {
      const login = await logins('carol');
      const id = await getId(TOKEN_ROLES, login);
      expect(await assumedRole(id, login)).toContain(':assumed-role/Admin/');
      expect(await assumedRole(id, login, arn('Editor'))).toContain(':assumed-role/Editor/');
    });

    it('denies a role that the token does not name, and a token that names none', async () => {
      const denied = notAuthorized(`The ambiguous role mapping rules for: ${provider} denied this request.`);
      const carol = await logins('carol');
      const alice = await logins('alice');
      await expect(
        getCredentials(await getId(TOKEN_ROLES, carol), carol, arn('Member')),
      ).rejects.toMatchObject(denied);
      await expect(getCredentials(await getId(TOKEN_ROLES, alice), alice)).rejects.toMatchObject(denied);
      await expect(getCredentials(await getId(PLAIN, carol), carol, arn('Admin'))).rejects.toMatchObject(
        denied,
      );
    });

    it('refuses a user who signed out everywhere, where the server-side check is on', async () => {
      const login = await logins('bob');
      const checked = await getId(CHECKED, login);
      const unchecked = await getId(PLAIN, login);
      await userPool.send(new AdminUserGlobalSignOutCommand({ UserPoolId: POOL, Username: 'bob' }));
      await expect(getCredentials(checked, login)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      await expect(getCredentials(unchecked, login)).resolves.toMatchObject({ IdentityId: unchecked });
    });
  });

  describe('GetOpenIdToken', () => {
    it('issues a token that the published keys verify, for ten minutes', async () => {
      const login = await logins('alice');
      const id = await getId(CLASSIC, login);
      const { Token } = await identity.send(new GetOpenIdTokenCommand({ IdentityId: id, Logins: login }));
      const keys = (await (await fetch(`${sandbox.url}/.well-known/jwks_uri`)).json()) as JSONWebKeySet;
      const { payload, protectedHeader } = await jwtVerify(Token!, createLocalJWKSet(keys), {
        algorithms: ['RS512'],
        issuer: 'https://cognito-identity.amazonaws.com',
        audience: CLASSIC,
        currentDate: new Date(now),
      });
      expect(protectedHeader).toEqual({ alg: 'RS512', typ: 'JWS', kid: keys.keys[0]!.kid });
      const seconds = Math.floor(now / 1000);
      expect(payload).toMatchObject({
        sub: id,
        iat: seconds,
        exp: seconds + 600,
        amr: ['authenticated', provider, expect.stringContaining(`${provider}:CognitoSignIn:`)],
        'https://cognito-identity.amazonaws.com/identity-pool-arn': `arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/${CLASSIC}`,
      });
      await expect(getId(CLASSIC, { 'cognito-identity.amazonaws.com': Token! })).rejects.toMatchObject(
        notAuthorized("Invalid login token. Can't pass in a Cognito token."),
      );
    });

    it.each([
      [PLAIN, 'Basic (classic) flow is not enabled, please use enhanced flow.'],
      [CLASSIC_ROLES, 'Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.'],
    ])('is refused by the pool %s', async (identityPoolId, message) => {
      const login = await logins('alice');
      const id = await getId(identityPoolId, login);
      await expect(
        identity.send(new GetOpenIdTokenCommand({ IdentityId: id, Logins: login })),
      ).rejects.toMatchObject({ name: 'InvalidParameterException', message });
    });
  });

  describe('DescribeIdentity', () => {
    it('tells a developer the logins and the dates', async () => {
      const id = await getId(PLAIN, await logins('carol'));
      const described = await developer.send(new DescribeIdentityCommand({ IdentityId: id }));
      expect(described).toMatchObject({
        IdentityId: id,
        Logins: [provider],
        CreationDate: new Date(start),
        LastModifiedDate: new Date(start),
      });
    });

    it('knows guests, and who is not there', async () => {
      const guest = await getId(GUESTS);
      expect(
        (await developer.send(new DescribeIdentityCommand({ IdentityId: guest }))).Logins,
      ).toBeUndefined();
      await expect(
        developer.send(new DescribeIdentityCommand({ IdentityId: UNKNOWN })),
      ).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });

    it('has to be signed', async () => {
      const answer = await fetch(sandbox.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSCognitoIdentityService.DescribeIdentity' },
        body: JSON.stringify({ IdentityId: UNKNOWN }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    });
  });

  it('refuses an operation that there is not', async () => {
    const answer = await fetch(sandbox.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityService.GetEverything' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});
