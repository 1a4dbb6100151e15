import type { Table } from './table.js';
import {
  type IndexSchema,
  keyAttributes,
  type KeyAttribute,
  type KeySchema,
  type TableSchema,
} from './table-schema.js';

/** A table in the terms of CreateTable. */
export const tableDefinition = ({ tableName, key, indexes }: TableSchema): Record<string, unknown> => ({
  TableName: tableName,
  KeySchema: keySchema(key),
  AttributeDefinitions: attributeDefinitions([key, ...indexes.map((index) => index.key)]),
  ...indexesOf('GlobalSecondaryIndexes', indexes, 'global'),
  ...indexesOf('LocalSecondaryIndexes', indexes, 'local'),
});

const keySchema = ({ partition, sort }: KeySchema): object[] => [
  { AttributeName: partition.name, KeyType: 'HASH' },
  ...(sort === undefined ? [] : [{ AttributeName: sort.name, KeyType: 'RANGE' }]),
];

function attributeDefinitions(keys: readonly KeySchema[]): object[] {
  const attributes = new Map<string, KeyAttribute>(
    keys.flatMap(keyAttributes).map((attribute) => [attribute.name, attribute]),
  );
  return [...attributes.values()].map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

function indexesOf(member: string, indexes: readonly IndexSchema[], kind: IndexSchema['kind']): object {
  const ofKind = indexes.filter((index) => index.kind === kind);
  return ofKind.length === 0 ? {} : { [member]: ofKind.map(indexDefinition) };
}

const indexDefinition = ({ indexName, key, projection: { type, attributes } }: IndexSchema): object => ({
  IndexName: indexName,
  KeySchema: keySchema(key),
  Projection: {
    ProjectionType: type,
    ...(type === 'INCLUDE' && { NonKeyAttributes: attributes }),
  },
});

/** A table as DescribeTable shows it. Every table is paid by request, and ready at once. */
export function tableDescription(table: Table, tableArn: string, status = 'ACTIVE'): object {
  const { TableName, KeySchema, AttributeDefinitions, ...indexes } = tableDefinition(table.schema);
  const ready = Object.entries(indexes).map(([member, list]) => [
    member,
    (list as { readonly IndexName: string }[]).map((index) => ({
      ...index,
      ...(member === 'GlobalSecondaryIndexes' && { IndexStatus: 'ACTIVE' }),
      IndexArn: `${tableArn}/index/${index.IndexName}`,
    })),
  ]);
  return {
    TableName,
    KeySchema,
    AttributeDefinitions,
    ...(Object.fromEntries(ready) as object),
    TableArn: tableArn,
    TableId: table.tableId,
    TableStatus: status,
    CreationDateTime: table.createdAt / 1000,
    ItemCount: table.itemCount,
    TableSizeBytes: table.sizeBytes,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
  };
}
