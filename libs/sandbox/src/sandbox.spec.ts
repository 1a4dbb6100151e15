import { inspect } from 'node:util';
import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { SandboxOptions } from './options.js';
import { Sandbox } from './sandbox.js';

const POOL = 'eu-west-1_AbCdEf123';
const IDENTITY_POOL = 'eu-west-1:00000000-0000-4000-8000-000000000001';
const MEMBER = 'arn:aws:iam::123456789012:role/Member';
const GUEST = 'arn:aws:iam::123456789012:role/Guest';

const options: SandboxOptions = {
  userPools: [
    {
      userPoolId: POOL,
      clients: [
        { name: 'web', clientId: 'web' },
        { name: 'robot', clientId: 'robot', clientSecret: 'hush', clientCredentialsScopes: ['reports/read'] },
      ],
      customAttributes: [{ name: 'custom:tenant' }],
      groups: [{ groupName: 'editors' }],
      users: [
        {
          username: 'alice',
          password: 'Passw0rd!',
          groups: ['editors'],
          attributes: { 'custom:tenant': 'acme' },
        },
        { username: 'bob', password: 'Passw0rd!', attributes: { 'custom:tenant': 'globex' } },
      ],
    },
  ],
  identityPools: [
    {
      identityPoolId: IDENTITY_POOL,
      providers: [{ providerName: POOL, clientId: 'web' }],
      roles: { authenticated: MEMBER, unauthenticated: GUEST },
      principalTags: { [POOL]: { tags: { tenant: 'custom:tenant' } } },
      allowUnauthenticatedIdentities: true,
    },
  ],
  roles: [
    {
      roleArn: MEMBER,
      policies: [
        {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['s3:GetObject', 's3:PutObject'],
              Resource: [
                'arn:aws:s3:::documents/${cognito-identity.amazonaws.com:sub}/*',
                'arn:aws:s3:::documents/tenants/${aws:PrincipalTag/tenant}/*',
              ],
            },
          ],
        },
      ],
    },
    {
      roleArn: GUEST,
      policies: [
        {
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: '*', Resource: ['arn:aws:s3:::documents/public/*'] },
        },
      ],
    },
  ],
  buckets: ['documents'],
};

describe('Sandbox', () => {
  let sandbox: Sandbox;
  const clients: { destroy(): void }[] = [];

  beforeAll(async () => {
    sandbox = await Sandbox.start(options);
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await sandbox.stop();
  });

  const client = <T extends { destroy(): void }>(made: T): T => {
    clients.push(made);
    return made;
  };
  const at = () => ({ region: sandbox.region, endpoint: sandbox.url, maxAttempts: 1 });
  const s3 = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
    client(new S3Client({ ...at(), endpoint: sandbox.s3.endpoint, forcePathStyle: true, credentials }));

  /** The whole way of a user, or of a guest: tokens, identity, credentials. */
  const signIn = async (username?: string) => {
    const identities = client(new CognitoIdentityClient(at()));
    const Logins = username === undefined ? undefined : { [providerName()]: await idToken(username) };
    const { IdentityId } = await identities.send(
      new GetIdCommand({ IdentityPoolId: IDENTITY_POOL, ...(Logins && { Logins }) }),
    );
    const { Credentials } = await identities.send(
      new GetCredentialsForIdentityCommand({ IdentityId, ...(Logins && { Logins }) }),
    );
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    return { identityId: IdentityId!, credentials, s3: s3(credentials) };
  };
  const providerName = () => sandbox.userPools[0]!.issuer.replace('http://', '');
  const idToken = async (username: string) => {
    const pool = client(new CognitoIdentityProviderClient(at()));
    const { AuthenticationResult } = await pool.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: 'web',
        AuthParameters: { USERNAME: username, PASSWORD: 'Passw0rd!' },
      }),
    );
    return AuthenticationResult!.IdToken!;
  };
  const put = (Key: string, Body = 'text') => new PutObjectCommand({ Bucket: 'documents', Key, Body });
  const get = (Key: string) => new GetObjectCommand({ Bucket: 'documents', Key });
  const accessDenied = { name: 'AccessDenied', $metadata: expect.objectContaining({ httpStatusCode: 403 }) };

  it('takes a user from the sign-in to objects that nobody else reaches', async () => {
    const alice = await signIn('alice');
    const bob = await signIn('bob');
    const key = `${alice.identityId}/notes.txt`;
    await alice.s3.send(put(key, 'mine'));
    const { Body } = await alice.s3.send(get(key));
    expect(await Body!.transformToString()).toBe('mine');
    await expect(bob.s3.send(get(key))).rejects.toMatchObject(accessDenied);
    await expect(bob.s3.send(put(key))).rejects.toMatchObject(accessDenied);
    await expect(alice.s3.send(new ListObjectsV2Command({ Bucket: 'documents' }))).rejects.toMatchObject(
      accessDenied,
    );
    expect((await s3(sandbox.administrator).send(get(key))).ContentLength).toBe(4);
  });

  it('keeps tenants apart by the principal tag of a claim', async () => {
    const alice = await signIn('alice');
    const bob = await signIn('bob');
    await alice.s3.send(put('tenants/acme/plan.txt'));
    await expect(bob.s3.send(get('tenants/acme/plan.txt'))).rejects.toMatchObject(accessDenied);
    await expect(bob.s3.send(put('tenants/globex/plan.txt'))).resolves.toBeDefined();
  });

  it('gives guests what their role allows, and no more', async () => {
    const guest = await signIn();
    await guest.s3.send(put('public/hello.txt'));
    await expect(guest.s3.send(put(`${guest.identityId}/x`))).rejects.toMatchObject(accessDenied);
  });

  it('tells a session who it is', async () => {
    const { credentials } = await signIn('alice');
    const sts = client(new STSClient({ ...at(), credentials }));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/Member/CognitoIdentityCredentials',
      UserId: expect.stringMatching(/^AROA[A-Z0-9]+:CognitoIdentityCredentials$/),
    });
  });

  it('counts identity pool calls by operation and identity', async () => {
    const { identityId } = await signIn('alice');
    sandbox.identityPoolCalls.clear();
    await signIn('alice');
    await signIn('bob');
    expect(sandbox.identityPoolCalls.count('GetId')).toBe(2);
    expect(sandbox.identityPoolCalls.count('GetId', identityId)).toBe(1);
    expect(sandbox.identityPoolCalls.count('GetCredentialsForIdentity', identityId)).toBe(1);
  });

  it('fails as a test tells it to', async () => {
    sandbox.faults.set('GetId', { type: 'TooManyRequestsException', message: 'Rate exceeded', times: 1 });
    await expect(signIn('alice')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate exceeded',
    });
    await expect(signIn('alice')).resolves.toMatchObject({ identityId: expect.any(String) });
  });

  it('describes itself at GET /sandbox, and shows seeded users only', async () => {
    const pool = client(new CognitoIdentityProviderClient(at()));
    await pool.send(new SignUpCommand({ ClientId: 'web', Username: 'dave', Password: 'Passw0rd!' }));
    const answer = await fetch(`${sandbox.url}/sandbox`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    const description: unknown = await answer.json();
    expect(description).toEqual(sandbox.describe());
    expect(description).toEqual({
      region: 'eu-west-1',
      userPools: [
        {
          userPoolId: POOL,
          issuer: `${sandbox.url}/${POOL}`,
          endpoint: sandbox.url,
          clients: [
            { clientId: 'web', name: 'web' },
            { clientId: 'robot', name: 'robot', clientSecret: 'hush' },
          ],
          users: [
            { username: 'alice', password: 'Passw0rd!', groups: ['editors'] },
            { username: 'bob', password: 'Passw0rd!', groups: [] },
          ],
        },
      ],
      identityPools: [{ identityPoolId: IDENTITY_POOL, endpoint: sandbox.url }],
      s3: { endpoint: `${sandbox.url}/s3`, buckets: ['documents'] },
      administrator: {
        accessKeyId: expect.stringMatching(/^AKIA/),
        secretAccessKey: sandbox.administrator.secretAccessKey,
      },
      dynamoDb: { endpoint: sandbox.url, tables: [] },
      iamUsers: [],
    });
  });

  it('hands out the confirmation code that Cognito would have sent', async () => {
    const pool = client(new CognitoIdentityProviderClient(at()));
    await pool.send(new SignUpCommand({ ClientId: 'web', Username: 'erin/e', Password: 'Passw0rd!' }));
    const path = `/sandbox/user-pools/${POOL}/users/${encodeURIComponent('erin/e')}/confirmation-code`;
    const answer = (await (await fetch(sandbox.url + path)).json()) as { code: string };
    expect(answer.code).toMatch(/^\d{6}$/);
    expect(sandbox.confirmationCode(POOL, 'erin/e')).toBe(answer.code);
    expect((await fetch(sandbox.url + path.replace('erin', 'nobody'))).status).toBe(404);
    expect(() => sandbox.confirmationCode(POOL, 'alice')).toThrow(/waits for no confirmation/);
    expect(() => sandbox.confirmationCode('eu-west-1_None00000', 'alice')).toThrow(/does not exist/);
  });

  it('serves the key set and the discovery document of a user pool', async () => {
    const keys = await fetch(`${sandbox.url}/${POOL}/.well-known/jwks.json`);
    expect(keys.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(await keys.json()).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256' }, { kty: 'RSA' }] });
    const discovery = await fetch(`${sandbox.url}/${POOL}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({
      issuer: `${sandbox.url}/${POOL}`,
      jwks_uri: `${sandbox.url}/${POOL}/.well-known/jwks.json`,
    });
    expect((await fetch(`${sandbox.url}/eu-west-1_None00000/.well-known/jwks.json`)).status).toBe(404);
  });

  it('gives machines tokens at the token endpoint', async () => {
    const ask = (secret: string) =>
      fetch(`${sandbox.url}/oauth2/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`robot:${secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'reports/read' }),
      });
    expect(await (await ask('hush')).json()).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect((await ask('wrong')).status).toBeGreaterThanOrEqual(400);
  });

  it('says what a call to its root needs', async () => {
    const answer = await fetch(sandbox.url, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('X-Amz-Target'),
    });
  });

  it('logs what was asked of S3', async () => {
    sandbox.s3.clearRequests();
    const alice = await signIn('alice');
    await alice.s3.send(put(`${alice.identityId}/logged.txt`));
    expect(sandbox.s3.requests).toHaveLength(1);
    const answer = await fetch(`${sandbox.url}/sandbox/s3/requests`);
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(sandbox.s3.requests)));
  });

  it('shows no password and no key when it is logged', async () => {
    const { credentials } = await signIn('alice');
    const shown = inspect(sandbox, { depth: Infinity, showHidden: true }) + JSON.stringify(sandbox);
    expect(shown).toContain(sandbox.url);
    for (const secret of ['Passw0rd!', 'hush', credentials.secretAccessKey, credentials.sessionToken]) {
      expect(shown).not.toContain(secret);
    }
    expect(shown).not.toContain(sandbox.administrator.secretAccessKey);
  });

  it('runs beside another sandbox that knows nothing of its users, sessions and keys', async () => {
    const other = await Sandbox.start(options);
    const { credentials, identityId } = await signIn('alice');
    const intruder = client(
      new S3Client({ ...at(), endpoint: other.s3.endpoint, forcePathStyle: true, credentials }),
    );
    const identities = client(new CognitoIdentityClient({ ...at(), endpoint: other.url }));
    const Logins = { [providerName()]: await idToken('alice') };
    await expect(intruder.send(put(`${identityId}/x`))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    await expect(
      identities.send(new GetIdCommand({ IdentityPoolId: IDENTITY_POOL, Logins })),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await other.stop();
  });

  it('stops for good, twice if asked, and frees its port', async () => {
    const short = await Sandbox.start();
    const port = Number(new URL(short.url).port);
    await Promise.all([short.stop(), short.stop()]);
    await expect(fetch(short.url)).rejects.toThrow();
    const next = await Sandbox.start({ port });
    expect(next.url).toBe(short.url);
    await next.stop();
  });

  it('says that a port is taken', async () => {
    const port = Number(new URL(sandbox.url).port);
    await expect(Sandbox.start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('does not start in production', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      await expect(Sandbox.start()).rejects.toThrow(/NODE_ENV=production/);
    } finally {
      process.env.NODE_ENV = before;
    }
  });

  it.each<[string, SandboxOptions, RegExp]>([
    ['a port that is none', { port: 70_000 }, /^port: found 70000\./],
    ['a Region that is none', { region: 'Europe' }, /^region: found "Europe"\./],
    ['an account ID that is none', { accountId: '123' }, /^accountId: found "123"\./],
    ['a misspelt option', { bucket: ['a'] } as SandboxOptions, /^options\.bucket: found an option that/],
    [
      'an account ID that is no text',
      { accountId: 123456789012 } as never,
      /^accountId: found 123456789012\./,
    ],
    ['a clock that is none', { clock: 5 } as never, /^clock: found 5\. Write a function/],
    ['a clock that gives no number', { clock: () => NaN }, /^clock\(\): found NaN\./],
    ['a clock that gives a date', { clock: () => new Date() } as never, /^clock\(\): found an object\./],
    ['a clock beyond all dates', { clock: () => 1e300 }, /^clock\(\): found 1e\+300\./],
    ['buckets that are no list', { buckets: 'documents' } as never, /^buckets: found "documents"\. Write an/],
    ['a bucket that is no text', { buckets: [['abc']] } as never, /^buckets\[0\]: found an array\./],
    ['roles that are no list', { roles: null } as never, /^roles: found null\. Write an array\./],
    ['identity pools that are no list', { identityPools: {} } as never, /^identityPools: found an object\./],
    ['an identity pool that is none', { identityPools: ['a'] } as never, /^identityPools\[0\]: found "a"\./],
    ['user pools that are no list', { userPools: {} } as never, /^userPools: found an object\./],
    [
      'a role without policies',
      { roles: [{ roleArn: MEMBER }] } as never,
      /^roles\[0\]\.policies: found nothing\. Write an array\./,
    ],
    [
      'a role with a misspelt option',
      { roles: [{ roleArn: MEMBER, policies: [], policy: {} }] } as never,
      /^roles\[0\]\.policy: found an option that does not exist\./,
    ],
    ['a role that is none', { roles: [MEMBER] } as never, /^roles\[0\]: found "arn:.*"\. Write an object\./],
    [
      'a role ARN that is no text',
      { roles: [{ roleArn: 5, policies: [] }] } as never,
      /^roles\[0\]\.roleArn: /,
    ],
    [
      'a group with an unknown role',
      { userPools: [{ clients: [], groups: [{ groupName: 'a', roleArn: MEMBER }] }] },
      /^userPools\[0\]\.groups\[0\]\.roleArn: found /,
    ],
    [
      'an identity pool with an unknown provider',
      { ...options, userPools: [] },
      /^identityPools\[0\]\.providers\[0\]\.providerName: found "eu-west-1_AbCdEf123"\./,
    ],
    [
      'two identity pools with one ID',
      { ...options, identityPools: [...options.identityPools!, ...options.identityPools!] },
      /^identityPools\[1\]\.identityPoolId: found /,
    ],
  ])('refuses %s and names the option', async (_, wrong, message) => {
    await expect(Sandbox.start(wrong)).rejects.toThrow(message);
  });
});
