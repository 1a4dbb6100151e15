import { ANONYMOUS, type Caller, readBearerToken, type TokenExpectation } from '../tokens/index.js';
import type { CastellanParts } from './castellan-parts.js';

/** Who is calling, and the token that says so. */
export interface IdentifiedCaller {
  readonly caller: Caller;
  readonly bearerToken: string | undefined;
}

/**
 * Finds out who is calling. A call without a bearer token has an anonymous caller; a bad token is refused. Synchronous
 * where the token is remembered, as it is for most calls.
 *
 * @throws CastellanError that says why the token, or the header, is refused; also as a rejection.
 */
export function identify(
  parts: CastellanParts,
  rawHeaders: readonly string[],
  expectation: TokenExpectation,
): IdentifiedCaller | Promise<IdentifiedCaller> {
  if (!parts.isReady) return parts.ready().then(() => identify(parts, rawHeaders, expectation));
  const bearerToken = readBearerToken(rawHeaders);
  if (bearerToken === undefined) return { caller: ANONYMOUS, bearerToken };
  const known = parts.verifier.remembered(bearerToken, expectation);
  if (known !== undefined) return { caller: known, bearerToken };
  return parts.verifier.verify(bearerToken, expectation).then((caller) => ({ caller, bearerToken }));
}
