import type { Writable } from 'node:stream';

/** Where a command writes to. */
export class Output {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
    // Every failed write is reported to its writer; without a listener the stream would throw it as well.
    stream.on('error', () => undefined);
  }

  /**
   * Writes, and waits until it is written, so that output does not pile up.
   *
   * @returns false where nobody reads any more, as behind `| head`.
   */
  write(text: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#stream.write(text, (error) => {
        if (error === undefined || error === null) resolve(true);
        else if (isBrokenPipe(error)) resolve(false);
        else reject(error);
      });
    });
  }
}

function isBrokenPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
}
