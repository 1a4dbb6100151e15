import { isRecord } from '../../option-check.js';
import { invalidParameters, validationError } from '../dynamodb-error.js';
import type {
  IndexProjection,
  IndexSchema,
  KeyAttribute,
  KeySchema,
  KeyType,
  TableSchema,
} from './table-schema.js';

const INDEX_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const MEMBERS: Readonly<Record<'global' | 'local', readonly string[]>> = {
  global: ['IndexName', 'KeySchema', 'Projection', 'ProvisionedThroughput'],
  local: ['IndexName', 'KeySchema', 'Projection'],
};

/** Reads what CreateTable is given. Throws a `DynamoDbError`. */
export function readTableDefinition(
  tableName: string,
  definition: Readonly<Record<string, unknown>>,
): TableSchema {
  const types = readTypes(definition.AttributeDefinitions);
  const used = new Set<string>();
  const key = readKey(definition.KeySchema, types, used);
  const indexes = [
    ...readIndexes(definition.GlobalSecondaryIndexes, 'global', types, used),
    ...readIndexes(definition.LocalSecondaryIndexes, 'local', types, used),
  ];
  const names = indexes.map(({ indexName }) => indexName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidParameters(`Duplicate index name: ${twice}`);
  for (const index of indexes) {
    if (
      index.kind === 'local' &&
      (index.key.partition.name !== key.partition.name || key.sort === undefined)
    ) {
      throw invalidParameters(
        `Table KeySchema does not have a range key, or index ${index.indexName} has another hash key than the table`,
      );
    }
  }
  if (used.size < types.size) {
    throw invalidParameters(
      `Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    );
  }
  return { tableName, key, indexes };
}

function readTypes(definitions: unknown): ReadonlyMap<string, KeyType> {
  const types = new Map<string, KeyType>();
  for (const definition of listOf(definitions, 'AttributeDefinitions')) {
    const { AttributeName: name, AttributeType: type } = definition;
    if (typeof name !== 'string' || name === '' || (type !== 'S' && type !== 'N' && type !== 'B')) {
      throw invalidParameters(
        'An attribute definition has an AttributeName and an AttributeType of S, N or B',
      );
    }
    if (types.has(name)) throw invalidParameters(`Duplicate AttributeName in AttributeDefinitions: ${name}`);
    types.set(name, type);
  }
  return types;
}

function readKey(keySchema: unknown, types: ReadonlyMap<string, KeyType>, used: Set<string>): KeySchema {
  const [hash, range, ...more] = listOf(keySchema, 'KeySchema');
  if (hash?.KeyType !== 'HASH' || (range !== undefined && range.KeyType !== 'RANGE') || more.length > 0) {
    throw invalidParameters('A KeySchema has one HASH key, and behind it one RANGE key or none');
  }
  const partition = keyAttribute(hash.AttributeName, types, used);
  if (range === undefined) return { partition };
  const sort = keyAttribute(range.AttributeName, types, used);
  if (sort.name === partition.name) {
    throw invalidParameters(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    );
  }
  return { partition, sort };
}

function keyAttribute(name: unknown, types: ReadonlyMap<string, KeyType>, used: Set<string>): KeyAttribute {
  const type = typeof name === 'string' ? types.get(name) : undefined;
  if (typeof name !== 'string' || type === undefined) {
    throw invalidParameters(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${String(name)}], ` +
        `AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
    );
  }
  used.add(name);
  return { name, type };
}

function readIndexes(
  indexes: unknown,
  kind: 'global' | 'local',
  types: ReadonlyMap<string, KeyType>,
  used: Set<string>,
): IndexSchema[] {
  if (indexes === undefined || indexes === null) return [];
  return listOf(indexes, 'indexes').map((index) => {
    const { IndexName: indexName } = index;
    const unknown = Object.keys(index).find((member) => !MEMBERS[kind].includes(member));
    if (unknown !== undefined)
      throw validationError(`The sandbox has no ${unknown} of an index. Leave it out.`);
    if (typeof indexName !== 'string' || !INDEX_NAME.test(indexName)) {
      throw invalidParameters(
        'An index needs an IndexName of 3 to 255 letters, digits and characters of "_.-"',
      );
    }
    return {
      indexName,
      kind,
      key: readKey(index.KeySchema, types, used),
      projection: readProjection(index.Projection),
    };
  });
}

function readProjection(projection: unknown): IndexProjection {
  const { ProjectionType: type, NonKeyAttributes: names = [] } = isRecord(projection) ? projection : {};
  if (type !== 'ALL' && type !== 'KEYS_ONLY' && type !== 'INCLUDE') {
    throw invalidParameters('Unknown ProjectionType');
  }
  const attributes = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  if ((type === 'INCLUDE') !== attributes.length > 0) {
    throw invalidParameters(
      `ProjectionType is ${type}, but NonKeyAttributes is ${attributes.length > 0 ? '' : 'not '}specified`,
    );
  }
  return { type, attributes };
}

function listOf(value: unknown, name: string): Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value) || !value.every(isRecord) || value.length === 0) {
    throw invalidParameters(`${name} must be a list with at least one member`);
  }
  return value;
}
