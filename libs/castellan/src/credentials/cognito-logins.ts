import { ConfigurationError } from '../errors/index.js';
import type { CallerIdentity } from './caller-identity.js';
import type { Logins } from './logins.js';

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

/** What proves the identity to the Identity Pool. A guest has none, and nobody else has none. */
export function loginsOf(identity: CallerIdentity): Logins {
  if (identity.kind === 'guest') return {};
  return {
    ...identity.furtherLogins,
    // Last, so that no other provider takes its place.
    [providerName(identity.principal.issuer)]: identity.revealIdToken(),
  };
}
