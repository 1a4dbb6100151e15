import type { Item } from '../values/attribute-value.js';
import { compareValues } from '../values/compare-values.js';
import { type KeySchema, keyAttributes } from './table-schema.js';

/** Sorts by the sort key that is asked for, and where that is the same, by the table's own key. */
export function compareByKeys(key: KeySchema, tableKey: KeySchema): (a: Item, b: Item) => number {
  const attributes = [...(key.sort === undefined ? [] : [key.sort]), ...keyAttributes(tableKey)];
  return (a, b) => {
    for (const { name } of attributes) {
      const left = a.get(name);
      const right = b.get(name);
      const order = left === undefined || right === undefined ? 0 : compareValues(left, right);
      if (order !== undefined && order !== 0) return order;
    }
    return 0;
  };
}
