import type { Challenge, SignInResult, UserTokens } from 'castellan/user-pool';

/** The tokens of a sign-in that asks nothing. */
export function tokensOf(result: SignInResult): UserTokens {
  if (result.kind === 'signed-in') return result.tokens;
  throw new Error(`expected tokens, found the challenge ${result.name}`);
}

/** The challenge of this name, and no other. */
export function challengeOf<Name extends Challenge['name']>(
  result: SignInResult,
  name: Name,
): Extract<Challenge, { name: Name }> {
  if (result.kind === 'challenge' && result.name === name) {
    return result as Extract<Challenge, { name: Name }>;
  }
  throw new Error(`expected ${name}, found ${result.kind === 'challenge' ? result.name : 'tokens'}`);
}
