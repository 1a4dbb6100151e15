import { assertArray, assertObject, assertOneOf, assertUnique } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { IndexSchema, KeyAttribute, KeySchema, KeyType, TableSchema } from './tables/table-schema.js';

/** An attribute of a key. A name alone is that of a string. */
export type KeyAttributeOptions = string | { readonly name: string; readonly type: KeyType };

/** A secondary index of a table. */
export interface TableIndexOptions {
  readonly indexName: string;
  readonly partitionKey: KeyAttributeOptions;
  readonly sortKey?: KeyAttributeOptions;
  /** `ALL`, `KEYS_ONLY`, or the names of attributes to have beside the keys. Default `ALL`. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** A DynamoDB table that exists from the start, empty. */
export interface TableOptions {
  /** 3 to 255 letters, digits and characters of `_.-`. */
  readonly tableName: string;
  readonly partitionKey: KeyAttributeOptions;
  readonly sortKey?: KeyAttributeOptions;
  /** Global secondary indexes. Default: none. */
  readonly indexes?: readonly TableIndexOptions[];
}

const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

/** The schemas of the tables. Throws an Error that names the option for one that cannot be what was meant. */
export function tableSchemas(options: readonly TableOptions[]): TableSchema[] {
  const seen = new Set<string>();
  return options.map((table, index) => {
    const path = `tables[${index}]`;
    assertObject(path, table, ['tableName', 'partitionKey', 'sortKey', 'indexes']);
    checkName(`${path}.tableName`, table.tableName);
    assertUnique(`${path}.tableName`, table.tableName, seen);
    const { indexes = [] } = table;
    assertArray(`${path}.indexes`, indexes);
    const schema: TableSchema = {
      tableName: table.tableName,
      key: keySchema(table, path),
      indexes: indexSchemas(indexes, `${path}.indexes`),
    };
    checkTypes(schema, path);
    return schema;
  });
}

function checkName(path: string, name: unknown): void {
  if (typeof name === 'string' && NAME.test(name)) return;
  throw optionError(path, name, 'Write 3 to 255 letters, digits and characters of "_.-".');
}

function indexSchemas(options: readonly TableIndexOptions[], path: string): IndexSchema[] {
  const seen = new Set<string>();
  return options.map((index, position) => {
    const indexPath = `${path}[${position}]`;
    assertObject(indexPath, index, ['indexName', 'partitionKey', 'sortKey', 'projection']);
    checkName(`${indexPath}.indexName`, index.indexName);
    assertUnique(`${indexPath}.indexName`, index.indexName, seen);
    const { projection = 'ALL' } = index;
    if (typeof projection === 'string')
      assertOneOf(`${indexPath}.projection`, projection, ['ALL', 'KEYS_ONLY']);
    else assertArray(`${indexPath}.projection`, projection);
    return {
      indexName: index.indexName,
      kind: 'global',
      key: keySchema(index, indexPath),
      projection:
        typeof projection === 'string'
          ? { type: projection, attributes: [] }
          : { type: 'INCLUDE', attributes: [...projection] },
    };
  });
}

function keySchema(
  { partitionKey, sortKey }: Pick<TableOptions, 'partitionKey' | 'sortKey'>,
  path: string,
): KeySchema {
  const partition = keyAttribute(partitionKey, `${path}.partitionKey`);
  if (sortKey === undefined) return { partition };
  const sort = keyAttribute(sortKey, `${path}.sortKey`);
  if (sort.name === partition.name) {
    throw optionError(`${path}.sortKey`, sort.name, 'Write another name than that of the partition key.');
  }
  return { partition, sort };
}

function keyAttribute(attribute: KeyAttributeOptions, path: string): KeyAttribute {
  if (typeof attribute === 'string') return keyAttribute({ name: attribute, type: 'S' }, path);
  assertObject(path, attribute, ['name', 'type']);
  if (typeof attribute.name !== 'string' || attribute.name === '') {
    throw optionError(`${path}.name`, attribute.name, 'Write the name of an attribute.');
  }
  assertOneOf(`${path}.type`, attribute.type, ['S', 'N', 'B']);
  return { name: attribute.name, type: attribute.type };
}

/** One attribute has one type, whatever keys it is in. */
function checkTypes({ key, indexes }: TableSchema, path: string): void {
  const types = new Map<string, KeyType>();
  for (const { partition, sort } of [key, ...indexes.map((index) => index.key)]) {
    for (const { name, type } of sort === undefined ? [partition] : [partition, sort]) {
      if ((types.get(name) ?? type) !== type) {
        throw optionError(path, name, `The attribute ${name} has two types; write it with one.`);
      }
      types.set(name, type);
    }
  }
}
