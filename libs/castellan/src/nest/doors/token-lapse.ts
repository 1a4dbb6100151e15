import type { Caller, TokenVerifier } from '../../tokens/index.js';

/** Why a token that was good is not good any more. */
export type TokenLapse = 'token_expired' | 'token_revoked';

/**
 * Whether the token of a caller who stays is still good; `undefined` where it is. While nobody knows what has been
 * revoked, it is taken for good: whatever the caller asks for is refused then.
 */
export function tokenLapse(
  caller: Caller,
  verifier: TokenVerifier,
  toleranceSeconds: number,
): TokenLapse | undefined {
  if (caller.kind === 'anonymous') return undefined;
  const toleranceMs = toleranceSeconds * 1_000;
  if (verifier.now() >= caller.expiresAt + toleranceMs) return 'token_expired';
  try {
    return verifier.revocations.isRevoked(caller, toleranceMs) ? 'token_revoked' : undefined;
  } catch {
    return undefined;
  }
}
