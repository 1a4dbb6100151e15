import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { RefusedDocumentError } from './document-problem.js';
import { MAX_DOCUMENT_BYTES, requireSize } from './document-size.js';

/** Opening a pipe would wait for somebody who writes to it. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads a regular file of the size of a document.
 *
 * @throws RefusedDocumentError if it is anything else, such as a pipe, which may never end, or too large.
 */
export async function readDocumentFile(path: string, signal: AbortSignal): Promise<Buffer> {
  const file = await open(path, WITHOUT_WAITING);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw new RefusedDocumentError([{ path: '$', reason: `is no regular file at ${path}` }]);
    }
    requireSize(stats.size);
    return await readBounded(file, signal);
  } finally {
    await file.close();
  }
}

/** A file may grow while it is read, and some say that they have no size at all. */
async function readBounded(file: FileHandle, signal: AbortSignal): Promise<Buffer> {
  const buffer = Buffer.alloc(MAX_DOCUMENT_BYTES + 1);
  let length = 0;
  while (length < buffer.length) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  requireSize(length);
  return Buffer.from(buffer.subarray(0, length));
}
