import type { AttributeType } from '../values/attribute-value.js';

/** The types that a key attribute can have. */
export type KeyType = Extract<AttributeType, 'S' | 'N' | 'B'>;

/** An attribute of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** The key of a table or of an index. */
export interface KeySchema {
  readonly partition: KeyAttribute;
  readonly sort?: KeyAttribute;
}

/** Which attributes an index has beside the keys. */
export interface IndexProjection {
  readonly type: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** For `INCLUDE`. */
  readonly attributes: readonly string[];
}

/** A secondary index. */
export interface IndexSchema {
  readonly indexName: string;
  readonly kind: 'global' | 'local';
  readonly key: KeySchema;
  readonly projection: IndexProjection;
}

/** What a table is, without its items. */
export interface TableSchema {
  readonly tableName: string;
  readonly key: KeySchema;
  readonly indexes: readonly IndexSchema[];
}

export const keyAttributes = ({ partition, sort }: KeySchema): readonly KeyAttribute[] =>
  sort === undefined ? [partition] : [partition, sort];

export const keyNames = (key: KeySchema): readonly string[] => keyAttributes(key).map(({ name }) => name);
