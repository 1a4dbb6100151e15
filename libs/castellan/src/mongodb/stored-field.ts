import type { ScalarKind } from '../policies/accessible-rules-field.js';

/** The types of single values in MongoDB that are compared exactly. */
export type StoredKind = Extract<ScalarKind, 'string' | 'number' | 'boolean' | 'date' | 'objectId'>;

/** Fields by their paths. */
export type StoredFields = ReadonlyMap<string, StoredField>;

/** What a path of a document holds. */
export type StoredField =
  | { readonly type: 'one'; readonly kind: StoredKind; readonly hasDefault: boolean }
  | { readonly type: 'list'; readonly kind: StoredKind; readonly hasDefault: boolean }
  | { readonly type: 'documents'; readonly fields: StoredFields; readonly hasDefault: boolean }
  /** Cannot be compared. */
  | { readonly type: 'refused'; readonly reason: string };

/** A query document of MongoDB. */
export type MongoQuery = Readonly<Record<string, unknown>>;
