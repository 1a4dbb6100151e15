import { isNativeError } from 'node:util/types';
import { isLoopbackHttp } from './issuer.js';
import { parseStrictJson } from './strict-json.js';

/** Gets the keys that a key set document lists, whatever they are. Rejects when the document cannot be had. */
export type KeySetFetcher = (address: string) => Promise<readonly unknown[]>;

export interface KeySetFetcherOptions {
  readonly fetch: typeof fetch;
  /** For the whole exchange, body included, in milliseconds. Default 3,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 256 * 1024;

/**
 * Makes a fetcher that gets a key set within bounds: `https`, or `http` on the loopback interface; no redirect;
 * a limited time in all, so that a slow drip is cut off; a limited size, after decompression; status 200; JSON.
 */
export function createKeySetFetcher({ fetch, timeoutMs = TIMEOUT_MS }: KeySetFetcherOptions): KeySetFetcher {
  return async (address) => {
    const url = new URL(address);
    if (url.protocol !== 'https:' && !isLoopbackHttp(url)) throw new Error('the address is not https');

    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new Error(`it did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      // An injected fetch may not heed the signal; the limit holds all the same.
      return await Promise.race([get(fetch, address, controller.signal), aborted(controller.signal)]);
    } finally {
      clearTimeout(timer);
      // Closes the connection of an answer that was given up half-way.
      controller.abort();
    }
  };
}

async function get(fetch: typeof globalThis.fetch, address: string, signal: AbortSignal) {
  const response = await request(fetch, address, signal);
  if (response.status !== 200) throw new Error(`it answered with status ${response.status}, not 200`);
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type))
    throw new Error('it did not answer with JSON');
  return readKeys(await readBody(response));
}

async function request(fetch: typeof globalThis.fetch, address: string, signal: AbortSignal) {
  try {
    return await fetch(address, { headers: { accept: 'application/json' }, redirect: 'error', signal });
  } catch (error) {
    // Node says only "fetch failed"; what failed stands in the cause.
    const cause = isNativeError(error) && isNativeError(error.cause) ? error.cause : error;
    throw new Error(`the request failed: ${isNativeError(cause) ? cause.message : 'no reason is given'}`, {
      cause: error,
    });
  }
}

async function readBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.byteLength;
    if (size > MAX_BYTES) throw new Error(`its answer is longer than ${MAX_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function readKeys(body: Buffer): readonly unknown[] {
  let keys: unknown;
  try {
    keys = parseStrictJson(body).keys;
  } catch (error) {
    throw new Error(`its answer is refused: ${(error as SyntaxError).message}`, { cause: error });
  }
  if (!Array.isArray(keys)) throw new Error('its answer has no array called keys');
  return keys;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
