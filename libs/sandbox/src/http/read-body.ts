import type { IncomingMessage } from 'node:http';
import { ServiceError } from './service-error.js';

/**
 * Reads a body up to the limit. What is beyond the limit is read and dropped, not kept: a client that is cut off
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
  return Buffer.concat(chunks).toString('utf8');
}
