import { inspect } from 'node:util';
import { type CredentialsNarrowing, NOT_NARROWED } from './credentials-narrowing.js';

/**
 * Somebody who has not signed in, on a route that serves such callers with the guest role of the Identity Pool.
 *
 * It is a class of its own, so that a user whose token is missing can never pass for a guest.
 *
 * @example
 * ```ts
 * import { GuestIdentity, IdentityPoolCredentials } from 'castellan/core';
 *
 * const credentials = new IdentityPoolCredentials({
 *   identityPool: { identityPoolId: 'eu-west-1:7d2c4f60-0f5e-4c8c-9a38-0d6f1f2b9f11', guests: true },
 * });
 *
 * export async function guestAccessKey(): Promise<string> {
 *   return (await credentials.credentials(new GuestIdentity())).accessKeyId;
 * }
 * ```
 */
export class GuestIdentity {
  /** Tells a guest from a user. */
  readonly kind = 'guest';
  /** There is none: nothing about a guest has been verified. */
  readonly principal: undefined = undefined;
  /** A guest has nothing that could expire. */
  readonly expiresAt = Number.POSITIVE_INFINITY;
  /** Stands for the token that a guest does not have. */
  readonly tokenDigest = 'guest';
  /** What the route narrows the credentials by. */
  readonly narrowing: CredentialsNarrowing;

  constructor(narrowing: CredentialsNarrowing = NOT_NARROWED) {
    this.narrowing = narrowing;
  }

  /** The same guest with narrowed credentials. */
  narrowedBy(narrowing: CredentialsNarrowing): GuestIdentity {
    return new GuestIdentity({ ...this.narrowing, ...narrowing });
  }

  /** Guests need no token. */
  assertValidAt(): void {
    return undefined;
  }

  /** What it is. */
  toJSON(): { guest: true } {
    return { guest: true };
  }

  [inspect.custom](): string {
    return 'GuestIdentity {}';
  }
}
