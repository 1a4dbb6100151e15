import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { ConfigurationError } from '../errors/index.js';
import type { AuditEntry } from './decision-entry.js';
import type { DecisionSink } from './decision-sink.js';

/** Where a {@link JsonLinesSink} writes. */
export interface JsonLinesSinkOptions {
  /** A stream, such as `process.stdout`, or the number of a file that is open for writing. Neither is ever closed. */
  readonly destination: Writable | number;
}

/** Characters that end a line for some readers, or that a terminal obeys, and that JSON leaves as they are. */
const CONTROL = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Writes each entry as one line of JSON, in UTF-8. When the stream is full, entries are held back until it has drained.
 *
 * @example
 * ```ts
 * import { openSync } from 'node:fs';
 * import { JsonLinesSink } from 'castellan/core';
 *
 * export const toStandardOutput = new JsonLinesSink({ destination: process.stdout });
 * export const toFile = new JsonLinesSink({ destination: openSync('/tmp/decisions.jsonl', 'a', 0o600) });
 * ```
 */
export class JsonLinesSink implements DecisionSink {
  readonly #stream: Writable;
  #failure: Error | undefined;

  /** @throws ConfigurationError if the destination is neither a stream nor the number of a file. */
  constructor({ destination }: JsonLinesSinkOptions) {
    this.#stream = streamOf(destination);
    // An error that nobody listens to would end the process.
    this.#stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** @throws what the stream failed with since the last entry. */
  record(entry: AuditEntry): void | Promise<void> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
    if (!this.#stream.writable) throw new Error('The stream that decisions are written to has ended.');
    const line = JSON.stringify(entry).replace(CONTROL, escaped);
    if (!this.#stream.write(`${line}\n`)) return this.#drained();
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    if (!this.#stream.writable) return;
    await new Promise<void>((resolve, reject) => {
      this.#stream.write('', (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  #drained(): Promise<void> {
    const stream = this.#stream;
    return new Promise((resolve) => {
      const done = (): void => {
        for (const event of ['drain', 'error', 'close']) stream.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'error', 'close']) stream.on(event, done);
    });
  }
}

function streamOf(destination: unknown): Writable {
  if (Number.isInteger(destination) && (destination as number) >= 0) {
    return createWriteStream('', { fd: destination as number, autoClose: false });
  }
  const { write, on } = (destination ?? {}) as Partial<Writable>;
  if (typeof write === 'function' && typeof on === 'function') return destination as Writable;
  throw new ConfigurationError(
    'JsonLinesSink: the destination must be a stream, such as process.stdout, or the number of an open file.',
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
