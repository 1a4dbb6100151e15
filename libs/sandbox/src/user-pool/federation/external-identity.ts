import type { IdentityProviderType } from './identity-provider.js';

/** An account at an identity provider that a user of the pool signs in with. */
export interface ExternalIdentity {
  readonly providerName: string;
  readonly providerType: IdentityProviderType;
  /** What tells the users of the provider apart. */
  readonly userId: string;
  /** The entity ID of a SAML provider. */
  readonly issuer: string | null;
  /** Whether the user was made by this identity. The others were linked to it. */
  readonly primary: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /**
   * What the provider calls the attribute that has the ID, where it is linked by another than the one that the
   * provider's users are known by.
   */
  readonly attributeName?: string;
}

/** The attribute name by which links are made of all but some SAML providers: whatever tells their users apart. */
export const SUBJECT_ATTRIBUTE = 'Cognito_Subject';

/** The identities of a user as the ID token has them: all but the list itself is text. */
export const identitiesClaim = (identities: readonly ExternalIdentity[]): readonly object[] =>
  identities.map(({ userId, providerName, providerType, issuer, primary, createdAt }) => ({
    userId,
    providerName,
    providerType,
    issuer,
    primary: String(primary),
    dateCreated: String(createdAt),
  }));

/** What a provider says about somebody who signed in there. */
export interface ExternalProfile {
  readonly userId: string;
  /** By the provider's own names. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuer: string | null;
  /** The same by where it was said, for the inbound federation trigger. */
  readonly sources: Readonly<Partial<Record<ProfileSource, Readonly<Record<string, unknown>>>>>;
}

/** Where a provider says something about somebody. */
export type ProfileSource = 'idToken' | 'userInfo' | 'samlResponse';

export const claimOf = (claims: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(claims, name) ? claims[name] : undefined;
