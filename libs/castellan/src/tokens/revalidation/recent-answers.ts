import { LRUCache } from 'lru-cache';

interface Asked {
  readonly at: number;
  readonly answer: Promise<boolean>;
}

const MAX_ANSWERS = 10_000;

/**
 * Remembers answers for seconds. Whoever asks while the same question is under way gets its answer too. An answer is
 * as old as its question: what happened while it was under way may not be in it.
 */
export class RecentAnswers {
  readonly #asked = new LRUCache<string, Asked>({ max: MAX_ANSWERS });
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get(question: string, maxAgeMs: number, ask: () => Promise<boolean>): Promise<boolean> {
    const now = this.#clock();
    const known = this.#asked.get(question);
    if (known !== undefined && now >= known.at && now - known.at < maxAgeMs) return known.answer;
    const asked = { at: now, answer: ask() };
    this.#asked.set(question, asked);
    // A failure is no answer. Who asked hears of it.
    asked.answer.catch(() => {
      if (this.#asked.peek(question) === asked) this.#asked.delete(question);
    });
    return asked.answer;
  }
}
