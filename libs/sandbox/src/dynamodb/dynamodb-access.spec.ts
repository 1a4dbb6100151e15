import {
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { crc32 } from 'node:zlib';
import type { PolicyStatement } from '../iam/policy-document.js';
import { ACCOUNT_ID, AwsServer, policyOf, REGION } from '../s3/aws-server.spec-helper.js';
import type { Session } from '../sts/session.js';

const ALICE = 'eu-west-1:aaaaaaaa-0000-4000-8000-000000000001';
const BOB = 'eu-west-1:bbbbbbbb-0000-4000-8000-000000000002';
const TableName = 'notes';
const TABLE_ARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${TableName}`;

const OWN_ITEMS: PolicyStatement = {
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  Resource: TABLE_ARN,
  Condition: {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': '${cognito-identity.amazonaws.com:sub}' },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  },
};

/** AWS's own example of it: only some attributes, and never all of them for want of naming any. */
const TITLES_ONLY: PolicyStatement = {
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:PutItem'],
  Resource: [TABLE_ARN, `${TABLE_ARN}/index/*`],
  Condition: {
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['owner', 'id', 'title'] },
    StringEqualsIfExists: {
      'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
      'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'],
    },
  },
};

const server = (...statements: PolicyStatement[]): AwsServer =>
  new AwsServer(statements, [
    {
      tableName: TableName,
      partitionKey: 'owner',
      sortKey: 'id',
      indexes: [{ indexName: 'by-title', partitionKey: 'title' }],
    },
  ]);

const key = (owner: string) => ({ owner: { S: owner }, id: { S: '1' } });
const queryOf = (owner: string) => ({
  TableName,
  KeyConditionExpression: '#o = :o',
  ExpressionAttributeNames: { '#o': 'owner' },
  ExpressionAttributeValues: { ':o': { S: owner } },
});

class Clients {
  private readonly made: DynamoDBClient[] = [];
  constructor(private readonly of: AwsServer) {}
  client(session?: Session, changes: object = {}): DynamoDBClient {
    const client = new DynamoDBClient({ ...this.of.dynamoDbConfig(session), ...changes });
    this.made.push(client);
    return client;
  }
  destroy(): void {
    for (const client of this.made) client.destroy();
  }
}

describe('items by the leading key', () => {
  const own = server(OWN_ITEMS);
  const clients = new Clients(own);
  let alice: DynamoDBClient;
  let bob: DynamoDBClient;

  beforeAll(async () => {
    await own.start();
    alice = clients.client(own.session(ALICE));
    bob = clients.client(own.session(BOB));
    await alice.send(new PutItemCommand({ TableName, Item: { ...key(ALICE), title: { S: 'diary' } } }));
  });
  afterAll(async () => {
    clients.destroy();
    await own.stop();
  });

  it('lets everybody at their own, and at nothing of another', async () => {
    await expect(alice.send(new GetItemCommand({ TableName, Key: key(ALICE) }))).resolves.toMatchObject({
      Item: { title: { S: 'diary' } },
    });
    await expect(alice.send(new QueryCommand(queryOf(ALICE)))).resolves.toMatchObject({ Count: 1 });
    const refused = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } };
    await expect(bob.send(new GetItemCommand({ TableName, Key: key(ALICE) }))).rejects.toMatchObject(refused);
    await expect(bob.send(new QueryCommand(queryOf(ALICE)))).rejects.toMatchObject(refused);
    await expect(bob.send(new PutItemCommand({ TableName, Item: key(ALICE) }))).rejects.toMatchObject(
      refused,
    );
    await expect(
      bob.send(
        new UpdateItemCommand({
          TableName,
          Key: key(ALICE),
          UpdateExpression: 'SET title = :t',
          ExpressionAttributeValues: { ':t': { S: 'mine' } },
        }),
      ),
    ).rejects.toMatchObject(refused);
  });

  it('says why in the words of AWS', async () => {
    await expect(bob.send(new GetItemCommand({ TableName, Key: key(ALICE) }))).rejects.toThrow(
      `User: arn:aws:sts::${ACCOUNT_ID}:assumed-role/customer/CognitoIdentityCredentials is not authorized to perform: ` +
        `dynamodb:GetItem on resource: ${TABLE_ARN} because no identity-based policy allows the dynamodb:GetItem action`,
    );
  });

  it('does not tell whether a table exists to those who may not use it', async () => {
    await expect(bob.send(new GetItemCommand({ TableName: 'none', Key: key(BOB) }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(bob.send(new ListTablesCommand())).rejects.toThrow(
      `dynamodb:ListTables on resource: arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/*`,
    );
  });

  it('lets a session policy narrow, and never widen', async () => {
    const readOnly = policyOf({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' });
    const reader = clients.client(own.session(ALICE, { sessionPolicies: [readOnly] }));
    await expect(reader.send(new GetItemCommand({ TableName, Key: key(ALICE) }))).resolves.toHaveProperty(
      'Item',
    );
    await expect(reader.send(new QueryCommand(queryOf(ALICE)))).rejects.toThrow(
      'because no session policy allows the dynamodb:Query action',
    );
    await expect(reader.send(new GetItemCommand({ TableName, Key: key(BOB) }))).rejects.toThrow(
      'because no identity-based policy allows',
    );
  });

  it('lists who asked for what', () => {
    own.dynamoDb.clearRequests();
    return bob.send(new GetItemCommand({ TableName, Key: key(ALICE) })).catch(() => {
      expect(own.dynamoDb.requests).toEqual([
        expect.objectContaining({
          identityId: BOB,
          operation: 'GetItem',
          tableName: TableName,
          status: 400,
          errorCode: 'AccessDeniedException',
        }),
      ]);
    });
  });
});

describe('the trap of the empty set', () => {
  const trapped = server({
    ...OWN_ITEMS,
    Action: 'dynamodb:*',
    Resource: '*',
    Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'somebody' } },
  });
  const clients = new Clients(trapped);
  beforeAll(() => trapped.start());
  afterAll(async () => {
    clients.destroy();
    await trapped.stop();
  });

  it('is open as on AWS: without a Null check a request that has no leading key is allowed', async () => {
    const anyone = clients.client(trapped.session(ALICE));
    await expect(anyone.send(new ListTablesCommand())).resolves.toMatchObject({ TableNames: [TableName] });
    await expect(anyone.send(new GetItemCommand({ TableName, Key: key(ALICE) }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('items by their attributes', () => {
  const titles = server(TITLES_ONLY);
  const clients = new Clients(titles);
  let client: DynamoDBClient;
  beforeAll(async () => {
    await titles.start();
    client = clients.client(titles.session(ALICE));
  });
  afterAll(async () => {
    clients.destroy();
    await titles.stop();
  });
  const outcome = async (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'allowed',
      (error: unknown) => (error as Error).name,
    );

  it('must be named in a read', async () => {
    const get = (ProjectionExpression?: string) =>
      outcome(client.send(new GetItemCommand({ TableName, Key: key('a'), ProjectionExpression })));
    expect(await get('title')).toBe('allowed');
    expect(await get('title.part[0], id')).toBe('allowed');
    expect(await get('title, secret')).toBe('AccessDeniedException');
    expect(await get()).toBe('AccessDeniedException');
  });

  it('must be named in a query, its filter and its index included', async () => {
    const query = (changes: object) =>
      outcome(client.send(new QueryCommand({ ...queryOf('a'), ...changes })));
    expect(await query({ ProjectionExpression: 'title' })).toBe('allowed');
    expect(await query({})).toBe('AccessDeniedException');
    expect(await query({ Select: 'COUNT' })).toBe('AccessDeniedException');
    expect(await query({ ProjectionExpression: 'title', FilterExpression: 'attribute_exists(secret)' })).toBe(
      'AccessDeniedException',
    );
    const onIndex = {
      TableName,
      IndexName: 'by-title',
      KeyConditionExpression: 'title = :t',
      ExpressionAttributeNames: undefined,
      ExpressionAttributeValues: { ':t': { S: 't' } },
    };
    expect(await query({ ...onIndex, ProjectionExpression: 'id' })).toBe('allowed');
    expect(await query(onIndex)).toBe('AccessDeniedException');
  });

  it('are those of an item, an update and a condition', async () => {
    const put = (changes: Partial<PutItemCommandInput>) =>
      outcome(client.send(new PutItemCommand({ TableName, Item: key('a'), ...changes })));
    expect(await put({})).toBe('allowed');
    expect(await put({ Item: { ...key('a'), secret: { S: 'x' } } })).toBe('AccessDeniedException');
    expect(await put({ ConditionExpression: 'attribute_not_exists(secret)' })).toBe('AccessDeniedException');
    expect(await put({ ReturnValues: 'ALL_OLD' })).toBe('AccessDeniedException');
    const update = (UpdateExpression: string) =>
      outcome(client.send(new UpdateItemCommand({ TableName, Key: key('a'), UpdateExpression })));
    expect(await update('SET title = id')).toBe('allowed');
    expect(await update('SET title = secret')).toBe('AccessDeniedException');
    expect(await update('REMOVE secret')).toBe('AccessDeniedException');
  });
});

describe('how a request is signed', () => {
  const own = server(OWN_ITEMS);
  const clients = new Clients(own);
  beforeAll(() => own.start());
  afterAll(async () => {
    clients.destroy();
    await own.stop();
  });
  const get = (session: Session | undefined, changes: object) =>
    clients.client(session, changes).send(new GetItemCommand({ TableName, Key: key(ALICE) }));

  it('must be right in key, secret, token, Region and time', async () => {
    const session = own.session(ALICE);
    const credentials = own.credentials(session);
    const { accessKeyId, secretAccessKey } = credentials;
    const cases: [object, string][] = [
      [{ credentials: { ...credentials, secretAccessKey: 'x' } }, 'InvalidSignatureException'],
      [{ credentials: { ...credentials, sessionToken: 'x' } }, 'UnrecognizedClientException'],
      [{ credentials: { accessKeyId, secretAccessKey } }, 'UnrecognizedClientException'],
      [
        { credentials: { ...credentials, accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' } },
        'UnrecognizedClientException',
      ],
      [{ region: 'us-east-1' }, 'InvalidSignatureException'],
      [{ systemClockOffset: -20 * 60_000 }, 'InvalidSignatureException'],
    ];
    for (const [changes, name] of cases) {
      await expect(get(session, changes)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    }
    await expect(get(session, {})).resolves.toHaveProperty('$metadata.httpStatusCode', 200);
    own.now += 3600_000;
    await expect(get(session, { systemClockOffset: 3600_000 })).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
  });

  it('is missed when it is missing, in an answer with its checksum', async () => {
    const response = await fetch(own.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' },
      body: '{}',
    });
    const body = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(400);
    expect(JSON.parse(body.toString())).toEqual({
      __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
      message: 'Request is missing Authentication Token',
    });
    expect(response.headers.get('x-amz-crc32')).toBe(String(crc32(body)));
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  });
});
