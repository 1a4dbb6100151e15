import type { Clock } from './clock.js';
import { optionError } from './option-error.js';

/** The time of a sandbox: that of the clock it was given, and what was added to it. */
export class SandboxClock {
  readonly #base: Clock;
  #added = 0;

  constructor(base: Clock) {
    this.#base = base;
  }

  readonly now: Clock = () => this.#base() + this.#added;

  /** Lets time pass at once. Throws a `TypeError` for anything but a number of seconds, which is not below 0. */
  advance(seconds: number): void {
    const isTime = typeof seconds === 'number' && seconds >= 0;
    if (!isTime || Number.isNaN(new Date(this.now() + seconds * 1000).getTime())) {
      throw optionError('seconds', seconds, 'Write a number of seconds from 0 on.');
    }
    this.#added += seconds * 1000;
  }
}
