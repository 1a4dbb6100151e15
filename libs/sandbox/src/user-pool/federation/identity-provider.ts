/** The kinds of identity providers that a user pool has, as the API names them. */
export const PROVIDER_TYPES = [
  'SAML',
  'Facebook',
  'Google',
  'LoginWithAmazon',
  'SignInWithApple',
  'OIDC',
] as const;

export type IdentityProviderType = (typeof PROVIDER_TYPES)[number];

/** An identity provider of a user pool. Times are in milliseconds since the epoch. */
export interface IdentityProvider {
  readonly providerName: string;
  readonly providerType: IdentityProviderType;
  /** As in `CreateIdentityProvider`, such as `client_id` and `oidc_issuer`, with what is left out filled in. */
  readonly details: Readonly<Record<string, string>>;
  /** From an attribute of the user pool to what the provider calls it. */
  readonly attributeMapping: Readonly<Record<string, string>>;
  /** By which `idp_identifier` finds it, such as the domain of its users' e-mail addresses. */
  readonly idpIdentifiers: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The mapped attribute that is none: what tells the users of the provider apart. */
export const USERNAME = 'username';

/** The group in which a user pool puts whoever first comes from a provider. */
export const providerGroup = (userPoolId: string, providerName: string): string =>
  `${userPoolId}_${providerName}`;
