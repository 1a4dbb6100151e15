/** When a token claims to be valid, in milliseconds since the epoch. */
export interface UnverifiedTimes {
  /** The later one of `iat` and `nbf`. */
  readonly startsAt: number;
  readonly expiresAt: number;
}

/**
 * What a token says about its times, true or not. Only for a token whose claims have been found to be well-formed:
 * its times are what it was refused for.
 */
export function unverifiedTimes(token: string): UnverifiedTimes {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const { iat, nbf = 0, exp } = JSON.parse(payload) as { iat: number; nbf?: number; exp: number };
  return { startsAt: Math.max(iat, nbf) * 1_000, expiresAt: exp * 1_000 };
}
