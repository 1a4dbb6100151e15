import { predicateOfRules } from '../policies/accessible-rules-predicate.js';
import type { AccessibleFilter } from '../policies/index.js';
import { comparedField, comparisonPredicate } from './comparison-query.js';
import { misfitsOf } from './misfits.js';
import type { MongoCollection } from './mongo-collection.js';
import { toQuery } from './predicate-query.js';
import type { StoredField } from './stored-field.js';

/**
 * The query for the documents a caller may use: exactly those that `decide` allows one by one, as long as what is
 * stored has the declared types. A document that has not, in a field that a rule compares, is not returned.
 *
 * It has one member, `$and`. Join it to a query of your own by `{ $and: [mongoQuery(...), yours] }`: spreading both
 * into one object lets one overwrite the other.
 *
 * The collection must have no collation, and the query none either: with one, `A` may equal `a`.
 *
 * @throws ConfigurationError if a rule names a field that is not declared, or cannot be expressed exactly: it names
 * the rule, the field and the operator.
 * @throws PolicyFailureError if a policy failed.
 *
 * @example
 * ```ts
 * import type { AccessibleFilter } from 'castellan';
 * import { mongooseCollection, mongoQuery } from 'castellan/mongodb';
 * import { model, Schema } from 'mongoose';
 *
 * const Article = model('Article', new Schema({ authorId: String, title: String }));
 * const articles = mongooseCollection(Article.schema);
 *
 * export function search(readable: AccessibleFilter, title: string) {
 *   return Article.find({ $and: [mongoQuery(readable, articles), { title }] });
 * }
 * ```
 */
export function mongoQuery<Query>(filter: AccessibleFilter, collection: MongoCollection<Query>): Query {
  const compared = new Map<string, StoredField>();
  const predicate = predicateOfRules(filter.rules, (comparison) => {
    compared.set(comparison.field, comparedField(comparison, collection.fields));
    return comparisonPredicate(comparison, collection.fields);
  });
  const misfits = [...compared].flatMap(([path, field]) => misfitsOf(path, field));
  const query = toQuery(predicate);
  return { $and: misfits.length === 0 ? [query] : [query, { $nor: misfits }] } as Query;
}
