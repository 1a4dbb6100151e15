import { createHmac } from 'node:crypto';
import type { UserPrincipal } from '../tokens/principal.js';
import { claimsDigest } from './claims-digest.js';

/** Whom credentials belong to: a user of an app client, with the rights that the claims of the token give. */
export interface Owner {
  /** Under which credentials and clients are kept. Says nothing about the user. */
  readonly key: string;
  /** The user, whatever the app client and the rights; see {@link userKey}. */
  readonly user: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly sub: string;
  readonly claimsDigest: string;
}

/** Whether two owners are one, by what they are made of and not by their keys. */
export function isSameOwner(a: Owner, b: Owner): boolean {
  return (
    a === b ||
    (a.issuer === b.issuer &&
      a.clientId === b.clientId &&
      a.sub === b.sub &&
      a.claimsDigest === b.claimsDigest)
  );
}

/** One user of one user pool: what an identity ID belongs to. */
export function userKey(issuer: string, sub: string): string {
  return lengthPrefixed([issuer, sub]);
}

const VERSION = 'castellan-owner-1';

/** Makes owners for one Identity Pool, whose ID names the Region too. */
export class Owners {
  readonly #identityPoolId: string;
  readonly #secret: Uint8Array;
  // A verified principal is deep-frozen, and the same object for every request with the same token.
  readonly #known = new WeakMap<UserPrincipal, Owner>();

  /** @param secret the HMAC key: random and never shared, so that the keys mean nothing outside this process */
  constructor(identityPoolId: string, secret: Uint8Array) {
    this.#identityPoolId = identityPoolId;
    this.#secret = secret;
  }

  of(principal: UserPrincipal): Owner {
    const known = this.#known.get(principal);
    if (known !== undefined) return known;
    const owner = this.#make(principal);
    if (Object.isFrozen(principal) && Object.isFrozen(principal.claims)) this.#known.set(principal, owner);
    return owner;
  }

  #make({ issuer, clientId, sub, claims }: UserPrincipal): Owner {
    const digest = claimsDigest(claims);
    const fields = [VERSION, this.#identityPoolId, issuer, clientId, sub, digest];
    const key = createHmac('sha256', this.#secret).update(lengthPrefixed(fields)).digest('base64url');
    return Object.freeze({ key, user: userKey(issuer, sub), issuer, clientId, sub, claimsDigest: digest });
  }
}

/** The lengths keep `a|bc` and `ab|c` apart. */
function lengthPrefixed(fields: readonly string[]): string {
  return fields.map((field) => `${field.length}:${field}`).join('');
}
