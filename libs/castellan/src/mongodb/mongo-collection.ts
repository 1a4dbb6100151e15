import { ConfigurationError } from '../errors/index.js';
import type { StoredField, StoredFields, StoredKind } from './stored-field.js';

/** A type of values: `objectId` stands for an `ObjectId` of the driver. */
export type MongoFieldType = StoredKind;

/**
 * The fields of a document that rules may compare, by path: a type, a list of a type, or a list of documents with
 * fields of their own.
 */
// A Record cannot refer to itself.
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style
export interface MongoFields {
  readonly [path: string]: MongoFieldType | readonly [MongoFieldType | MongoFields];
}

/** What rules may compare in a collection. Made by {@link mongoCollection} or `mongooseCollection`. */
export class MongoCollection<Query> {
  /** Says which queries the collection takes. There is nothing at run time. */
  declare readonly query: Query;
  /** @internal */
  readonly fields: StoredFields;

  /** @internal */
  constructor(fields: StoredFields) {
    this.fields = fields;
  }
}

/**
 * Declares the fields of a collection that rules may compare, for the driver of MongoDB. For Mongoose, take
 * `mongooseCollection`.
 *
 * @typeParam Query - The type of queries, such as the driver's `Filter<Article>`.
 * @throws ConfigurationError for a type that is not supported.
 *
 * @example
 * ```ts
 * import { mongoCollection } from 'castellan/mongodb';
 *
 * export const articles = mongoCollection({
 *   authorId: 'string',
 *   'owner.id': 'objectId',
 *   tags: ['string'],
 *   members: [{ userId: 'string', since: 'date' }],
 * });
 * ```
 */
export function mongoCollection<Query extends object = object>(fields: MongoFields): MongoCollection<Query> {
  return new MongoCollection(toStoredFields(fields));
}

const KINDS: readonly StoredKind[] = ['string', 'number', 'boolean', 'date', 'objectId'];

function toStoredFields(fields: MongoFields): StoredFields {
  return new Map(Object.entries(fields).map(([path, type]) => [path, toStoredField(path, type)]));
}

function toStoredField(path: string, declared: unknown): StoredField {
  const members: readonly unknown[] = Array.isArray(declared) ? declared : [];
  const [type] = members.length === 1 ? members : [declared];
  const kind = KINDS.find((known) => known === type);
  if (kind !== undefined) return { type: members.length === 1 ? 'list' : 'one', kind, hasDefault: false };
  if (members.length !== 1 || typeof type !== 'object' || type === null || Array.isArray(type)) {
    throw new ConfigurationError(
      `The field "${path}" has a type that is not supported. Write ${KINDS.join(', ')}, a list of one of them, or a ` +
        'list of documents.',
    );
  }
  return { type: 'documents', fields: toStoredFields(type as MongoFields), hasDefault: false };
}
