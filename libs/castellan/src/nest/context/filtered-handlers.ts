const FILTERED = 'castellan:refusals-filtered';

/** Marks a handler that has Castellan's exception filter next to it. */
export function markFiltered(handler: object): void {
  Reflect.defineMetadata(FILTERED, true, handler);
}

/** Whether no filter of the application comes between what a handler refuses and its answer. */
export function isFiltered(handler: object): boolean {
  return Reflect.hasOwnMetadata(FILTERED, handler);
}
