import type { ConditionKeys } from '../../iam/condition-context.js';
import { keyValueText } from '../tables/item-key.js';
import type { KeySchema } from '../tables/table-schema.js';
import type { Item } from '../values/attribute-value.js';
import type { Input } from './operation.js';
import { optionalString } from './parameters.js';

/** What a request asks, in the terms of DynamoDB's condition keys. */
export interface Asked {
  readonly input: Input;
  /** The item or the key that holds the partition key; without a table there is no telling which attribute that is. */
  readonly leading: { readonly key: KeySchema; readonly item: Item } | undefined;
  /** The names of all top-level attributes that the request names. */
  readonly attributes: readonly string[];
  /** Which attributes a read asks for. */
  readonly select?: string;
}

/** The condition keys of a request about items. A key without a value is absent, as on AWS. */
export function accessKeys({ input, leading, attributes, select }: Asked): ConditionKeys {
  const value = leading?.item.get(leading.key.partition.name);
  const keys: Record<string, string | readonly string[]> = {
    'dynamodb:LeadingKeys': value === undefined ? [] : [keyValueText(value)],
    'dynamodb:Attributes': [...new Set(attributes)],
  };
  if (select !== undefined) keys['dynamodb:Select'] = select;
  for (const name of ['ReturnValues', 'ReturnConsumedCapacity']) {
    const given = optionalString(input, name);
    if (given !== undefined) keys[`dynamodb:${name}`] = given;
  }
  return keys;
}
