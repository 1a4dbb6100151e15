import { DynamoDBClient, type DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { AwsServer } from '../s3/aws-server.spec-helper.js';

const TableName = 'notes';
const Key = { owner: 'a', id: 'b' };

describe('what DynamoDB refuses, in its words', () => {
  const server = new AwsServer(undefined, [{ tableName: TableName, partitionKey: 'owner', sortKey: 'id' }]);
  let client: DynamoDBClient;
  let documents: DynamoDBDocument;

  beforeAll(async () => {
    await server.start();
    client = new DynamoDBClient(server.dynamoDbConfig());
    documents = DynamoDBDocument.from(client);
    await documents.put({ TableName, Item: { ...Key, parts: [1], words: 'x' } });
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  const refusal = async (call: Promise<unknown>): Promise<string> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason as DynamoDBServiceException,
    );
    expect(error?.name).toBe('ValidationException');
    return error?.message ?? '';
  };

  it.each<[string, Record<string, unknown>, string]>([
    ['a = b c', {}, 'Invalid ConditionExpression: Syntax error; token: "c", near: "a = b c"'],
    ['a = $', {}, 'Invalid ConditionExpression: Syntax error; token: "$", near: "a = $"'],
    ['a =', {}, 'Syntax error; token: "<EOF>"'],
    ['', {}, 'Invalid ConditionExpression: The expression can not be empty;'],
    ['name = :v', { ':v': 1 }, 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['a = :v', {}, 'An expression attribute value used in expression is not defined; attribute value: :v'],
    [
      '#a = b',
      {},
      'An expression attribute name used in the document path is not defined; attribute name: #a',
    ],
    [
      'a = :v',
      { ':v': 1, ':w': 1 },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
    ],
    ['exists(a)', {}, 'Invalid function name; function: exists'],
    ['attribute_type(a, :t)', { ':t': 'Q' }, 'Invalid attribute type name found; type: Q'],
    [`${'('.repeat(200)}a = b${')'.repeat(200)}`, {}, 'nested more than 100 levels deep'],
    [
      `a = :v OR ${'b'.repeat(4100)} = :v`,
      { ':v': 1 },
      'Expression size has exceeded the maximum allowed size',
    ],
  ])('as a condition: %.60s', async (ConditionExpression, values, message) => {
    const put = documents.put({
      TableName,
      Item: Key,
      ConditionExpression,
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    });
    expect(await refusal(put)).toContain(message);
  });

  it.each<[string, string]>([
    ['SET a = :v SET b = :v', 'The "SET" section can only be used once in an update expression;'],
    ['SET a = :v, a.b = :v', 'Two document paths overlap with each other'],
    ['SET a.b = :v, a[0] = :v', 'Two document paths conflict with each other'],
    ['SET id = :v', 'Cannot update attribute id. This attribute is part of the key'],
    ['SET absent.b = :v', 'The document path provided in the update expression is invalid for update'],
    ['SET b = absent + :v', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET b = words + :v', 'An operand in the update expression has an incorrect data type'],
    ['SET b = list_append(parts, :v)', 'An operand in the update expression has an incorrect data type'],
    [
      'DELETE a :v',
      'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER',
    ],
    ['ADD parts :v', 'An operand in the update expression has an incorrect data type'],
    ['CHANGE a = :v', 'Syntax error; token: "CHANGE"'],
    ['SET b = :v +', 'Syntax error; token: "<EOF>"'],
  ])('as an update: %s', async (UpdateExpression, message) => {
    const update = documents.update({
      TableName,
      Key,
      UpdateExpression,
      ExpressionAttributeValues: { ':v': 1 },
    });
    expect(await refusal(update)).toContain(message);
  });

  it.each<[string, string]>([
    ['id = :v', 'Query condition missed key schema element: owner'],
    ['#o > :v', 'Query key condition not supported'],
    ['#o = :v AND #o = :v', 'KeyConditionExpressions must only contain one condition per key'],
    ['#o = :v AND words = :v', 'Query condition missed key schema element: id'],
    ['#o = :v OR id = :v', 'Invalid operator used in KeyConditionExpression: OR'],
    ['#o = :v AND NOT id = :v', 'Invalid operator used in KeyConditionExpression: NOT'],
    ['#o = :v AND id <> :v', 'Query key condition not supported'],
    ['#o = :v AND contains(id, :v)', 'Query key condition not supported'],
    ['#o = :n', 'Condition parameter type does not match schema type'],
    ['#o = :v AND id BETWEEN :w AND :v', 'upper bound to be greater than or equal to lower bound'],
  ])('as a key condition: %s', async (KeyConditionExpression, message) => {
    const values = { ':v': 'a', ':w': 'b', ':n': 1 };
    const used = Object.entries(values).filter(([name]) => KeyConditionExpression.includes(name));
    const query = documents.query({
      TableName,
      KeyConditionExpression,
      ...(KeyConditionExpression.includes('#o') && { ExpressionAttributeNames: { '#o': 'owner' } }),
      ExpressionAttributeValues: Object.fromEntries(used),
    });
    expect(await refusal(query)).toContain(message);
  });

  it('a filter on the key, a selection without a projection, an index that is not there', async () => {
    const query = {
      TableName,
      KeyConditionExpression: '#o = :v',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':v': 'a' },
    };
    expect(await refusal(documents.query({ ...query, FilterExpression: 'id = :v' }))).toBe(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: id',
    );
    expect(await refusal(documents.query({ ...query, Select: 'SPECIFIC_ATTRIBUTES' }))).toContain(
      'Must specify the AttributesToGet or ProjectionExpression',
    );
    expect(await refusal(documents.query({ ...query, IndexName: 'none' }))).toBe(
      'The table does not have the specified index: none',
    );
    expect(await refusal(documents.query({ ...query, Limit: 0 }))).toContain('greater than or equal to 1');
  });

  it.each<[Record<string, unknown>, string]>([
    [{ owner: 'a' }, 'Missing the key id in the item'],
    [{ owner: 'a', id: 1 }, 'Type mismatch for key id expected: S actual: N'],
    [{ owner: '', id: 'b' }, 'cannot contain an empty string value. Key: owner'],
    [
      { owner: 'a', id: 'x'.repeat(1025) },
      'Size of rangekey has exceeded the maximum size limit of 1024 bytes',
    ],
    [{ ...Key, body: 'x'.repeat(400 * 1024) }, 'Item size has exceeded the maximum allowed size'],
  ])('an item that is not one of the table: case %#', async (Item, message) => {
    expect(await refusal(documents.put({ TableName, Item }))).toContain(message);
  });

  it.each<[Record<string, unknown>]>([[{ owner: 'a' }], [{ owner: 'a', id: 1 }], [{ ...Key, more: 1 }]])(
    'a key that is not one of the table: %j',
    async (wrong) => {
      expect(await refusal(documents.get({ TableName, Key: wrong }))).toBe(
        'The provided key element does not match the schema',
      );
    },
  );

  it('numbers that cannot be kept, and values that are none', async () => {
    const put = async (value: unknown) =>
      refusal(
        client.send(
          new (await import('@aws-sdk/client-dynamodb')).PutItemCommand({
            TableName,
            Item: { owner: { S: 'a' }, id: { S: 'b' }, value: value as never },
          }),
        ),
      );
    expect(await put({ N: 'one' })).toBe('The parameter cannot be converted to a numeric value: one');
    expect(await put({ N: '1'.repeat(39) })).toContain('more than 38 significant digits');
    expect(await put({ N: '1e126' })).toContain('Number overflow');
    expect(await put({ N: '1e-131' })).toContain('Number underflow');
    expect(await put({ SS: ['a', 'a'] })).toContain('Input collection [a, a] contains duplicates.');
    expect(await put({ SS: [] })).toContain('set  may not be empty');
  });

  it('whatever it does not know, by name', async () => {
    expect(await refusal(documents.get({ TableName, Key, AttributesToGet: ['owner'] }))).toBe(
      'The sandbox has no parameter AttributesToGet of GetItem. Leave it out.',
    );
    await expect(documents.scan({ TableName })).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
