import { inspect } from 'node:util';
import { type CredentialsNarrowing, NOT_NARROWED } from './credentials-narrowing.js';

/**
 * Somebody who has not signed in, on a route that serves such callers with the guest role of the Identity Pool.
 *
 * It is a class of its own, so that a user whose token is missing can never pass for a guest.
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
