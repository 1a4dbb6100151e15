import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoIdentityClient, GetIdCommand, GetOpenIdTokenCommand } from '@aws-sdk/client-cognito-identity';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { PolicyDocument, RoleOptions, TrustPolicyDocument } from '../index.js';
import { Sandbox } from '../sandbox.js';

const ACCOUNT = '123456789012';
const POOL = 'eu-west-1:00000000-0000-4000-8000-000000000001';
const USER_POOL = 'eu-west-1_AbCdEf123';
const AWS_NAME = `cognito-idp.eu-west-1.amazonaws.com/${USER_POOL}`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const user = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;

const policy = (Action: string, Resource: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource },
});
const trusting = (
  Principal: { AWS?: string; Federated?: string },
  Action: string | string[],
  Condition?: Record<string, Record<string, string | string[]>>,
): TrustPolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal, Action, ...(Condition && { Condition }) },
});

const objects = policy('s3:*', 'arn:aws:s3:::documents/*');
const roles: RoleOptions[] = [
  {
    roleArn: role('Tenant'),
    policies: [policy('s3:*', 'arn:aws:s3:::documents/${aws:PrincipalTag/tenant}/*')],
    trustPolicy: trusting({ AWS: user('vending') }, ['sts:AssumeRole', 'sts:TagSession']),
    maxSessionDuration: 7200,
  },
  {
    roleArn: role('Untagged'),
    policies: [objects],
    trustPolicy: trusting({ AWS: user('vending') }, 'sts:AssumeRole'),
  },
  {
    roleArn: role('Delegated'),
    policies: [objects],
    trustPolicy: trusting({ AWS: ACCOUNT }, 'sts:AssumeRole'),
  },
  {
    roleArn: role('External'),
    policies: [objects],
    trustPolicy: trusting({ AWS: user('vending') }, 'sts:AssumeRole', {
      StringEquals: { 'sts:ExternalId': 'contract-7' },
    }),
  },
  { roleArn: role('Pools'), policies: [objects] },
  {
    roleArn: role('Signed'),
    policies: [policy('s3:*', 'arn:aws:s3:::documents/${cognito-identity.amazonaws.com:sub}/*')],
    trustPolicy: trusting({ Federated: 'cognito-identity.amazonaws.com' }, 'sts:AssumeRoleWithWebIdentity', {
      StringEquals: { 'cognito-identity.amazonaws.com:aud': POOL },
      'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
    }),
  },
  {
    roleArn: role('Web'),
    policies: [policy('s3:*', `arn:aws:s3:::documents/\${${AWS_NAME}:sub}/*`)],
    trustPolicy: trusting(
      { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${AWS_NAME}` },
      'sts:AssumeRoleWithWebIdentity',
      { StringEquals: { [`${AWS_NAME}:aud`]: 'web' } },
    ),
  },
];

describe('STS assumes roles for the unmodified SDK', () => {
  let sandbox: Sandbox;
  let now = Date.now();
  const closing: { destroy(): void }[] = [];
  const opened = <T extends { destroy(): void }>(client: T): T => {
    closing.push(client);
    return client;
  };
  const keysOf = (userName: string) => sandbox.iamUsers.find((each) => each.userName === userName)!;
  const sts = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
    opened(new STSClient({ endpoint: sandbox.url, region: 'eu-west-1', maxAttempts: 1, credentials }));
  const anonymous = () => sts({ accessKeyId: 'none', secretAccessKey: 'none' });
  const asKeys = ({
    AccessKeyId = '',
    SecretAccessKey = '',
    SessionToken = '',
  }: Partial<Credentials> = {}) => ({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
  const assume = (name: string, input: Partial<AssumeRoleCommandInput> = {}, by = 'vending') =>
    sts(keysOf(by)).send(new AssumeRoleCommand({ RoleArn: role(name), RoleSessionName: 'alice', ...input }));
  const s3 = (credentials: Partial<Credentials> | undefined) =>
    opened(
      new S3Client({
        endpoint: sandbox.s3.endpoint,
        region: 'eu-west-1',
        forcePathStyle: true,
        maxAttempts: 1,
        credentials: asKeys(credentials),
      }),
    );
  const put = (credentials: Partial<Credentials> | undefined, Key: string) =>
    s3(credentials).send(new PutObjectCommand({ Bucket: 'documents', Key, Body: 'x' }));
  const denied = { name: 'AccessDenied' };

  const tokens = async () => {
    const client = opened(new CognitoIdentityProviderClient({ endpoint: sandbox.url, region: 'eu-west-1' }));
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: 'web',
        AuthParameters: { USERNAME: 'alice', PASSWORD: 'Passw0rd!' },
      }),
    );
    return { idToken: AuthenticationResult!.IdToken!, accessToken: AuthenticationResult!.AccessToken! };
  };
  const poolToken = async (guest = false) => {
    const client = opened(new CognitoIdentityClient({ endpoint: sandbox.url, region: 'eu-west-1' }));
    const provider = sandbox.userPools[0]!.issuer.replace('http://', '');
    const logins = guest ? {} : { Logins: { [provider]: (await tokens()).idToken } };
    const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: POOL, ...logins }));
    const { Token } = await client.send(new GetOpenIdTokenCommand({ IdentityId, ...logins }));
    return { identityId: IdentityId!, token: Token! };
  };
  const withToken = (name: string, WebIdentityToken: string, input: object = {}) =>
    anonymous().send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role(name),
        RoleSessionName: 'alice',
        WebIdentityToken,
        ...input,
      }),
    );

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      clock: () => now,
      roles,
      buckets: ['documents'],
      iamUsers: [
        { userName: 'vending', policies: [] },
        { userName: 'delegate', policies: [policy('sts:AssumeRole', role('Delegated'))] },
      ],
      userPools: [
        {
          userPoolId: USER_POOL,
          clients: [
            { name: 'web', clientId: 'web' },
            { name: 'other', clientId: 'other' },
          ],
          users: [{ username: 'alice', password: 'Passw0rd!' }],
        },
      ],
      openIdConnectProviders: [{ url: USER_POOL, clientIds: ['web'] }],
      identityPools: [
        {
          identityPoolId: POOL,
          providers: [{ providerName: USER_POOL, clientId: 'web' }],
          roles: { authenticated: role('Signed'), unauthenticated: role('Signed') },
          allowClassicFlow: true,
          allowUnauthenticatedIdentities: true,
        },
      ],
    });
  });
  afterAll(async () => {
    for (const client of closing) client.destroy();
    await sandbox.stop();
  });

  it('hands out a tagged, named session, whose tags policies see', async () => {
    const { Credentials: keys, AssumedRoleUser } = await assume('Tenant', {
      Tags: [{ Key: 'tenant', Value: 'acme' }],
      DurationSeconds: 7200,
    });
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Tenant/alice`);
    expect(keys?.Expiration?.getTime()).toBe(now + 7_200_000);
    expect(await sts(asKeys(keys)).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: AssumedRoleUser?.Arn,
      UserId: AssumedRoleUser?.AssumedRoleId,
    });
    await put(keys, 'acme/report');
    await expect(put(keys, 'globex/report')).rejects.toMatchObject(denied);
  });

  it('narrows a session by its policy', async () => {
    const narrow = JSON.stringify(policy('s3:GetObject', 'arn:aws:s3:::documents/*'));
    const { Credentials: keys } = await assume('Untagged', { Policy: narrow });
    await expect(put(keys, 'a')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('because no session policy allows the s3:PutObject action'),
    });
    await put((await assume('Untagged')).Credentials, 'kept');
    const { ContentLength } = await s3(keys).send(new GetObjectCommand({ Bucket: 'documents', Key: 'kept' }));
    expect(ContentLength).toBe(1);
  });

  it('asks the trust policy, and the caller where it trusts the account', async () => {
    await expect(assume('Untagged', {}, 'delegate')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${user('delegate')} is not authorized to perform: sts:AssumeRole on resource: ${role('Untagged')}`,
    });
    await expect(assume('Untagged', { Tags: [{ Key: 'a', Value: 'b' }] })).rejects.toMatchObject({
      message: expect.stringContaining('is not authorized to perform: sts:TagSession'),
    });
    await expect(assume('Delegated')).rejects.toMatchObject(denied);
    expect((await assume('Delegated', {}, 'delegate')).Credentials).toBeDefined();
    await expect(assume('External')).rejects.toMatchObject(denied);
    expect((await assume('External', { ExternalId: 'contract-7' })).Credentials).toBeDefined();
    await expect(assume('Missing')).rejects.toMatchObject(denied);
    await expect(assume('Pools')).rejects.toMatchObject(denied);
    await expect(
      sts(sandbox.administrator).send(
        new AssumeRoleCommand({ RoleArn: role('Untagged'), RoleSessionName: 'root' }),
      ),
    ).rejects.toMatchObject({ message: 'Roles may not be assumed by root accounts.' });
  });

  it.each([
    ['a session name with a space', { RoleSessionName: 'a b' }, 'ValidationError'],
    ['a duration beyond the role', { DurationSeconds: 7200 }, 'ValidationError'],
    ['a duration below the minimum', { DurationSeconds: 60 }, 'ValidationError'],
    ['a policy that is not JSON', { Policy: '{' }, 'MalformedPolicyDocumentException'],
    [
      'a policy with an unknown operator',
      { Policy: '{"Statement":{"Effect":"Maybe"}}' },
      'MalformedPolicyDocumentException',
    ],
    ['a policy that is too long', { Policy: ' '.repeat(3000) }, 'ValidationError'],
    ['managed policies', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/X' }] }, 'ValidationError'],
    ['a source identity', { SourceIdentity: 'x1' }, 'ValidationError'],
    [
      'tags whose names differ in case only',
      { Tags: ['a', 'A'].map((Key) => ({ Key, Value: 'x' })) },
      'InvalidParameterValue',
    ],
    ['a tag with a wildcard', { Tags: [{ Key: 'a', Value: '*' }] }, 'InvalidParameterValue'],
    ['a transitive key without its tag', { TransitiveTagKeys: ['a'] }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, input, name) => {
    await expect(assume('Untagged', input)).rejects.toMatchObject({ name });
  });

  it('takes the OpenID token of an identity pool, if the role trusts that pool and such callers', async () => {
    const { identityId, token } = await poolToken();
    const answer = await withToken('Signed', token);
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: identityId,
      Audience: POOL,
      Provider: 'cognito-identity.amazonaws.com',
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Signed/alice` },
    });
    await put(answer.Credentials, `${identityId}/mine`);
    await expect(put(answer.Credentials, 'eu-west-1:other/theirs')).rejects.toMatchObject(denied);
    const guest = await poolToken(true);
    await expect(withToken('Signed', guest.token)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    });
    expect((await withToken('Pools', guest.token)).Credentials).toBeDefined();
  });

  it('takes ID tokens of a user pool that is an OIDC provider of the account', async () => {
    const { idToken, accessToken } = await tokens();
    const { sub } = JSON.parse(Buffer.from(idToken.split('.')[1]!, 'base64url').toString()) as {
      sub: string;
    };
    const answer = await withToken('Web', idToken, {
      Policy: JSON.stringify(policy('s3:PutObject', 'arn:aws:s3:::documents/*/own')),
    });
    expect(answer).toMatchObject({ SubjectFromWebIdentityToken: sub, Audience: 'web' });
    await put(answer.Credentials, `${sub}/own`);
    await expect(put(answer.Credentials, `${sub}/another`)).rejects.toMatchObject(denied);
    await expect(withToken('Signed', idToken)).rejects.toMatchObject(denied);
    await expect(withToken('Web', accessToken)).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
    });
    await expect(withToken('Web', `${idToken.slice(0, -8)}AAAAAAAA`)).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
    });
    await expect(withToken('Web', 'not-a-token')).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
    });
    now += 3_600_000;
    await expect(withToken('Web', idToken)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    now -= 3_600_000;
  });
});
