import { DynamoDbError, tableNotFound } from '../dynamodb-error.js';
import { Table } from './table.js';
import type { TableSchema } from './table-schema.js';

/** The tables of the account, in memory. */
export class Tables {
  readonly #tables = new Map<string, Table>();

  /** Throws `ResourceNotFoundException`. */
  table(tableName: string): Table {
    const table = this.#tables.get(tableName);
    if (table === undefined) throw tableNotFound();
    return table;
  }

  find(tableName: string): Table | undefined {
    return this.#tables.get(tableName);
  }

  /** Throws `ResourceInUseException` if there is one of this name. */
  create(schema: TableSchema, createdAt: number): Table {
    const { tableName } = schema;
    if (this.#tables.has(tableName)) {
      throw new DynamoDbError('ResourceInUseException', `Table already exists: ${tableName}`);
    }
    const table = new Table(schema, createdAt);
    this.#tables.set(tableName, table);
    return table;
  }

  /** Puts a table in the place of the one of its name, if there is one. */
  restore(table: Table): void {
    this.#tables.set(table.schema.tableName, table);
  }

  delete(tableName: string): void {
    this.#tables.delete(tableName);
  }

  clear(): void {
    this.#tables.clear();
  }

  /** By name, in order. */
  list(): Table[] {
    return [...this.#tables.values()].sort((a, b) => (a.schema.tableName < b.schema.tableName ? -1 : 1));
  }
}
