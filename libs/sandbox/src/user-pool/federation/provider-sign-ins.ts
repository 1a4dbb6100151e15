import type { IdentityProviderType } from './identity-provider.js';
import { oauthSignIn } from './oauth-sign-in.js';
import type { ProviderSignIn } from './provider-sign-in.js';
import { loadNodeSaml } from '../../saml/saml-exchange.js';
import { loadOpenIdClient } from './open-id-client.js';
import { samlSignIn } from './saml-sign-in.js';

/**
 * Loads the package that sign-ins at such a provider need, so that a missing one shows at the start. Throws an Error that
 * says what to install.
 */
export async function loadLibraryFor(type: IdentityProviderType): Promise<void> {
  await (type === 'SAML' ? loadNodeSaml() : loadOpenIdClient());
}

export const signInAt = (type: IdentityProviderType): ProviderSignIn =>
  type === 'SAML' ? samlSignIn : oauthSignIn;
