import type { IdentityProviderType } from './identity-provider.js';
import { oauthSignIn } from './oauth-sign-in.js';
import type { ProviderSignIn } from './provider-sign-in.js';
import { samlSignIn } from './saml-sign-in.js';

export const signInAt = (type: IdentityProviderType): ProviderSignIn =>
  type === 'SAML' ? samlSignIn : oauthSignIn;
