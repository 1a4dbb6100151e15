/** Which of the two Cognito JWTs a token is: the value of its `token_use` claim. */
export type TokenUse = 'access' | 'id';

/** The claims of a verified token, exactly as signed. Deep-frozen, without a prototype. */
export type Claims = Readonly<Record<string, unknown>>;

/** What every verified caller has. All of it is deep-frozen. */
export interface VerifiedCaller {
  /** The name of the configured user pool that issued the token. */
  readonly pool: string;
  /** The `iss` claim, equal to the configured issuer. */
  readonly issuer: string;
  /** The app client the token was issued to: `client_id` of an access token, `aud` of an ID token. */
  readonly clientId: string;
  /** The `token_use` claim. */
  readonly tokenUse: TokenUse;
  /** The `sub` claim. */
  readonly sub: string;
  /** The members of the `scope` claim, in order; empty for an ID token. */
  readonly scopes: readonly string[];
  /**
   * Every claim of the token. Decide on these through policies, not by hand. They are read from the token when they
   * are first asked for.
   */
  readonly claims: Claims;
  /** The `iat` claim, in milliseconds since the epoch. */
  readonly issuedAt: number;
  /** The `exp` claim, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The `auth_time` claim, in milliseconds since the epoch: when the user last signed in with a factor. */
  readonly authTime: number | undefined;
}

/** An external identity linked to a user, from the `identities` claim of an ID token. */
export interface FederatedIdentity {
  /** What the user pool calls the provider. */
  readonly providerName: string;
  /** Such as `Google`, `SAML` or `OIDC`. */
  readonly providerType: string;
  /** The user's ID at the provider. */
  readonly userId: string;
  /** Whether the account was made by this identity. The others were linked to it later. */
  readonly primary: boolean;
}

/** A person who signed in. */
export interface UserPrincipal extends VerifiedCaller {
  /** Tells a user from a program and from nobody. */
  readonly kind: 'user';
  /** The `username` claim of an access token, `cognito:username` of an ID token. Never empty. */
  readonly username: string;
  /**
   * The `cognito:groups` claim. Case-sensitive. Empty unless the claim is an array of strings. A group belongs
   * to the pool in `pool`: `admins` of one pool is not `admins` of another.
   */
  readonly groups: readonly string[];
  /** The external identities linked to the user. Empty where the token names none, as access tokens do not. */
  readonly identities: readonly FederatedIdentity[];
}

/** A program with client credentials. It has scopes and neither a username nor groups. */
export interface MachinePrincipal extends VerifiedCaller {
  /** Tells a program from a user and from nobody. */
  readonly kind: 'machine';
}

/** A request without credentials, on a handler that allows it. */
export interface AnonymousCaller {
  /** Tells nobody from a user and from a program. */
  readonly kind: 'anonymous';
}

/**
 * Who a verified token speaks for. Discriminate on `kind`:
 *
 * @example
 * ```ts
 * import type { Principal } from 'castellan/core';
 *
 * export function displayName(principal: Principal): string {
 *   return principal.kind === 'user' ? principal.username : principal.clientId;
 * }
 * ```
 */
export type Principal = UserPrincipal | MachinePrincipal;

/** Whoever makes a request, verified or not. */
export type Caller = Principal | AnonymousCaller;

/**
 * The one anonymous caller.
 *
 * @example
 * ```ts
 * import { ANONYMOUS, type PolicySet } from 'castellan/core';
 *
 * export function mayGuestsRead(policies: PolicySet): boolean {
 *   return policies.abilityFor(ANONYMOUS).can('read', 'Article');
 * }
 * ```
 */
export const ANONYMOUS: AnonymousCaller = Object.freeze({ kind: 'anonymous' });
