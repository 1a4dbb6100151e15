import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { type IdentityPoolOptions, Sandbox } from 'castellan-sandbox';
import { cloudFormationIam } from './cloudformation.js';
import { type Deployment, type IamTemplate, roleArn } from './iam-template.js';
import { cloudFormation, terraform } from './templates.js';
import { terraformIam } from './terraform.js';

const DEPLOYMENT: Deployment = {
  region: 'eu-west-1',
  accountId: '123456789012',
  identityPoolId: 'eu-west-1:00000000-0000-4000-8000-000000000000',
  bucket: 'documents',
};
const POOL = 'eu-west-1_Template1';
const CLIENT = 'web';
const PASSWORD = 'Passw0rd!';
const TIMEOUT = 60_000;

/** Two tenants; Ann and Bob are of one, Eve is of another, and Nobody is of none. */
const USERS = [
  { username: 'ann', tenant: 'acme', groups: [] },
  { username: 'bob', tenant: 'acme', groups: [] },
  { username: 'eve', tenant: 'evil', groups: [] },
  { username: 'edith', tenant: 'acme', groups: ['editors'] },
  { username: 'olaf', tenant: 'acme', groups: ['auditors'] },
  { username: 'nobody', tenant: undefined, groups: [] },
] as const;
type Username = (typeof USERS)[number]['username'] | 'guest';

/** Starts a sandbox that enforces what a template says. */
function startSandbox(template: IamTemplate): Promise<Sandbox> {
  const { roleMapping, principalTags } = template;
  const arn = (role: string): string => roleArn(DEPLOYMENT, role);
  const identityPool: IdentityPoolOptions = {
    identityPoolId: DEPLOYMENT.identityPoolId,
    providers: [{ providerName: POOL, clientId: CLIENT }],
    roles: { authenticated: arn(template.authenticatedRole), unauthenticated: arn(template.guestRole) },
    roleMappings: {
      [`${POOL}:${CLIENT}`]: roleMapping as NonNullable<IdentityPoolOptions['roleMappings']>[string],
    },
    principalTags: { [POOL]: { tags: principalTags } },
    allowUnauthenticatedIdentities: true,
  };
  return Sandbox.start({
    region: DEPLOYMENT.region,
    accountId: DEPLOYMENT.accountId,
    userPools: [
      {
        userPoolId: POOL,
        clients: [{ name: CLIENT, clientId: CLIENT }],
        customAttributes: [{ name: 'custom:tenant' }],
        groups: Object.entries(template.groups).map(([groupName, role]) => ({
          groupName,
          roleArn: arn(role),
        })),
        users: USERS.map(({ username, tenant, groups }) => ({
          username,
          password: PASSWORD,
          groups,
          ...(tenant !== undefined && { attributes: { 'custom:tenant': tenant } }),
        })),
      },
    ],
    identityPools: [identityPool],
    roles: Object.entries(template.roles).map(([name, { trustPolicy, policies }]) => ({
      roleArn: arn(name),
      trustPolicy,
      policies: policies.map((policy) => template.policies[policy] ?? missing(policy)),
    })),
    buckets: [DEPLOYMENT.bucket],
    tables: Object.entries(template.tables).map(([tableName, [partitionKey = '', sortKey = '']]) => ({
      tableName,
      partitionKey,
      sortKey,
    })),
  });
}

function missing(policy: string): never {
  throw new Error(`The template has no policy ${policy}.`);
}

/** One caller with keys of the identity pool, and real clients. */
class Caller {
  private constructor(
    readonly identityId: string,
    readonly s3: S3Client,
    readonly dynamoDb: DynamoDBDocument,
  ) {}

  static async signIn(sandbox: Sandbox, username: Username): Promise<Caller> {
    const identity = new CognitoIdentityClient({ region: sandbox.region, endpoint: sandbox.url });
    const logins = username === 'guest' ? {} : { Logins: await loginsOf(sandbox, username) };
    const { IdentityId = '' } = await identity.send(
      new GetIdCommand({ IdentityPoolId: DEPLOYMENT.identityPoolId, ...logins }),
    );
    const { Credentials } = await identity.send(
      new GetCredentialsForIdentityCommand({ IdentityId, ...logins }),
    );
    identity.destroy();
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const { region } = sandbox;
    return new Caller(
      IdentityId,
      new S3Client({ region, credentials, endpoint: sandbox.s3.endpoint, forcePathStyle: true }),
      DynamoDBDocument.from(new DynamoDBClient({ region, credentials, endpoint: sandbox.dynamoDb.endpoint })),
    );
  }

  write = (Key: string) =>
    outcome(this.s3.send(new PutObjectCommand({ Bucket: DEPLOYMENT.bucket, Key, Body: 'x' })));
  read = (Key: string) => outcome(this.s3.send(new GetObjectCommand({ Bucket: DEPLOYMENT.bucket, Key })));
  list = (Prefix?: string) =>
    outcome(
      this.s3.send(
        new ListObjectsV2Command({ Bucket: DEPLOYMENT.bucket, ...(Prefix !== undefined && { Prefix }) }),
      ),
    );
  put = (TableName: string, Item: Record<string, string>) => outcome(this.dynamoDb.put({ TableName, Item }));
  get = (TableName: string, Key: Record<string, string>) => outcome(this.dynamoDb.get({ TableName, Key }));
  query = (TableName: string, name: string, value: string) =>
    outcome(
      this.dynamoDb.query({
        TableName,
        KeyConditionExpression: '#k = :v',
        ExpressionAttributeNames: { '#k': name },
        ExpressionAttributeValues: { ':v': value },
      }),
    );

  destroy(): void {
    this.s3.destroy();
    this.dynamoDb.destroy();
  }
}

async function loginsOf(sandbox: Sandbox, username: string): Promise<Record<string, string>> {
  const [pool] = sandbox.userPools;
  const response = await fetch(sandbox.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: CLIENT,
      AuthParameters: { USERNAME: username, PASSWORD },
    }),
  });
  const { AuthenticationResult } = (await response.json()) as { AuthenticationResult: { IdToken: string } };
  return { [(pool?.issuer ?? '').replace(/^https?:\/\//, '')]: AuthenticationResult.IdToken };
}

/** `allowed`, or the name of the error. */
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'allowed',
    (error: unknown) => (error as Error).name,
  );

const DENIED = 'AccessDenied';
const DENIED_ITEMS = 'AccessDeniedException';

describe.each([
  ['CloudFormation', async () => cloudFormationIam(cloudFormation(), DEPLOYMENT)],
  ['Terraform', async () => terraformIam(await terraform(), DEPLOYMENT)],
])('what the %s template allows', (_language, load) => {
  let sandbox: Sandbox;
  const callers = new Map<Username, Caller>();
  const as = (username: Username): Caller => callers.get(username) ?? missing(username);

  beforeAll(async () => {
    sandbox = await startSandbox(await load());
    for (const username of [...USERS.map((user) => user.username), 'guest'] as const) {
      callers.set(username, await Caller.signIn(sandbox, username));
    }
  }, TIMEOUT);
  afterAll(async () => {
    for (const caller of callers.values()) caller.destroy();
    await sandbox.stop();
  });

  it('gives everybody the own folder, and nobody that of another', async () => {
    const [ann, bob] = [as('ann'), as('bob')];
    const own = `private/${ann.identityId}/diary`;
    expect(await ann.write(own)).toBe('allowed');
    expect(await ann.read(own)).toBe('allowed');
    expect(await ann.list(`private/${ann.identityId}/`)).toBe('allowed');
    for (const other of [bob, as('eve'), as('edith'), as('olaf'), as('guest')]) {
      expect(await other.read(own)).toBe(DENIED);
      expect(await other.write(own)).toBe(DENIED);
      expect(await other.list(`private/${ann.identityId}/`)).toBe(DENIED);
    }
    expect(await ann.list()).toBe(DENIED);
    expect(await ann.list('private/')).toBe(DENIED);
    expect(await ann.write(`private/${ann.identityId}x/diary`)).toBe(DENIED);
  });

  it('gives everybody the own items, and nobody those of another', async () => {
    const ann = as('ann');
    const key = { identityId: ann.identityId, noteId: '1' };
    expect(await ann.put('own_notes', key)).toBe('allowed');
    expect(await ann.get('own_notes', key)).toBe('allowed');
    expect(await ann.query('own_notes', 'identityId', ann.identityId)).toBe('allowed');
    for (const other of [as('bob'), as('eve'), as('olaf'), as('guest')]) {
      expect(await other.put('own_notes', key)).toBe(DENIED_ITEMS);
      expect(await other.get('own_notes', key)).toBe(DENIED_ITEMS);
      expect(await other.query('own_notes', 'identityId', ann.identityId)).toBe(DENIED_ITEMS);
    }
  });

  it('keeps tenants apart, and people without one out', async () => {
    const key = { tenant: 'acme', recordId: '1' };
    expect(await as('ann').write('tenants/acme/plan')).toBe('allowed');
    expect(await as('bob').read('tenants/acme/plan')).toBe('allowed');
    expect(await as('bob').list('tenants/acme/')).toBe('allowed');
    expect(await as('ann').put('tenant_records', key)).toBe('allowed');
    expect(await as('bob').get('tenant_records', key)).toBe('allowed');
    for (const stranger of [as('eve'), as('nobody'), as('guest')]) {
      expect(await stranger.read('tenants/acme/plan')).toBe(DENIED);
      expect(await stranger.write('tenants/acme/plan')).toBe(DENIED);
      expect(await stranger.list('tenants/acme/')).toBe(DENIED);
      expect(await stranger.list('tenants/')).toBe(DENIED);
      expect(await stranger.get('tenant_records', key)).toBe(DENIED_ITEMS);
      expect(await stranger.query('tenant_records', 'tenant', 'acme')).toBe(DENIED_ITEMS);
    }
    expect(await as('nobody').read('tenants//plan')).toBe(DENIED);
    expect(await as('eve').write('tenants/evil/plan')).toBe('allowed');
  });

  it('gives each group its role', async () => {
    expect(await as('edith').write('public/news')).toBe('allowed');
    expect(await as('ann').write('public/news')).toBe(DENIED);
    expect(await as('edith').write('tenants/acme/plan')).toBe('allowed');
    const auditor = as('olaf');
    expect(await auditor.read('tenants/acme/plan')).toBe('allowed');
    expect(await auditor.write('tenants/acme/plan')).toBe(DENIED);
    expect(await auditor.query('tenant_records', 'tenant', 'acme')).toBe('allowed');
    expect(await auditor.put('tenant_records', { tenant: 'acme', recordId: '2' })).toBe(DENIED_ITEMS);
    expect(await auditor.write(`private/${auditor.identityId}/x`)).toBe(DENIED);
  });

  it('lets guests read what is published, and nothing else', async () => {
    const guest = as('guest');
    expect(await as('edith').write('public/news')).toBe('allowed');
    expect(await guest.read('public/news')).toBe('allowed');
    expect(await guest.write('public/news')).toBe(DENIED);
    expect(await guest.write(`private/${guest.identityId}/x`)).toBe(DENIED);
    expect(await guest.put('own_notes', { identityId: guest.identityId, noteId: '1' })).toBe(DENIED_ITEMS);
  });
});
