import { MongoCollection } from './mongo-collection.js';
import type { StoredField, StoredKind } from './stored-field.js';

/** What is used of a `Schema` of Mongoose. */
export interface MongooseSchema {
  eachPath(callback: (path: string, type: object) => void): unknown;
}

/** What is used of a `SchemaType` of Mongoose. */
interface MongoosePath {
  readonly instance: string;
  readonly schema?: MongooseSchema;
  readonly embeddedSchemaType?: MongoosePath;
  readonly getters?: readonly unknown[];
  readonly setters?: readonly unknown[];
  readonly defaultValue?: unknown;
  readonly options?: { readonly select?: unknown; readonly transform?: unknown };
}

const KINDS: ReadonlyMap<string, StoredKind> = new Map([
  ['String', 'string'],
  ['Number', 'number'],
  ['Boolean', 'boolean'],
  ['Date', 'date'],
  ['ObjectId', 'objectId'],
]);

/**
 * What rules may compare in a collection of Mongoose, read from its schema.
 *
 * Refused, if a rule names them: paths with getters, setters (`lowercase`, `trim`), or `select: false`, which show an
 * instance other values than are stored, and types other than String, Number, Boolean, Date, ObjectId, lists of them
 * and of subdocuments.
 *
 * @typeParam Query - The type of queries, such as Mongoose's `QueryFilter<Article>`.
 *
 * @example
 * ```ts
 * import { mongooseCollection } from 'castellan/mongodb';
 * import { model, Schema } from 'mongoose';
 *
 * export const Article = model('Article', new Schema({ authorId: String, tags: [String] }));
 * export const articles = mongooseCollection(Article.schema);
 * ```
 */
export function mongooseCollection<Query extends object = object>(
  schema: MongooseSchema,
): MongoCollection<Query> {
  return new MongoCollection(fieldsOf(schema));
}

function fieldsOf(schema: MongooseSchema, prefix = ''): Map<string, StoredField> {
  const fields = new Map<string, StoredField>();
  schema.eachPath((name, type) => {
    const path = type as MongoosePath;
    const fullName = `${prefix}${name}`;
    if (path.instance === 'Embedded' && path.schema !== undefined) {
      for (const [inner, field] of fieldsOf(path.schema, `${fullName}.`)) fields.set(inner, field);
    } else {
      fields.set(fullName, toStoredField(name, path));
    }
  });
  return fields;
}

function toStoredField(name: string, path: MongoosePath): StoredField {
  // Mongoose gives _id a setter and a default of its own. Both are about new documents.
  const hasDefault = name !== '_id' && path.defaultValue !== undefined;
  const obstacle = name === '_id' ? undefined : obstacleOf(path);
  if (obstacle !== undefined) return { type: 'refused', reason: `the path has ${obstacle}` };
  if (path.instance !== 'Array') {
    const kind = KINDS.get(path.instance);
    return kind === undefined ? refusedType(path) : { type: 'one', kind, hasDefault };
  }
  if (path.schema !== undefined) return { type: 'documents', fields: fieldsOf(path.schema), hasDefault };
  const member = path.embeddedSchemaType;
  const kind = KINDS.get(member?.instance ?? '');
  if (member === undefined || kind === undefined) return refusedType(member ?? path);
  const memberObstacle = obstacleOf(member);
  return memberObstacle === undefined
    ? { type: 'list', kind, hasDefault }
    : { type: 'refused', reason: `its members have ${memberObstacle}` };
}

function refusedType({ instance }: MongoosePath): StoredField {
  return { type: 'refused', reason: `values of type ${instance} are not compared exactly` };
}

function obstacleOf({ getters = [], setters = [], options = {} }: MongoosePath): string | undefined {
  if (getters.length > 0) return 'a getter';
  if (setters.length > 0) return 'a setter, which Mongoose applies to queries too';
  if (options.transform !== undefined) return 'a transform';
  return options.select === false ? 'select: false, so that an instance lacks it' : undefined;
}
