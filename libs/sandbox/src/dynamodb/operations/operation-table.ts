import { deleteItem } from './delete-item.js';
import { getItem } from './get-item.js';
import type { Operation } from './operation.js';
import { putItem } from './put-item.js';
import { query } from './query.js';
import { createTable, deleteTable, describeTable, listTables } from './table-operations.js';
import { updateItem } from './update-item.js';

/** The operations that the sandbox has, by name. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['CreateTable', createTable],
  ['DescribeTable', describeTable],
  ['DeleteTable', deleteTable],
  ['ListTables', listTables],
  ['PutItem', putItem],
  ['GetItem', getItem],
  ['UpdateItem', updateItem],
  ['DeleteItem', deleteItem],
  ['Query', query],
]);
