import type { IncomingMessage } from 'node:http';

/**
 * The body as it was sent, or `undefined` if it is longer than the limit. What is beyond the limit is read and
 * dropped: a client that is cut off while it sends may never see the answer.
 */
export async function readBodyBytes(
  request: IncomingMessage,
  maximumBytes: number,
): Promise<Buffer | undefined> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maximumBytes) chunks.push(chunk);
    else chunks = [];
  }
  return length <= maximumBytes ? Buffer.concat(chunks) : undefined;
}
