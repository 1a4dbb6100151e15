/**
 * Why a connection was closed. The reason that goes with each code is its name here.
 *
 * @example
 * ```ts
 * import { CLOSE_CODES } from 'castellan/websockets';
 *
 * // Whether a client has to sign in again before it connects anew.
 * export function needsSignIn(code: number): boolean {
 *   return code === CLOSE_CODES.token_expired || code === CLOSE_CODES.token_revoked;
 * }
 * ```
 */
export const CLOSE_CODES = {
  /** The token of the connection has expired, or is not good any more, and no other one came in time. */
  token_expired: 4401,
  /** The token, its sign-in or its user has been revoked. */
  token_revoked: 4403,
  /** Too many messages are waiting for their answers. */
  too_many_messages: 4408,
  /** Too many bad tokens came over the connection. */
  too_many_attempts: 4429,
} as const;

/** Why a connection was closed. */
export type CloseReason = keyof typeof CLOSE_CODES;
