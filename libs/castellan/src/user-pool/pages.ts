/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next one begins; `undefined` after the last. */
  readonly next: string | undefined;
}

/** All items of a list, asked for page after page while they are read. */
export async function* pages<Item>(
  load: (next: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let next: string | undefined;
  do {
    const page = await load(next);
    yield* page.items;
    // A token that comes back would go on for ever.
    next = page.next === next ? undefined : page.next;
  } while (next !== undefined && next !== '');
}
