import type { Type } from '@nestjs/common';
import type { Handler } from './class-methods.js';

/** Remembers what was found about each handler of each class, so that it is looked for once. */
export class PerHandler<T> {
  readonly #known = new WeakMap<Type, WeakMap<Handler, T>>();

  constructor(private readonly find: (controller: Type, handler: Handler) => T) {}

  of(controller: Type, handler: Handler): T {
    let ofController = this.#known.get(controller);
    if (ofController === undefined) {
      ofController = new WeakMap();
      this.#known.set(controller, ofController);
    }
    let found = ofController.get(handler);
    if (found === undefined) {
      found = this.find(controller, handler);
      ofController.set(handler, found);
    }
    return found;
  }
}
