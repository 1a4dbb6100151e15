import { isRecord } from '../option-check.js';
import { optionError } from '../option-error.js';
import { checkItemKey } from './tables/item-key.js';
import { tableDefinition } from './tables/describe-table.js';
import { Table } from './tables/table.js';
import { readTableDefinition } from './tables/table-definition.js';
import { readItem } from './values/read-value.js';
import { writeItem } from './values/write-value.js';

/** A table and its items as JSON: the definition as CreateTable takes it, the items as PutItem does. */
export interface TableSnapshot {
  readonly definition: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tableId: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

export const snapshotOf = (table: Table): TableSnapshot => ({
  definition: tableDefinition(table.schema),
  createdAt: table.createdAt,
  tableId: table.tableId,
  items: Array.from(table.items(), writeItem),
});

/** Throws an Error that names the place for what no snapshot is. */
export function tableOf(snapshot: unknown, path: string): Table {
  if (!isRecord(snapshot) || !isRecord(snapshot.definition) || !Array.isArray(snapshot.items)) {
    throw optionError(path, snapshot, 'Write a table as snapshot() gives it.');
  }
  const { definition, createdAt, tableId } = snapshot;
  if (
    typeof definition.TableName !== 'string' ||
    typeof createdAt !== 'number' ||
    typeof tableId !== 'string'
  ) {
    throw optionError(path, snapshot, 'A table has a definition.TableName, a createdAt and a tableId.');
  }
  const schema = readTableDefinition(definition.TableName, definition);
  const table = new Table(schema, createdAt, tableId);
  for (const [index, sent] of snapshot.items.entries()) {
    const item = readItem(sent, `${path}.items[${index}]`);
    checkItemKey(
      item,
      schema.key,
      schema.indexes.map(({ key }) => key),
    );
    table.put(item);
  }
  return table;
}
