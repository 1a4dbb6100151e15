import type { Readable, Writable } from 'node:stream';

/** What a command reads and writes: the standard streams of a process. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable;
}
