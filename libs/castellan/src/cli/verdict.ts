import { CastellanError, type ErrorCode } from '../errors/index.js';
import type { Principal, TokenUse, TokenVerifier } from '../tokens/index.js';
import { type Check, CHECKS, checkResults } from './checks.js';
import { refusalReason } from './refusal-reason.js';

/** What is shown of a verified token: who it speaks for and until when, and none of its other claims. */
export interface ShownPrincipal {
  readonly kind: Principal['kind'];
  readonly sub: string;
  /** Of a user only. */
  readonly username?: string;
  /** Of a user only. */
  readonly groups?: readonly string[];
  readonly scopes: readonly string[];
  readonly clientId: string;
  readonly tokenUse: TokenUse;
  /** ISO 8601, in UTC. */
  readonly expiresAt: string;
}

export interface Acceptance {
  readonly accepted: true;
  readonly passed: readonly Check[];
  readonly principal: ShownPrincipal;
}

export interface Refusal {
  readonly accepted: false;
  /** There where nobody can say whether the token is good, because its keys cannot be had. */
  readonly undecided?: true;
  readonly code: ErrorCode;
  readonly failed?: Check;
  readonly reason: string;
  /** What is probably wrong with a text that is no token. */
  readonly hint?: string;
  readonly passed: readonly Check[];
}

/** What is said of a token. Of one that is refused nothing is in it, apart from the distance of its times. */
export type Verdict = Acceptance | Refusal;

/**
 * Has the verifier judge a token. An error that is no refusal is thrown on.
 *
 * @param hintAt Says what is probably wrong with a text that is no token.
 */
export async function judge(
  verifier: TokenVerifier,
  token: string,
  hintAt: (text: string) => string | undefined = () => undefined,
): Promise<Verdict> {
  const now = verifier.now();
  try {
    return { accepted: true, passed: CHECKS, principal: shown(await verifier.verify(token)) };
  } catch (error) {
    if (!(error instanceof CastellanError)) throw error;
    const { code } = error;
    const { failed, passed } = checkResults(code);
    const hint = failed === 'form' || failed === 'header' ? hintAt(token) : undefined;
    return {
      accepted: false,
      ...(code === 'key_set_unavailable' && { undecided: true }),
      code,
      ...(failed !== undefined && { failed }),
      reason: refusalReason(error, { token, now }),
      ...(hint !== undefined && { hint }),
      passed,
    };
  }
}

function shown(principal: Principal): ShownPrincipal {
  const { kind, sub, scopes, clientId, tokenUse, expiresAt } = principal;
  return {
    kind,
    sub,
    ...(principal.kind === 'user' && { username: principal.username, groups: principal.groups }),
    scopes,
    clientId,
    tokenUse,
    expiresAt: new Date(expiresAt).toISOString(),
  };
}
