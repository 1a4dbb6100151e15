/** An identity provider of a user pool: who may sign users in instead of the pool itself. */
export interface UserPoolIdentityProviderOptions {
  /**
   * What the pool calls the provider, in `identity_provider`, user names, groups and tokens. That of a social provider is
   * its type.
   */
  readonly providerName: string;
  readonly providerType: 'SAML' | 'Facebook' | 'Google' | 'LoginWithAmazon' | 'SignInWithApple' | 'OIDC';
  /**
   * As in `CreateIdentityProvider`: `client_id`, `client_secret`, `authorize_scopes` and `oidc_issuer` of an OIDC
   * provider, `MetadataFile` or `MetadataURL` of a SAML one. With `oidc_issuer` or with `authorize_url`, `token_url` and
   * `attributes_url` a social provider is a stand-in at those addresses. All are `https://`, or on this machine.
   */
  readonly providerDetails: Readonly<Record<string, string>>;
  /**
   * From an attribute of the pool to what the provider calls it: `{ email: 'email' }`. `username` is what tells the users
   * of the provider apart. Default: nothing but that is taken over.
   */
  readonly attributeMapping?: Readonly<Record<string, string>>;
  /** What `idp_identifier` finds the provider by, such as `acme.example`. Default: none. */
  readonly idpIdentifiers?: readonly string[];
}
