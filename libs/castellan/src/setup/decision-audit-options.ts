import { type DecisionLogOptions } from '../decisions/index.js';
import { ConfigurationError } from '../errors/index.js';

/** How the decisions of an application are recorded. */
export interface DecisionAuditOptions extends DecisionLogOptions {
  /**
   * The header that carries the identifier of a request, in lower case, such as `x-request-id`. It is recorded if it
   * is sent once and has at most 128 letters, digits and `._:;=@/+-`. Name one that a proxy of yours sets: what a client
   * sets, the client chooses. Default: none.
   */
  readonly requestIdHeader?: string;
}

/** Headers that carry secrets, and what may. */
const SECRET = /authorization|cookie|token|secret|password|api-?key|amzn-oidc/;

/**
 * Parts the header from what the decision log takes and checks itself.
 *
 * @throws ConfigurationError if it is no header name in lower case, or the header carries a secret.
 */
export function partDecisionAuditOptions(
  options: DecisionAuditOptions,
  idTokenHeader: string,
): { readonly logOptions: DecisionLogOptions; readonly requestIdHeader: string | undefined } {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new ConfigurationError('decisionLog must be an object with a sink.');
  }
  const { requestIdHeader, ...logOptions } = options;
  if (requestIdHeader === undefined) return { logOptions, requestIdHeader };
  if (typeof requestIdHeader !== 'string' || !/^[a-z0-9-]+$/.test(requestIdHeader)) {
    throw new ConfigurationError(
      'decisionLog.requestIdHeader must be a header name in lower case, such as "x-request-id".',
    );
  }
  if (requestIdHeader === idTokenHeader || SECRET.test(requestIdHeader)) {
    throw new ConfigurationError(
      `decisionLog.requestIdHeader is "${requestIdHeader}", a header that can carry a secret, and secrets are not ` +
        'recorded. Name a header that carries nothing but the identifier of a request.',
    );
  }
  return { logOptions, requestIdHeader };
}
