import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { authorize } from '../../iam/authorize.js';
import type { IdentityPoolOptions } from '../../options.js';
import { SessionStore } from '../../sts/session-store.js';
import type { Session } from '../../sts/session.js';
import { IdentityPools } from '../identity-pools.js';

const NOW = 1_700_000_000_000;
const POOL = 'eu-west-1:00000000-0000-4000-8000-000000000001';
const USER_POOL = 'eu-west-1_AbCdEf123';
const PROVIDER = `127.0.0.1:4000/${USER_POOL}`;
const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The service over a real session store, and the sessions it hands out. */
function identityPools(over: Partial<IdentityPoolOptions> = {}) {
  const sessions: Session[] = [];
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
  const roles = ['Member', 'Guest'].map((name) => ({
    roleArn: arn(name),
    policies: [{ Version: '2012-10-17', Statement: everything } as const],
  }));
  const store = new SessionStore({ clock: () => NOW, accountId: '123456789012', roles });
  const service = new IdentityPools({
    region: 'eu-west-1',
    accountId: '123456789012',
    clock: () => NOW,
    identityPools: [
      {
        identityPoolId: POOL,
        providers: [{ providerName: USER_POOL, clientId: 'web' }],
        roles: { authenticated: arn('Member'), unauthenticated: arn('Guest') },
        allowUnauthenticatedIdentities: true,
        ...over,
      },
    ],
    userPools: [
      {
        userPoolId: USER_POOL,
        issuer: `http://${PROVIDER}`,
        clients: [{ clientId: 'web' }],
        jwks: () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }] }),
        isSignedOutOrDisabled: () => false,
      },
    ],
    roleArns: new Set(roles.map(({ roleArn }) => roleArn)),
    loginProviders: { ofPublic: () => undefined, openIdConnect: new Map(), saml: new Map() },
    sessions: {
      find: () => undefined,
      role: (roleArn) => store.role(roleArn),
      assumeRole: (request) => {
        const session = store.assumeRole(request);
        sessions.push(session);
        return session;
      },
    },
  });
  const call = async (operation: string, input: Record<string, unknown>) =>
    (await service.call({ operation, input, headers: {} })) as Record<string, unknown>;
  const credentials = async (Logins?: Record<string, string>) => {
    const { IdentityId } = await call('GetId', { IdentityPoolId: POOL, Logins });
    return await call('GetCredentialsForIdentity', { IdentityId, Logins });
  };
  return { credentials, sessions };
}

const login = async (claims: Record<string, unknown> = {}) => ({
  [PROVIDER]: await new SignJWT({ aud: 'web', sub: 'alice', token_use: 'id', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer(`http://${PROVIDER}`)
    .setExpirationTime(NOW / 1000 + 60)
    .sign(privateKey),
});

describe('getCredentialsForIdentity', () => {
  it('answers on the wire as the service model has it', async () => {
    const { credentials, sessions } = identityPools();
    const answer = await credentials(await login());
    const [session] = sessions;
    expect(answer).toEqual({
      IdentityId: expect.stringMatching(/^eu-west-1:/),
      Credentials: {
        AccessKeyId: session!.accessKeyId,
        SecretKey: session!.secretAccessKey,
        SessionToken: session!.sessionToken,
        Expiration: NOW / 1000 + 3600,
      },
    });
  });

  it('gives the session of a user the condition keys of the identity and the tags of its claims', async () => {
    const { credentials, sessions } = identityPools({
      principalTags: { [USER_POOL]: { tags: { tenant: 'custom:tenant' } } },
    });
    const { IdentityId } = await credentials(await login({ 'custom:tenant': 'acme' }));
    expect(sessions[0]).toMatchObject({
      roleArn: arn('Member'),
      sessionPolicies: [],
      conditionKeys: {
        'aws:PrincipalTag/tenant': 'acme',
        'cognito-identity.amazonaws.com:sub': IdentityId,
        'cognito-identity.amazonaws.com:aud': POOL,
        'cognito-identity.amazonaws.com:amr': ['authenticated', PROVIDER, `${PROVIDER}:CognitoSignIn:alice`],
      },
    });
  });

  it('narrows the session of a guest to the services that guests may use', async () => {
    const { credentials, sessions } = identityPools();
    await credentials();
    const { identityPolicies, sessionPolicies, conditionKeys, roleArn } = sessions[0]!;
    const may = (action: string) =>
      authorize({ identityPolicies, sessionPolicies, action, resource: 'arn:aws:s3:::b/k', context: {} });
    expect(roleArn).toBe(arn('Guest'));
    expect(conditionKeys['cognito-identity.amazonaws.com:amr']).toEqual(['unauthenticated']);
    expect(may('s3:PutObject')).toEqual({ allowed: true });
    expect(may('kms:Decrypt')).toEqual({ allowed: true });
    expect(may('iam:CreateUser')).toEqual({ allowed: false, explicit: false, by: 'session' });
    expect(may('kms:CreateKey')).toEqual({ allowed: false, explicit: false, by: 'session' });
    expect(may('sts:AssumeRole')).toEqual({ allowed: false, explicit: false, by: 'session' });
  });

  it('refuses a role in the token that does not exist as a wrong configuration', async () => {
    const { credentials, sessions } = identityPools({
      roleMappings: { [`${USER_POOL}:web`]: { type: 'Token' } },
    });
    const logins = await login({ 'cognito:preferred_role': arn('Nobody') });
    await expect(credentials(logins)).rejects.toMatchObject({
      type: 'InvalidIdentityPoolConfigurationException',
      message: 'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
    });
    expect(sessions).toEqual([]);
  });
});
