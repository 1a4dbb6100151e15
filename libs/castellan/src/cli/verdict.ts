import { CastellanError, type ErrorCode } from '../errors/index.js';
import type { Principal, TokenUse, TokenVerifier } from '../tokens/index.js';
import { type Check, CHECKS, checkResults } from './checks.js';

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
  readonly code: ErrorCode;
  readonly failed?: Check;
  readonly reason: string;
  readonly passed: readonly Check[];
}

/** What is said of a token. Nothing of a token that is refused is in it. */
export type Verdict = Acceptance | Refusal;

/** Has the verifier judge a token. An error that is no refusal is thrown on. */
export async function judge(verifier: TokenVerifier, token: string): Promise<Verdict> {
  try {
    return { accepted: true, passed: CHECKS, principal: shown(await verifier.verify(token)) };
  } catch (error) {
    if (!(error instanceof CastellanError)) throw error;
    const { failed, passed } = checkResults(error.code);
    return {
      accepted: false,
      code: error.code,
      ...(failed !== undefined && { failed }),
      reason: error.message,
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
