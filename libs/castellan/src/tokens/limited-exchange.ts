import { isNativeError } from 'node:util/types';

/**
 * Runs an exchange over HTTP and gives up after a time, body included, so that a slow drip is cut off. Closes the
 * connection of an answer that was given up half-way.
 */
export async function withinTime<T>(
  timeoutMs: number,
  exchange: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new Error(`it did not answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    // An injected fetch may not heed the signal; the limit holds all the same.
    return await Promise.race([exchange(controller.signal), aborted(controller.signal)]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/** Sends a request and follows no redirect. Node says only "fetch failed"; what failed stands in the cause. */
export async function send(fetch: typeof globalThis.fetch, address: string, init: RequestInit) {
  try {
    return await fetch(address, { ...init, redirect: 'error' });
  } catch (error) {
    const cause = isNativeError(error) && isNativeError(error.cause) ? error.cause : error;
    throw new Error(`the request failed: ${isNativeError(cause) ? cause.message : 'no reason is given'}`, {
      cause: error,
    });
  }
}

/** Reads a body of a limited size, after decompression. */
export async function readBody(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.byteLength;
    if (size > maxBytes) throw new Error(`its answer is longer than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
