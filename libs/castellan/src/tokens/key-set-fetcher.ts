import { isLoopbackHttp } from './issuer.js';
import { readBody, send, withinTime } from './limited-exchange.js';
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

    return withinTime(timeoutMs, (signal) => get(fetch, address, signal));
  };
}

async function get(fetch: typeof globalThis.fetch, address: string, signal: AbortSignal) {
  const response = await send(fetch, address, { headers: { accept: 'application/json' }, signal });
  if (response.status !== 200) throw new Error(`it answered with status ${response.status}, not 200`);
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type))
    throw new Error('it did not answer with JSON');
  return readKeys(await readBody(response, MAX_BYTES));
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
