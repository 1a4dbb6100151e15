import type { AttributeValue, Item } from './attribute-value.js';

/** An item as it is sent. */
export function writeItem(item: Item): Record<string, unknown> {
  return Object.fromEntries([...item].map(([name, value]) => [name, writeValue(value)]));
}

/** A value as it is sent, such as `{ "S": "text" }`. */
export function writeValue(value: AttributeValue): Record<string, unknown> {
  switch (value.type) {
    case 'B':
      return { B: value.value.toString('base64') };
    case 'L':
      return { L: value.value.map(writeValue) };
    case 'M':
      return { M: writeItem(value.value) };
    case 'S':
    case 'N':
    case 'BOOL':
    case 'NULL':
    case 'SS':
    case 'NS':
    case 'BS':
      return { [value.type]: value.value };
  }
}
