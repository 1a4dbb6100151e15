import { ConfigurationError } from '../errors/index.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** The `Logins` map of GetId and GetCredentialsForIdentity. */
export type Logins = Record<string, string>;

/** The provider name an Identity Pool knows a user pool by: its issuer without the scheme. */
export function providerName(issuer: string): string {
  const [, name] = /^https?:\/\/(.+)$/.exec(issuer) ?? [];
  if (name === undefined) {
    throw new ConfigurationError(
      'The issuer of the user pool is not an http(s) URL, so it names no provider of an Identity Pool. ' +
        'Use the issuer Cognito writes into its tokens: https://cognito-idp.REGION.amazonaws.com/POOL_ID.',
    );
  }
  return name;
}

export function loginsOf(identity: VerifiedIdentity): Logins {
  return { [providerName(identity.principal.issuer)]: identity.revealIdToken() };
}
