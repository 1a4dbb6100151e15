import type { JWK } from 'jose';
import type { ExternalLoginProvider } from './external-logins/external-login.js';
import type { IdentityPoolOptions, PrincipalTagOptions, RoleMappingOptions } from '../options.js';

/** A user pool, as far as an identity pool has to know it. */
export interface LoginIssuer {
  readonly userPoolId: string;
  readonly issuer: string;
  readonly clients: readonly { readonly clientId: string }[];
  jwks(): { readonly keys: readonly JWK[] };
  /** Whether the user is disabled or gone, or the sign-in behind the token has ended. */
  isSignedOutOrDisabled(sub: string, originJti: string | undefined): boolean;
}

/** An app client whose ID tokens an identity pool accepts. */
export interface AttachedClient {
  readonly serverSideTokenCheck: boolean;
  readonly roleMapping: RoleMappingOptions | undefined;
}

/** A user pool attached to an identity pool. */
export interface LoginProvider {
  /** The key in `Logins`: the issuer without its scheme. */
  readonly providerName: string;
  readonly issuer: LoginIssuer;
  /** By client ID. */
  readonly clients: ReadonlyMap<string, AttachedClient>;
  readonly principalTags: PrincipalTagOptions | undefined;
}

/** What an identity pool is made from. One that the API makes has no roles yet. */
export type IdentityPoolSettings = Omit<IdentityPoolOptions, 'roles'> & {
  readonly roles: Partial<IdentityPoolOptions['roles']>;
};

/** An identity pool, its references resolved. */
export interface IdentityPool {
  readonly identityPoolId: string;
  readonly name: string;
  /** By provider name. */
  readonly providers: ReadonlyMap<string, LoginProvider>;
  /** Those that are no user pools, by the key in `Logins`. */
  readonly externalProviders: ReadonlyMap<string, ExternalLoginProvider>;
  readonly authenticatedRole: string | undefined;
  readonly unauthenticatedRole: string | undefined;
  readonly allowUnauthenticatedIdentities: boolean;
  readonly allowClassicFlow: boolean;
  readonly hasRoleMappings: boolean;
  readonly developerProviderName: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** What it was made from, for what changes it. */
  readonly settings: IdentityPoolSettings;
}

export const withoutScheme = (issuer: string): string => issuer.replace(/^https?:\/\//, '');
