import { withUnprinted } from './unprinted.js';

/** Tokens as plain text, to be sent or stored. It prints everything, so make it where it is used. */
export interface RevealedTokens {
  readonly accessToken: string;
  readonly idToken?: string;
  readonly refreshToken?: string;
  /** Seconds until the access token expires, as Cognito counted when it issued them. */
  readonly expiresInSeconds: number;
  readonly tokenType: 'Bearer';
}

/**
 * What a sign-in or a refresh gave. `console.log`, `JSON.stringify` and `{ ...tokens }` show when they expire and no
 * token; the tokens are read by their names, or all at once by `reveal()`.
 */
export interface UserTokens {
  readonly tokenType: 'Bearer';
  /** Seconds until the access token expires, as Cognito counted when it issued them. */
  readonly expiresInSeconds: number;
  /** When the access token expires, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** A secret. */
  readonly accessToken: string;
  /** A secret. Cognito leaves it out in a few flows. */
  readonly idToken: string | undefined;
  /** A secret. After a refresh without rotation there is none: the old one goes on. */
  readonly refreshToken: string | undefined;
  /** All of them as plain text. */
  readonly reveal: () => RevealedTokens;
}

/** The tokens of an answer of Cognito. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly expiresInSeconds: number;
}

export function userTokens(issued: IssuedTokens, now: number): UserTokens {
  const { accessToken, idToken, refreshToken, expiresInSeconds } = issued;
  return withUnprinted(
    { tokenType: 'Bearer', expiresInSeconds, expiresAt: now + expiresInSeconds * 1000 } as const,
    {
      accessToken,
      idToken,
      refreshToken,
      reveal: (): RevealedTokens => ({
        accessToken,
        ...(idToken !== undefined && { idToken }),
        ...(refreshToken !== undefined && { refreshToken }),
        expiresInSeconds,
        tokenType: 'Bearer',
      }),
    },
  );
}
