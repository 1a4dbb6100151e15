import type { ExternalProfile } from './external-identity.js';
import type { IdentityProvider } from './identity-provider.js';

/** What a sign-in at a provider starts with. */
export interface SignInStart {
  readonly provider: IdentityProvider;
  readonly userPoolId: string;
  /** The sandbox's address, without a trailing slash. */
  readonly baseUrl: string;
  readonly state: string;
}

/** Where the browser goes, and what the provider's answer has to fit. */
export interface SignInDeparture {
  readonly location: string;
  readonly proof: Readonly<Record<string, string>>;
  /** Whether the answer comes by a form that the provider's page sends: a browser sends no cookies along with it. */
  readonly returnsByForm: boolean;
}

/** What a browser came back with. */
export interface SignInReturn {
  readonly provider: IdentityProvider;
  readonly userPoolId: string;
  readonly baseUrl: string;
  readonly proof: Readonly<Record<string, string>>;
  readonly parameters: URLSearchParams;
}

/** A way to sign in at an identity provider. */
export interface ProviderSignIn {
  start(start: SignInStart): Promise<SignInDeparture>;
  /** Throws a `FederationError` for whatever is not a good answer. */
  finish(answer: SignInReturn): Promise<ExternalProfile>;
}

/** The provider's answers of OAuth 2.0 come here. */
export const OAUTH_RETURN_PATH = '/oauth2/idpresponse';
/** The assertion consumer service. */
export const SAML_RETURN_PATH = '/saml2/idpresponse';
