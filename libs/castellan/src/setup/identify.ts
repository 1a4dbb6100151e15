import type { SessionRequest } from '../http/session-source.js';
import {
  ANONYMOUS,
  type Caller,
  checkBearerText,
  readBearerText,
  type TokenExpectation,
} from '../tokens/index.js';
import type { CastellanParts } from './castellan-parts.js';

/** Who is calling, and the token that says so. */
export interface IdentifiedCaller {
  readonly caller: Caller;
  readonly bearerToken: string | undefined;
  /** The headers that the tokens stand in: those of the request, or what its session stands for. */
  readonly rawHeaders: readonly string[];
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
  const bearerToken = readBearerText(rawHeaders);
  if (bearerToken === undefined) return { caller: ANONYMOUS, bearerToken, rawHeaders };
  const known = parts.verifier.remembered(bearerToken, expectation);
  if (known !== undefined) return { caller: known, bearerToken, rawHeaders };
  checkBearerText(bearerToken);
  return parts.verifier
    .verify(bearerToken, expectation)
    .then((caller) => ({ caller, bearerToken, rawHeaders }));
}

/**
 * As {@link identify}, for a request that may carry a session where it has no bearer token.
 *
 * @param setCookies Is told what the answer has to carry, also where the caller is refused: of a session that was
 * renewed, the browser would keep a refresh token that is over.
 */
export function identifyBrowser(
  parts: CastellanParts,
  request: SessionRequest,
  expectation: TokenExpectation,
  setCookies: (values: readonly string[]) => void,
): IdentifiedCaller | Promise<IdentifiedCaller> {
  if (!parts.isReady) {
    return parts.ready().then(() => identifyBrowser(parts, request, expectation, setCookies));
  }
  const identified = identify(parts, request.rawHeaders, expectation);
  if (identified instanceof Promise || identified.bearerToken !== undefined) return identified;
  const finding = parts.options.sessions?.find(request);
  return finding === undefined
    ? identified
    : finding.then((found) => {
        setCookies(found.setCookies);
        return identify(parts, found.headersFor(expectation.tokenUse) ?? request.rawHeaders, expectation);
      });
}
