/**
 * What a field of a database holds.
 *
 * - `integer`: whole numbers of 32 bits.
 * - `number`: numbers that are never NaN; `float`: numbers that may be.
 * - `date`: times in whole milliseconds; `timestamp`: times that may be finer than that.
 * - `objectId`: identifiers of MongoDB.
 */
export type ScalarKind =
  'string' | 'integer' | 'number' | 'float' | 'boolean' | 'bigint' | 'date' | 'timestamp' | 'objectId';

/** A field that holds one value, or none. */
export interface ScalarField {
  readonly kind: ScalarKind;
  /** Which strings the field can hold, for enumerations and UUIDs: no other equals one. Default: all. */
  readonly canHold?: (value: string) => boolean;
}
