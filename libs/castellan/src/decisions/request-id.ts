/** Enough for a UUID, a trace context or the identifiers of load balancers, and too short for a token. */
const REQUEST_ID = /^[A-Za-z0-9._:;=@/+-]{1,128}$/;

/**
 * Reads the identifier that a proxy, or the client, gave the request. It goes into every entry, so it has to be short
 * and plain: anything else counts as none, and so does a header that is sent twice.
 *
 * @param rawHeaders As Node has them: names and values in turn.
 * @param name In lower case.
 *
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http';
 * import { readRequestId } from 'castellan/core';
 *
 * export function idOf(request: IncomingMessage): string | undefined {
 *   return readRequestId(request.rawHeaders, 'x-request-id');
 * }
 * ```
 */
export function readRequestId(rawHeaders: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== name) continue;
    if (found !== undefined) return undefined;
    found = rawHeaders[index + 1];
  }
  return found !== undefined && REQUEST_ID.test(found) ? found : undefined;
}
