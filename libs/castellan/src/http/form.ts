import type { IncomingMessage } from 'node:http';

/** No form of ours is longer, in bytes. */
const LONGEST_FORM = 8_192;

/**
 * The fields of a form.
 *
 * @param body What a parser has made of the request; `undefined` where none was at it.
 * @returns no fields for a body that is too long, or is none of a form.
 */
export async function readForm(
  request: IncomingMessage,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type) || request.readableEnded) return {};
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > LONGEST_FORM) return {};
    chunks.push(chunk as Buffer);
  }
  const fields = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  // A field that is there twice is none.
  return Object.fromEntries([...fields].filter(([name]) => fields.getAll(name).length === 1));
}
