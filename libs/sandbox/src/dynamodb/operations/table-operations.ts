import { tableNotFound, validationError } from '../dynamodb-error.js';
import { tableDescription } from '../tables/describe-table.js';
import type { Table } from '../tables/table.js';
import { readTableDefinition } from '../tables/table-definition.js';
import type { Operation, OperationContext } from './operation.js';
import { optionalCount, optionalString, tableNameOf } from './parameters.js';

const MOST_LISTED = 100;

export const createTable: Operation = {
  parameters: [
    'TableName',
    'KeySchema',
    'AttributeDefinitions',
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    // How a table is paid for makes no difference here.
    'BillingMode',
    'ProvisionedThroughput',
  ],
  perform(input, { tables, arn, require, now }) {
    const tableName = tableNameOf(input);
    const tableArn = arn(`table/${tableName}`);
    require(tableArn);
    const table = tables.create(readTableDefinition(tableName, input), now);
    return { TableDescription: tableDescription(table, tableArn) };
  },
};

export const describeTable: Operation = {
  parameters: ['TableName'],
  perform(input, context) {
    const { table, tableArn } = namedTable(input, context);
    return { Table: tableDescription(table, tableArn) };
  },
};

export const deleteTable: Operation = {
  parameters: ['TableName'],
  perform(input, context) {
    const { table, tableArn } = namedTable(input, context);
    context.tables.delete(table.schema.tableName);
    return { TableDescription: tableDescription(table, tableArn, 'DELETING') };
  },
};

function namedTable(
  input: Readonly<Record<string, unknown>>,
  { tables, arn, require }: OperationContext,
): { readonly table: Table; readonly tableArn: string } {
  const tableName = tableNameOf(input);
  const tableArn = arn(`table/${tableName}`);
  require(tableArn);
  const table = tables.find(tableName);
  if (table === undefined) throw tableNotFound(tableName);
  return { table, tableArn };
}

export const listTables: Operation = {
  parameters: ['ExclusiveStartTableName', 'Limit'],
  perform(input, { tables, arn, require }) {
    require(arn('table/*'));
    const limit = optionalCount(input, 'Limit', 'limit') ?? MOST_LISTED;
    if (limit > MOST_LISTED) {
      throw validationError(
        `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
          `Member must have value less than or equal to ${MOST_LISTED}`,
      );
    }
    const start = optionalString(input, 'ExclusiveStartTableName') ?? '';
    const names = tables.list().map(({ schema }) => schema.tableName);
    const rest = names.filter((name) => name > start);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return {
      TableNames: page,
      ...(rest.length > page.length && last !== undefined && { LastEvaluatedTableName: last }),
    };
  },
};
