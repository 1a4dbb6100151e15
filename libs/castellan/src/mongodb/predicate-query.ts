import type { Predicate } from '../policies/accessible-rules-predicate.js';
import type { MongoQuery } from './stored-field.js';

/** A predicate as a query document. MongoDB has no unknown: what is missing equals nothing. */
export function toQuery(predicate: Predicate<MongoQuery>): MongoQuery {
  switch (predicate.type) {
    case 'constant':
      return predicate.value ? {} : { _id: { $in: [] } };
    case 'and':
      return { $and: predicate.members.map(toQuery) };
    case 'or':
      return { $or: predicate.members.map(toQuery) };
    case 'not':
      return { $nor: [toQuery(predicate.member)] };
    case 'present':
      return { [predicate.field]: { $ne: null } };
    case 'compare':
      return { [predicate.field]: { [`$${predicate.operator}`]: predicate.value } };
    case 'in':
      return { [predicate.field]: { $in: predicate.values } };
    case 'native':
      return predicate.query;
  }
}
