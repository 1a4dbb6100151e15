import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { AwsServer } from '../s3/aws-server.spec-helper.js';

const NOTES = {
  tableName: 'notes',
  partitionKey: 'owner',
  sortKey: { name: 'id', type: 'N' },
  indexes: [
    { indexName: 'by-topic', partitionKey: 'topic', sortKey: 'title', projection: ['title'] },
    { indexName: 'by-tag', partitionKey: 'tag', projection: 'KEYS_ONLY' },
  ],
} as const;

describe('items in tables, for the unmodified SDK', () => {
  const server = new AwsServer(undefined, [NOTES]);
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

  it('gives back every type of value as it was put', async () => {
    const Item = {
      owner: { S: 'types' },
      id: { N: '0001.50' },
      B: { B: Buffer.from([0, 255]) },
      BOOL: { BOOL: false },
      NULL: { NULL: true as const },
      M: { M: { nested: { L: [{ N: '-1e3' }, { S: '' }] }, ['__proto__']: { S: 'a name' } } },
      SS: { SS: ['b', 'a'] },
      NS: { NS: ['1', '2.0'] },
      BS: { BS: [Buffer.from('x')] },
    };
    await client.send(new PutItemCommand({ TableName: 'notes', Item }));
    const Key = { owner: { S: 'types' }, id: { N: '1.5' } };
    const { Item: found } = await client.send(new GetItemCommand({ TableName: 'notes', Key }));
    expect(found).toEqual({
      ...Item,
      id: { N: '1.5' },
      B: { B: new Uint8Array([0, 255]) },
      M: { M: { nested: { L: [{ N: '-1000' }, { S: '' }] }, ['__proto__']: { S: 'a name' } } },
      NS: { NS: ['1', '2'] },
      BS: { BS: [new Uint8Array(Buffer.from('x'))] },
    });
  });

  it('answers nothing for a key without an item', async () => {
    const answer = await documents.get({ TableName: 'notes', Key: { owner: 'nobody', id: 1 } });
    expect(answer.Item).toBeUndefined();
  });

  it('projects nested parts of an item', async () => {
    const TableName = 'notes';
    await documents.put({
      TableName,
      Item: { owner: 'p', id: 1, title: 't', body: { parts: ['a', 'b', 'c'], size: 3, other: true } },
    });
    const { Item } = await documents.get({
      TableName,
      Key: { owner: 'p', id: 1 },
      ProjectionExpression: 'body.parts[2], body.parts[0], body.#s, absent, title[0]',
      ExpressionAttributeNames: { '#s': 'size' },
    });
    expect(Item).toEqual({ body: { parts: ['a', 'c'], size: 3 } });
  });

  it('puts on a condition, and shows on request why not', async () => {
    const TableName = 'notes';
    const put = {
      TableName,
      Item: { owner: 'c', id: 1, version: 1 },
      ConditionExpression: 'attribute_not_exists(#o)',
      ExpressionAttributeNames: { '#o': 'owner' },
    };
    await documents.put(put);
    await expect(documents.put(put)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: undefined,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      documents.put({ ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ).rejects.toMatchObject({ Item: { owner: { S: 'c' }, id: { N: '1' }, version: { N: '1' } } });
    const replaced = await documents.put({ TableName, Item: { owner: 'c', id: 1 }, ReturnValues: 'ALL_OLD' });
    expect(replaced.Attributes).toEqual({ owner: 'c', id: 1, version: 1 });
  });

  it('deletes on a condition', async () => {
    const TableName = 'notes';
    const Key = { owner: { S: 'd' }, id: { N: '1' } };
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, locked: { BOOL: true } } }));
    const remove = new DeleteItemCommand({
      TableName,
      Key,
      ConditionExpression: 'NOT locked = :yes',
      ExpressionAttributeValues: { ':yes': { BOOL: true } },
    });
    await expect(client.send(remove)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const { Attributes } = await client.send(
      new DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }),
    );
    expect(Attributes).toEqual({ ...Key, locked: { BOOL: true } });
    expect((await client.send(new DeleteItemCommand({ TableName, Key }))).Attributes).toBeUndefined();
  });

  type Update = Partial<UpdateItemCommandInput> & { readonly UpdateExpression: string };
  const BEFORE = {
    n: { N: '10' },
    tags: { SS: ['a', 'b'] },
    parts: { L: [{ S: 'x' }, { S: 'y' }, { S: 'z' }] },
    m: { M: { k: { S: 'v' } } },
  };

  it.each<[Update, object]>([
    [{ UpdateExpression: 'SET n = n + :v' }, { ...BEFORE, n: { N: '15' } }],
    [{ UpdateExpression: 'SET n = :v - n' }, { ...BEFORE, n: { N: '-5' } }],
    [{ UpdateExpression: 'SET k = if_not_exists(k, :v)' }, { ...BEFORE, k: { N: '5' } }],
    [{ UpdateExpression: 'SET n = if_not_exists(n, :v) + :v' }, { ...BEFORE, n: { N: '15' } }],
    [{ UpdateExpression: 'ADD n :v' }, { ...BEFORE, n: { N: '15' } }],
    [{ UpdateExpression: 'ADD visits :v' }, { ...BEFORE, n: { N: '10' }, visits: { N: '5' } }],
    [{ UpdateExpression: 'SET m.deep = :v REMOVE m.k' }, { ...BEFORE, m: { M: { deep: { N: '5' } } } }],
    [
      { UpdateExpression: 'REMOVE parts[0], parts[2]  SET n = :v' },
      { ...BEFORE, n: { N: '5' }, parts: { L: [{ S: 'y' }] } },
    ],
    [{ UpdateExpression: 'SET parts[9] = :v' }, { ...BEFORE, parts: { L: [...BEFORE.parts.L, { N: '5' }] } }],
    [
      {
        UpdateExpression: 'SET parts = list_append(parts, :l)',
        ExpressionAttributeValues: { ':l': { L: [{ N: '1' }] } },
      },
      { ...BEFORE, parts: { L: [...BEFORE.parts.L, { N: '1' }] } },
    ],
    [
      { UpdateExpression: 'add tags :s', ExpressionAttributeValues: { ':s': { SS: ['b', 'c'] } } },
      { ...BEFORE, tags: { SS: ['a', 'b', 'c'] } },
    ],
    [
      { UpdateExpression: 'DELETE tags :s', ExpressionAttributeValues: { ':s': { SS: ['b', 'q'] } } },
      { ...BEFORE, tags: { SS: ['a'] } },
    ],
    [
      { UpdateExpression: 'DELETE tags :s', ExpressionAttributeValues: { ':s': { SS: ['b', 'a'] } } },
      { n: BEFORE.n, parts: BEFORE.parts, m: BEFORE.m },
    ],
  ])('updates by %j', async (update, expected) => {
    const Key = { owner: { S: 'u' }, id: { N: '1' } };
    await client.send(new PutItemCommand({ TableName: 'notes', Item: { ...Key, ...BEFORE } }));
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: 'notes',
        Key,
        ExpressionAttributeValues: { ':v': { N: '5' } },
        ...update,
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({ ...Key, ...expected });
  });

  it('makes an item by an update, and returns what was updated', async () => {
    const update = {
      TableName: 'notes',
      Key: { owner: 'v', id: 1 },
      UpdateExpression: 'SET #c = if_not_exists(#c, :zero) + :one',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
    };
    expect((await documents.update({ ...update, ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined();
    expect((await documents.update({ ...update, ReturnValues: 'UPDATED_NEW' })).Attributes).toEqual({
      count: 2,
    });
    expect((await documents.update({ ...update, ReturnValues: 'UPDATED_OLD' })).Attributes).toEqual({
      count: 2,
    });
    expect((await documents.update(update)).Attributes).toBeUndefined();
    expect((await documents.get({ TableName: 'notes', Key: update.Key })).Item).toMatchObject({ count: 4 });
  });

  describe('queries', () => {
    const TableName = 'notes';
    const all = { ':o': 'q' };
    const names = { '#o': 'owner' };
    const ids = (items: readonly Record<string, unknown>[] = []) => items.map(({ id }) => id);

    beforeAll(async () => {
      for (const id of [10, 2, -1, 33, 4.5]) {
        await documents.put({
          TableName,
          Item: { owner: 'q', id, topic: id > 4 ? 'big' : 'small', title: `t${id}`, body: 'x'.repeat(10) },
        });
      }
      await documents.put({
        TableName,
        Item: { owner: 'other', id: 1, topic: 'big', title: 'a', tag: 'one' },
      });
    });

    it.each<[string, Record<string, unknown>, number[]]>([
      ['#o = :o', {}, [-1, 2, 4.5, 10, 33]],
      ['#o = :o AND id > :a', { ':a': 2 }, [4.5, 10, 33]],
      ['id <= :a and #o = :o', { ':a': 2 }, [-1, 2]],
      ['#o = :o AND id = :a', { ':a': 33 }, [33]],
      ['(#o = :o) AND (id BETWEEN :a AND :b)', { ':a': 2, ':b': 10 }, [2, 4.5, 10]],
    ])('finds by %s', async (KeyConditionExpression, values, expected) => {
      const { Items } = await documents.query({
        TableName,
        KeyConditionExpression,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ...all, ...values },
      });
      expect(ids(Items)).toEqual(expected);
    });

    it('goes through pages, forward and back, with a filter that counts apart', async () => {
      for (const ScanIndexForward of [true, false]) {
        const pages: number[][] = [];
        const query = {
          TableName,
          KeyConditionExpression: '#o = :o',
          FilterExpression: 'size(body) = :ten AND NOT id2 = :ten AND topic IN (:big, :none)',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: {
            ':o': { S: 'q' },
            ':ten': { N: '10' },
            ':big': { S: 'big' },
            ':none': { S: 'none' },
          },
          ScanIndexForward,
        };
        for await (const page of paginateQuery({ client, pageSize: 2 }, query)) {
          pages.push((page.Items ?? []).map(({ id }) => Number(id?.N)));
          expect(page.ScannedCount).toBeLessThanOrEqual(2);
        }
        expect(pages).toEqual(ScanIndexForward ? [[], [4.5, 10], [33]] : [[33, 10], [4.5], []]);
      }
    });

    it('says where to go on, even at the very end of what a limit allows', async () => {
      const query = {
        TableName,
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: all,
        Limit: 5,
      };
      const { LastEvaluatedKey } = await documents.query(query);
      expect(LastEvaluatedKey).toEqual({ owner: 'q', id: 33 });
      const rest = await documents.query({ ...query, ExclusiveStartKey: LastEvaluatedKey });
      expect(rest).toMatchObject({ Count: 0, Items: [] });
      expect(rest.LastEvaluatedKey).toBeUndefined();
    });

    it('ends a page at 1 MB', async () => {
      const body = 'x'.repeat(390_000);
      for (const id of [1, 2, 3, 4]) await documents.put({ TableName, Item: { owner: 'large', id, body } });
      const query = {
        TableName,
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':o': 'large' },
        ProjectionExpression: 'id',
      };
      const first = await documents.query(query);
      expect(ids(first.Items)).toEqual([1, 2, 3]);
      const second = await documents.query({ ...query, ExclusiveStartKey: first.LastEvaluatedKey });
      expect(ids(second.Items)).toEqual([4]);
    });

    it('counts without items', async () => {
      const answer = await documents.query({
        TableName,
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: all,
        Select: 'COUNT',
        ReturnConsumedCapacity: 'TOTAL',
      });
      expect(answer).toMatchObject({
        Count: 5,
        ScannedCount: 5,
        ConsumedCapacity: { TableName, CapacityUnits: 0.5 },
      });
      expect(answer.Items).toBeUndefined();
    });

    it('reads a secondary index across owners, in its order and with its attributes only', async () => {
      const query = {
        TableName,
        IndexName: 'by-topic',
        KeyConditionExpression: 'topic = :t AND begins_with(title, :p)',
        ExpressionAttributeValues: { ':t': 'big', ':p': 't' },
      };
      const first = await documents.query({ ...query, Limit: 1 });
      expect(first.Items).toEqual([{ owner: 'q', id: 10, topic: 'big', title: 't10' }]);
      expect(first.LastEvaluatedKey).toEqual({ owner: 'q', id: 10, topic: 'big', title: 't10' });
      const rest = await documents.query({ ...query, ExclusiveStartKey: first.LastEvaluatedKey });
      expect(ids(rest.Items)).toEqual([33, 4.5]);
      await expect(documents.query({ ...query, ConsistentRead: true })).rejects.toThrow(
        'Consistent reads are not supported on global secondary indexes',
      );
      await expect(documents.query({ ...query, Select: 'ALL_ATTRIBUTES' })).rejects.toThrow(
        'Select type ALL_ATTRIBUTES is not supported',
      );
    });

    it('does not go on from a key that is none, or of another owner', async () => {
      const query = (ExclusiveStartKey: Record<string, unknown>) =>
        documents.query({
          TableName,
          KeyConditionExpression: '#o = :o',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: all,
          ExclusiveStartKey,
        });
      await expect(query({ owner: 'q' })).rejects.toThrow('The provided starting key is invalid');
      await expect(query({ owner: 'q', id: 'text' })).rejects.toThrow('The provided starting key is invalid');
      await expect(query({ owner: 'other', id: 1 })).rejects.toThrow('outside query boundaries');
    });
  });
});
