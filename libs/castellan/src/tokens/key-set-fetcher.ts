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
export function createKeySetFetcher({
  fetch,
  timeoutMs = TIMEOUT_MS,
}: KeySetFetcherOptions): KeySetFetcher {
  return async (address) => {
    const url = new URL(address);
    if (url.protocol !== 'https:' && !isLoopbackHttp(url)) throw new Error('the address is not https');

    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
      return await Promise.race([
        get(fetch, address, controller.signal),
        rejectOnAbort(controller.signal, `it took longer than ${timeoutMs} ms`),
      ]);
    } finally {
      clearTimeout(timer);
      // Closes the connection of an answer that was given up half-way.
      controller.abort();
    }
  };
}

async function get(fetch: typeof globalThis.fetch, address: string, signal: AbortSignal) {
  const response = await fetch(address, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal,
  });
  if (response.status !== 200) throw new Error(`it answered with status ${response.status}, not 200`);
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) throw new Error('it did not answer with JSON');
  return readKeys(await readBody(response));
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
    throw new Error(`its answer is refused: ${(error as SyntaxError).message}`);
  }
  if (!Array.isArray(keys)) throw new Error('its answer has no array called keys');
  return keys;
}

/** An injected fetch may not heed the signal; the limit holds all the same. */
function rejectOnAbort(signal: AbortSignal, message: string): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(message)), { once: true });
  });
}
