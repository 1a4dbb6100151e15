import type { IncomingMessage } from 'node:http';
import {
  InvalidRequestBodyError,
  RequestBodyTooLargeError,
  UnsupportedMediaTypeError,
} from '../../errors/index.js';

/** As much as the longest body of these routes can need: a challenge with its session, and attributes. */
export const DEFAULT_MAX_BODY_BYTES = 32_768;

/**
 * Refuses a body that no form of another site may send: browsers post forms without asking, but JSON only where CORS
 * lets them.
 *
 * @throws UnsupportedMediaTypeError | RequestBodyTooLargeError by what the headers say.
 */
export function requireJson({ headers }: IncomingMessage, maxBytes: number): void {
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';', 1);
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    throw new UnsupportedMediaTypeError(
      'A request body is refused that does not say application/json. Send it with the header Content-Type: ' +
        'application/json.',
    );
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

/**
 * Reads a body that nobody has read yet. `undefined` where there is none.
 *
 * @throws RequestBodyTooLargeError once it is longer than it may be; the rest is not kept.
 * @throws InvalidRequestBodyError if it is not JSON in UTF-8.
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    // What was found stays out of the log: the parser repeats parts of it.
    throw new InvalidRequestBodyError('A request body is refused that is not JSON in UTF-8.', [
      { pointer: '', detail: 'must be JSON in UTF-8' },
    ]);
  }
}

/** By events, because leaving a loop over the stream early would close the connection before there is an answer. */
function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (done: () => void): void => {
      request.off('data', take).off('end', end).off('error', fail).off('close', fail);
      done();
    };
    const take = (chunk: Buffer): void => {
      length += chunk.byteLength;
      if (length <= maxBytes) chunks.push(chunk);
      else {
        settle(() => reject(tooLarge(maxBytes)));
        request.resume();
      }
    };
    const end = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const fail = (): void =>
      settle(() =>
        reject(
          new InvalidRequestBodyError('A request ended before its body did.', [
            { pointer: '', detail: 'must be complete' },
          ]),
        ),
      );
    request.on('data', take).on('end', end).on('error', fail).on('close', fail);
  });
}

function tooLarge(maxBytes: number): RequestBodyTooLargeError {
  return new RequestBodyTooLargeError(`A request body is refused that is longer than ${maxBytes} bytes.`);
}
