import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  QueryCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { AwsServer } from '../s3/aws-server.spec-helper.js';

describe('tables, for the unmodified SDK', () => {
  const server = new AwsServer(undefined, [
    {
      tableName: 'notes',
      partitionKey: 'owner',
      sortKey: { name: 'id', type: 'N' },
      indexes: [{ indexName: 'by-topic', partitionKey: 'topic', projection: ['title'] }],
    },
  ]);
  let client: DynamoDBClient;
  let documents: DynamoDBDocument;

  beforeAll(async () => {
    await server.start();
    client = new DynamoDBClient(server.dynamoDbConfig());
    documents = DynamoDBDocument.from(client);
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  it('makes, lists and deletes tables', async () => {
    const TableName = 'made';
    await client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: 'by-time',
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'at', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const waited = await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
    expect(waited.final).toMatchObject({
      Table: { TableStatus: 'ACTIVE', TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/made' },
    });
    await expect(client.send(new ListTablesCommand({ Limit: 1 }))).resolves.toMatchObject({
      TableNames: ['made'],
      LastEvaluatedTableName: 'made',
    });
    for (const [sk, at] of [
      ['a', 2],
      ['b', 1],
      ['c', undefined],
    ] as const) {
      await documents.put({ TableName, Item: { pk: 'x', sk, more: 1, ...(at !== undefined && { at }) } });
    }
    const byTime = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-time',
        KeyConditionExpression: 'pk = :x',
        ExpressionAttributeValues: { ':x': { S: 'x' } },
      }),
    );
    expect(byTime.Items?.map(({ sk, more }) => [sk?.S, more])).toEqual([
      ['b', undefined],
      ['a', undefined],
    ]);
    await client.send(new DeleteTableCommand({ TableName }));
    await expect(documents.get({ TableName, Key: { pk: 'x', sk: 'a' } })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('puts everything into a snapshot, and out of it again', async () => {
    await documents.put({ TableName: 'notes', Item: { owner: 'a', id: 1.5, ['__proto__']: 'a name' } });
    const snapshot: unknown = JSON.parse(JSON.stringify(server.dynamoDb.snapshot()));
    const other = new AwsServer();
    other.dynamoDb.restore(snapshot as ReturnType<typeof server.dynamoDb.snapshot>);
    expect(other.dynamoDb.snapshot()).toEqual(server.dynamoDb.snapshot());
    expect(other.dynamoDb.tableNames()).toEqual(['notes']);
    expect(() => other.dynamoDb.restore([{ items: [] } as never])).toThrow('tables[0]: found an object');
  });
});
