/** A value of an item, as it is kept. Numbers are canonical text, so that equal ones are equal. */
export type AttributeValue =
  | { readonly type: 'S' | 'N'; readonly value: string }
  | { readonly type: 'B'; readonly value: Buffer }
  | { readonly type: 'BOOL'; readonly value: boolean }
  | { readonly type: 'NULL'; readonly value: true }
  | { readonly type: 'L'; readonly value: readonly AttributeValue[] }
  | { readonly type: 'M'; readonly value: ReadonlyMap<string, AttributeValue> }
  | SetValue;

/** A set, its members in the form in which they are sent: binary ones in base64. */
export interface SetValue {
  readonly type: 'SS' | 'NS' | 'BS';
  readonly value: readonly string[];
}

export type AttributeType = AttributeValue['type'];

/** An item: attributes by name. A map, because a name may be `__proto__`. */
export type Item = ReadonlyMap<string, AttributeValue>;

export const isSet = (value: AttributeValue): value is SetValue =>
  value.type === 'SS' || value.type === 'NS' || value.type === 'BS';
