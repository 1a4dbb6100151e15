import { hash } from 'node:crypto';

/** For how long the text of a token is kept, at most. */
export const KEPT_MS = 10_000;
const MAX_KEPT = 1_000;
/** Characters at the end of a token, which are of its signature, and random. */
const ENDING = 20;

interface KeptText {
  readonly text: string;
  readonly digest: string;
}

/**
 * The digests of tokens, by which they are remembered instead of by their texts: those would take three times the
 * memory, and a good token is worth stealing.
 *
 * In a busy server the digest is half of what a guard costs. The texts of good tokens are therefore kept with their
 * digests for some seconds, no more than a thousand of them. A text has to be the same in every character to be given
 * its digest, so that nothing but time depends on what is kept.
 */
export class TokenDigests {
  readonly #kept = new Map<string, KeptText>();
  #last: KeptText | undefined;
  #forgetting: NodeJS.Timeout | undefined;

  /** The digest of a text that is kept. */
  kept(text: string): string | undefined {
    const kept = this.#kept.get(text.slice(-ENDING));
    return kept?.text === text ? kept.digest : undefined;
  }

  /** The digest of any text. The last one is at hand, for whoever asks twice about a token that is not kept. */
  of(text: string): string {
    if (this.#last?.text === text) return this.#last.digest;
    const digest = hash('sha256', text, 'binary');
    this.#last = { text, digest };
    this.#forgetSoon();
    return digest;
  }

  /** Keeps a text. Only good tokens are worth it: bad ones could fill the room. */
  keep(text: string, digest: string): void {
    if (this.#kept.size >= MAX_KEPT) return;
    this.#kept.set(text.slice(-ENDING), { text, digest });
    this.#forgetSoon();
  }

  #forgetSoon(): void {
    if (this.#forgetting !== undefined) return;
    this.#forgetting = setTimeout(() => {
      this.#kept.clear();
      this.#last = undefined;
      this.#forgetting = undefined;
    }, KEPT_MS).unref();
  }
}
