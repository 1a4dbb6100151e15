import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CognitoIdentityClient,
  CreateIdentityPoolCommand,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenForDeveloperIdentityCommand,
  ListIdentityPoolsCommand,
} from '@aws-sdk/client-cognito-identity';
import {
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SandboxOptions } from '../options.js';
import { Sandbox } from '../sandbox.js';

const ROLE = 'arn:aws:iam::123456789012:role/Member';
const USER_POOL = 'eu-west-1_AbCdEf123';
const OPTIONS: SandboxOptions = {
  roles: [{ roleArn: ROLE, policies: [] }],
  iamUsers: [{ userName: 'server', policies: [] }],
  userPools: [
    {
      userPoolId: USER_POOL,
      clients: [{ name: 'web' }, { name: 'robot', clientSecret: true }],
      groups: [{ groupName: 'editors' }],
      users: [
        { username: 'alice', password: 'Passw0rd!', groups: ['editors'] },
        { username: 'bob', password: 'Passw0rd!' },
      ],
    },
  ],
  identityPools: [{ providers: [], roles: { authenticated: ROLE }, developerProviderName: 'login.example' }],
  buckets: ['documents'],
};

describe('a sandbox with a data folder', () => {
  let folder: string;
  let running: Sandbox[] = [];
  let clients: { destroy(): void }[] = [];

  const start = async (options: SandboxOptions = {}) => {
    const sandbox = await Sandbox.start({ ...OPTIONS, dataFolder: folder, ...options });
    running.push(sandbox);
    const config = { endpoint: sandbox.url, region: 'eu-west-1', credentials: sandbox.administrator };
    const users = new CognitoIdentityProviderClient(config);
    const identities = new CognitoIdentityClient(config);
    const s3 = new S3Client({ ...config, endpoint: sandbox.s3.endpoint, forcePathStyle: true });
    clients.push(users, identities, s3);
    const [web] = sandbox.userPools[0]!.clients;
    const signIn = async (USERNAME: string) => {
      const { AuthenticationResult } = await users.send(
        new InitiateAuthCommand({
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: web!.clientId,
          AuthParameters: { USERNAME, PASSWORD: 'Passw0rd!' },
        }),
      );
      return AuthenticationResult!;
    };
    return { sandbox, users, identities, s3, signIn, web: web! };
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'castellan-sandbox-state-'));
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await Promise.all(running.map((sandbox) => sandbox.stop()));
    [running, clients] = [[], []];
    await rm(folder, { recursive: true, force: true });
  });

  it('goes on with its IDs, keys, users, tokens, identities and objects', async () => {
    const first = await start();
    await first.users.send(
      new SignUpCommand({ ClientId: first.web.clientId, Username: 'carol', Password: 'Passw0rd!' }),
    );
    await first.users.send(new AdminDeleteUserCommand({ UserPoolId: USER_POOL, Username: 'bob' }));
    const tokens = await first.signIn('alice');
    const [identityPool] = first.sandbox.identityPools;
    const IdentityPoolId = identityPool!.identityPoolId;
    const developer = await first.identities.send(
      new GetOpenIdTokenForDeveloperIdentityCommand({ IdentityPoolId, Logins: { 'login.example': 'u-1' } }),
    );
    const provider = first.sandbox.userPools[0]!.issuer.replace('http://', '');
    const made = await first.identities.send(
      new CreateIdentityPoolCommand({
        IdentityPoolName: 'made',
        AllowUnauthenticatedIdentities: false,
        CognitoIdentityProviders: [{ ProviderName: provider, ClientId: first.web.clientId }],
      }),
    );
    const identityOf = async (
      { identities, signIn }: Awaited<ReturnType<typeof start>>,
      providerName: string,
    ): Promise<string> => {
      const { IdToken } = await signIn('alice');
      const { IdentityId } = await identities.send(
        new GetIdCommand({ IdentityPoolId: made.IdentityPoolId, Logins: { [providerName]: IdToken! } }),
      );
      return IdentityId!;
    };
    const identityId = await identityOf(first, provider);
    await first.s3.send(
      new PutObjectCommand({ Bucket: 'documents', Key: 'a/b', Body: 'kept', ContentType: 'text/plain' }),
    );
    const { administrator, iamUsers, userPools } = first.sandbox;
    const port = Number(new URL(first.sandbox.url).port);
    await first.sandbox.stop();

    const second = await start({ port });
    expect(second.sandbox.administrator).toEqual(administrator);
    expect(second.sandbox.iamUsers).toEqual(iamUsers);
    expect(second.sandbox.userPools).toEqual(userPools);
    expect(second.sandbox.identityPools[0]!.identityPoolId).toBe(IdentityPoolId);
    const who = await second.users.send(new GetUserCommand({ AccessToken: tokens.AccessToken }));
    expect(who.Username).toBe('alice');
    const refreshed = await second.users.send(
      new InitiateAuthCommand({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: second.web.clientId,
        AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken! },
      }),
    );
    const claims = JSON.parse(
      Buffer.from(refreshed.AuthenticationResult!.AccessToken!.split('.')[1]!, 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims['cognito:groups']).toEqual(['editors']);
    await expect(second.signIn('bob')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(second.signIn('carol')).rejects.toMatchObject({ name: 'UserNotConfirmedException' });
    const credentials = await second.identities.send(
      new GetCredentialsForIdentityCommand({
        IdentityId: developer.IdentityId,
        Logins: { 'cognito-identity.amazonaws.com': developer.Token! },
      }),
    );
    expect(credentials.IdentityId).toBe(developer.IdentityId);
    expect(await identityOf(second, provider)).toBe(identityId);
    const object = await second.s3.send(new GetObjectCommand({ Bucket: 'documents', Key: 'a/b' }));
    expect(await object.Body!.transformToString()).toBe('kept');
    expect(object.ContentType).toBe('text/plain');
    await second.sandbox.stop();

    const elsewhere = await start();
    const renamed = elsewhere.sandbox.userPools[0]!.issuer.replace('http://', '');
    expect(await identityOf(elsewhere, renamed)).toBe(identityId);
    const { IdentityPools } = await elsewhere.identities.send(
      new ListIdentityPoolsCommand({ MaxResults: 9 }),
    );
    expect(IdentityPools).toHaveLength(2);
  });

  it('has written everything down a moment later, for its owner only', async () => {
    const { sandbox, users, web } = await start();
    await users.send(new SignUpCommand({ ClientId: web.clientId, Username: 'dave', Password: 'Passw0rd!' }));
    const file = path.join(folder, 'state.json');
    while (!(await readFile(file, 'utf8')).includes('"dave"')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['objects', 'state.json']);
    const state = await readFile(file, 'utf8');
    expect(JSON.parse(state)).toMatchObject({ version: 2, url: sandbox.url });
    expect(state).not.toContain('Passw0rd!');
  });

  it('takes what was added to its options since', async () => {
    await (await start()).sandbox.stop();
    const [pool] = OPTIONS.userPools!;
    const { signIn } = await start({
      userPools: [{ ...pool!, users: [...pool!.users!, { username: 'erin', password: 'Passw0rd!' }] }],
    });
    expect((await signIn('erin')).AccessToken).toBeDefined();
    expect((await signIn('alice')).AccessToken).toBeDefined();
  });

  it.each([
    ['{"version":1}', 'found version 1, and this sandbox reads version 2'],
    ['{', 'the file is not JSON'],
  ])('does not start with a state of %s', async (content, message) => {
    await writeFile(path.join(folder, 'state.json'), content);
    await expect(start()).rejects.toThrow(message);
  });

  it('does not start with a folder that can not be made', async () => {
    await writeFile(path.join(folder, 'file'), '');
    await expect(start({ dataFolder: path.join(folder, 'file/x') })).rejects.toThrow(
      'can not be made (ENOTDIR)',
    );
    await expect(start({ dataFolder: '' })).rejects.toThrow(
      'dataFolder: found "". Write the path of a folder.',
    );
  });
});
