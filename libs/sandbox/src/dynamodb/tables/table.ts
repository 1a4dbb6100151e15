import { randomUUID } from 'node:crypto';
import type { Item } from '../values/attribute-value.js';
import { itemSize } from '../values/item-size.js';
import { compareByKeys } from './item-order.js';
import { isIndexed, keyText } from './item-key.js';
import type { KeySchema, TableSchema } from './table-schema.js';

/** A table and its items, in memory. */
export class Table {
  readonly #items = new Map<string, Item>();

  constructor(
    readonly schema: TableSchema,
    /** Milliseconds since the epoch. */
    readonly createdAt: number,
    readonly tableId: string = randomUUID(),
  ) {}

  /** @param key - An item, or its key alone. */
  get(key: Item): Item | undefined {
    return this.#items.get(keyText(key, this.schema.key));
  }

  put(item: Item): void {
    this.#items.set(keyText(item, this.schema.key), item);
  }

  delete(key: Item): void {
    this.#items.delete(keyText(key, this.schema.key));
  }

  /** The items of a table or of an index that are wanted, in its order. */
  sorted(key: KeySchema, isWanted: (item: Item) => boolean): Item[] {
    const found: Item[] = [];
    for (const item of this.#items.values()) {
      if (isIndexed(item, key) && isWanted(item)) found.push(item);
    }
    return found.sort(compareByKeys(key, this.schema.key));
  }

  items(): IterableIterator<Item> {
    return this.#items.values();
  }

  get itemCount(): number {
    return this.#items.size;
  }

  get sizeBytes(): number {
    let bytes = 0;
    for (const item of this.#items.values()) bytes += itemSize(item);
    return bytes;
  }
}
