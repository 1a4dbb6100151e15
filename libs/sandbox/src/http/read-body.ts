import type { IncomingMessage } from 'node:http';
import { ServiceError } from './service-error.js';

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a body up to the limit. Throws a `ServiceError` for a longer one, and for one that is not UTF-8: with its
 * broken bytes replaced, two passwords that differ could be the same. What is beyond the limit is read and dropped, not kept: a client that is cut off
 * while it still sends often never sees the answer.
 */
export async function readBody(request: IncomingMessage, maximumBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maximumBytes) chunks.push(chunk);
  }
  if (length > maximumBytes) {
    throw new ServiceError(
      'RequestEntityTooLargeException',
      `The body has ${length} bytes; at most ${maximumBytes} are accepted.`,
      413,
    );
  }
  return textOf(Buffer.concat(chunks));
}

function textOf(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new ServiceError('SerializationException', 'The body is not UTF-8.');
  }
}
