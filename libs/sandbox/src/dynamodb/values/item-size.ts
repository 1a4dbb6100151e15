import type { AttributeValue, Item } from './attribute-value.js';

/** What a list or a map takes beside its members. */
const CONTAINER_BYTES = 3;

/** The size of an item as DynamoDB counts it, in bytes: names and values. */
export function itemSize(item: Item): number {
  let bytes = 0;
  for (const [name, value] of item) bytes += Buffer.byteLength(name) + valueSize(value);
  return bytes;
}

/** Source: Amazon DynamoDB developer guide, item sizes and formats. */
function valueSize(value: AttributeValue): number {
  switch (value.type) {
    case 'S':
      return Buffer.byteLength(value.value);
    case 'N':
      return numberSize(value.value);
    case 'B':
      return value.value.length;
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'M':
      return CONTAINER_BYTES + itemSize(value.value) + value.value.size;
    case 'L':
      return CONTAINER_BYTES + value.value.reduce((sum, member) => sum + 1 + valueSize(member), 0);
    case 'SS':
      return value.value.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
    case 'NS':
      return value.value.reduce((sum, member) => sum + numberSize(member), 0);
    case 'BS':
      return value.value.reduce((sum, member) => sum + Buffer.byteLength(member, 'base64'), 0);
  }
}

/** A byte for two digits without the zeros at both ends, one more, and one for a sign. */
function numberSize(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
