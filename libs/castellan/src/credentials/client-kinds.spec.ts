import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  paginateListObjectsV2,
  S3,
  S3Client,
  waitUntilObjectExists,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Readable } from 'node:stream';
import type { AwsClientClass, AwsClientOf } from './aws-client-class.js';
import { AwsSetup } from './aws-setup.spec-helper.js';
import { callerClient, ownClient } from './caller-client.js';
import { CallerContextStorage } from './caller-context.js';
import { IdTokens } from './id-tokens.spec-helper.js';
import { RecordingDynamoDb } from './recording-dynamodb.spec-helper.js';

/** Five megabytes are the least that a part may have. */
const PART = 5 * 1024 * 1024;

/** How an application makes a document client that acts as the caller. */
class Documents extends DynamoDBDocumentClient {
  constructor(config: DynamoDBClientConfig) {
    super(new DynamoDBClient(config), { marshallOptions: { removeUndefinedValues: true } });
  }
}

describe.each(['the caller’s own client', 'an injected one'] as const)('with %s', (kind) => {
  const tokens = new IdTokens();
  const users = ['alice', 'bob'];
  let aws: AwsSetup;
  let dynamoDb: RecordingDynamoDb;
  let context: CallerContextStorage;

  beforeEach(async () => {
    aws = await AwsSetup.start(tokens);
    dynamoDb = await RecordingDynamoDb.start();
    context = new CallerContextStorage();
  });

  afterEach(async () => {
    await dynamoDb.stop();
    await aws.stop();
  });

  /** Lets both users do the same at once, each in a context of their own. */
  async function forEachUser<Class extends AwsClientClass>(
    Client: Class,
    work: (client: AwsClientOf<Class>, sub: string) => Promise<unknown>,
    config: object = {},
  ): Promise<void> {
    const standIn = callerClient<AwsClientClass>(Client, config, context, aws.clients) as AwsClientOf<Class>;
    await Promise.all(
      users.map((sub) => {
        const identity = tokens.identity({ sub });
        const own = () => aws.clients.for(identity).get<AwsClientClass>(Client, config) as AwsClientOf<Class>;
        const client = kind === 'an injected one' ? standIn : own();
        const caller = { caller: identity.principal, identity: async () => identity };
        return context.run(caller, () => work(client, sub));
      }),
    );
  }

  /** What a helper takes that needs more of a client than its `send`. */
  const whole = async <Client extends S3Client>(client: Client): Promise<Client> =>
    kind === 'an injected one' ? ownClient(client) : client;

  /** That each user's objects were asked for with that user's key. */
  const expectOwnKeys = (calls: number) => {
    expect(aws.s3.requests).toHaveLength(calls);
    for (const { path, accessKeyId } of aws.s3.requests) {
      expect(accessKeyId).toMatch(`ASIA.${users.find((user) => path.includes(user))!}.`);
    }
  };

  it('paginators ask for every page as the caller', async () => {
    await forEachUser(S3, async (client, sub) => {
      const pages = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: sub })) pages.push(page);
      for await (const page of client.paginateListObjectsV2({ Bucket: sub })) pages.push(page);
      expect(pages).toHaveLength(4);
    });

    expectOwnKeys(8);
  });

  it('waiters wait as the caller', async () => {
    await forEachUser(S3, async (client, sub) => {
      await waitUntilObjectExists({ client, maxWaitTime: 60 }, { Bucket: 'files', Key: `${sub}/a` });
      await client.waitUntilObjectExists({ Bucket: 'files', Key: `${sub}/b` }, 60);
    });

    expectOwnKeys(4);
  });

  it('URLs are signed by the caller', async () => {
    await forEachUser(S3Client, async (client, sub) => {
      const command = new GetObjectCommand({ Bucket: 'files', Key: `${sub}/a` });
      const url = new URL(await getSignedUrl(await whole(client), command, { expiresIn: 60 }));

      expect(url.searchParams.get('X-Amz-Credential')).toMatch(`ASIA.${sub}.`);
      expect(url.searchParams.get('X-Amz-Security-Token')).toMatch(`SENTINEL-SESSION-${sub}-`);
    });
  });

  it('lib-storage uploads as the caller, in one piece and in parts', async () => {
    await forEachUser(S3Client, async (standIn, sub) => {
      const client = await whole(standIn);
      const small = { Bucket: 'files', Key: `${sub}/small`, Body: 'text' };
      await new Upload({ client, params: small }).done();
      const stream = Readable.from([Buffer.alloc(PART), Buffer.alloc(PART), Buffer.alloc(1)]);
      const large = { Bucket: 'files', Key: `${sub}/large`, Body: stream };
      await new Upload({ client, params: large, partSize: PART }).done();
    });

    // One piece; and three parts with their beginning and their end.
    expectOwnKeys(users.length * (1 + 5));
  });

  it('document clients read, write and turn pages as the caller', async () => {
    const config = { endpoint: dynamoDb.endpoint };
    await forEachUser(
      Documents,
      async (client, owner) => {
        expect(client).toBeInstanceOf(DynamoDBDocumentClient);
        await client.send(new PutCommand({ TableName: 'notes', Item: { owner, text: undefined } }));
        const { Item } = await client.send(new GetCommand({ TableName: 'notes', Key: { owner } }));
        expect(Item).toEqual({ owner: 'alice', count: 7 });
        const query = {
          TableName: 'notes',
          KeyConditionExpression: 'owner = :o',
          ExpressionAttributeValues: { ':o': owner },
        };
        for await (const { Items } of paginateQuery({ client }, query)) expect(Items).toHaveLength(1);
        client.destroy();
      },
      config,
    );

    expect(dynamoDb.calls).toHaveLength(6);
    for (const { input, accessKeyId } of dynamoDb.calls) {
      const owner = users.find((user) => JSON.stringify(input).includes(`{"S":"${user}"}`));
      expect(accessKeyId).toMatch(`ASIA.${owner!}.`);
    }
  });
});
