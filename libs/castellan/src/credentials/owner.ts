import { createHmac } from 'node:crypto';
import { describeType, wrongOption } from '../tokens/option-checks.js';
import type { UserPrincipal } from '../tokens/principal.js';
import type { CallerIdentity } from './caller-identity.js';
import { claimsDigest } from './claims-digest.js';
import { lengthPrefixed } from './length-prefixed.js';

/**
 * Whom credentials belong to: a user of an app client, with the rights that the claims of the token give and what
 * the route has asked for; or guests.
 */
export interface Owner {
  /** Under which credentials and clients are kept. Says nothing about the user. */
  readonly key: string;
  /** Guests are kept apart from users, and never become one. */
  readonly kind: CallerIdentity['kind'];
  /** The user, whatever the app client and the rights; see {@link userKey}. */
  readonly user: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly sub: string;
  readonly claimsDigest: string;
  /** The role, the session policy and the like that were asked for; empty for the usual credentials. */
  readonly variant: string;
}

/** Whether two owners are one, by what they are made of and not by their keys. */
export function isSameOwner(a: Owner, b: Owner): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.issuer === b.issuer &&
      a.clientId === b.clientId &&
      a.sub === b.sub &&
      a.claimsDigest === b.claimsDigest &&
      a.variant === b.variant)
  );
}

/** One user of one user pool: what an identity ID belongs to. */
export function userKey(issuer: string, sub: string): string {
  return lengthPrefixed([issuer, sub]);
}

/**
 * The key of a user whom an application names.
 *
 * @throws ConfigurationError without an issuer or a subject.
 */
export function userKeyOf({ issuer, sub }: { readonly issuer: string; readonly sub: string }): string {
  for (const [name, value] of Object.entries<unknown>({ issuer, sub })) {
    if (typeof value !== 'string' || value === '') {
      throw wrongOption(name, describeType(value), `a non-empty string: the ${name} of a principal`);
    }
  }
  return userKey(issuer, sub);
}

/** All guests. It has a field more than any user's key, so that it is nobody's. */
export const GUEST_KEY = lengthPrefixed(['guest', '', '']);

const VERSION = 'castellan-owner-2';

/** Makes owners for one way to credentials. */
export class Owners {
  readonly #namespace: string;
  readonly #secret: Uint8Array;
  readonly #decidingClaims: readonly string[];
  // A verified principal is deep-frozen, and the same object for every request with the same token.
  readonly #known = new WeakMap<UserPrincipal, Owner>();

  /**
   * @param namespace what the credentials come from: the strategy and its Identity Pool, whose ID names the Region too
   * @param secret the HMAC key: random and never shared, so that the keys mean nothing outside this process
   * @param decidingClaims see {@link claimsDigest}
   */
  constructor(namespace: string, secret: Uint8Array, decidingClaims: readonly string[] = []) {
    this.#namespace = namespace;
    this.#secret = secret;
    this.#decidingClaims = decidingClaims;
  }

  /** @param variant what is asked for besides: role, session policy and the like */
  of(principal: UserPrincipal, variant = ''): Owner {
    const known = this.#known.get(principal);
    if (known?.variant === variant) return known;
    const owner = this.#ofUser(principal, variant);
    if (Object.isFrozen(principal) && Object.isFrozen(principal.claims)) this.#known.set(principal, owner);
    return owner;
  }

  /** The owner of what guests get. */
  ofGuests(variant = ''): Owner {
    const nobody = { kind: 'guest', issuer: '', clientId: '', sub: '', claimsDigest: '', variant } as const;
    return this.#make(nobody, GUEST_KEY);
  }

  #ofUser({ issuer, clientId, sub, claims }: UserPrincipal, variant: string): Owner {
    const digest = claimsDigest(claims, this.#decidingClaims);
    const user = { kind: 'user', issuer, clientId, sub, claimsDigest: digest, variant } as const;
    return this.#make(user, userKey(issuer, sub));
  }

  #make(parts: Omit<Owner, 'key' | 'user'>, user: string): Owner {
    const { kind, issuer, clientId, sub, variant } = parts;
    const fields = [VERSION, this.#namespace, kind, issuer, clientId, sub, parts.claimsDigest, variant];
    const key = createHmac('sha256', this.#secret).update(lengthPrefixed(fields)).digest('base64url');
    return Object.freeze({ key, user, ...parts });
  }
}
