import type * as OpenIdClient from 'openid-client';
import { claimOf, type ExternalProfile } from './external-identity.js';
import { FederationError } from './federation-error.js';
import { type IdentityProvider, USERNAME } from './identity-provider.js';
import { configurationOf, loadOpenIdClient } from './open-id-client.js';
import { issuesIdTokens, userIdOf } from './provider-details.js';
import { OAUTH_RETURN_PATH, type ProviderSignIn } from './provider-sign-in.js';

/**
 * Sign-in at a provider of OpenID Connect or, with Facebook and Amazon, of OAuth 2.0: the authorization code grant
 * with PKCE. Who it was says the ID token, if there is one, and the provider's user info.
 */
export const oauthSignIn: ProviderSignIn = {
  async start({ provider, baseUrl, state }) {
    const library = await loadOpenIdClient();
    const configuration = await configurationOf(library, provider).catch(() => {
      throw new FederationError(
        'server_error',
        `Exception resolving ${provider.providerName} OIDC configuration`,
      );
    });
    const proof = { state, nonce: library.randomNonce(), codeVerifier: library.randomPKCECodeVerifier() };
    const returnsByForm = provider.providerType === 'SignInWithApple';
    const location = library.buildAuthorizationUrl(configuration, {
      redirect_uri: baseUrl + OAUTH_RETURN_PATH,
      scope: scopesOf(provider),
      state,
      code_challenge: await library.calculatePKCECodeChallenge(proof.codeVerifier),
      code_challenge_method: 'S256',
      ...(issuesIdTokens(provider.providerType) && { nonce: proof.nonce }),
      // Apple tells names and addresses in no other way.
      ...(returnsByForm && { response_mode: 'form_post' }),
    });
    return { location: location.href, proof, returnsByForm };
  },

  async finish({ provider, baseUrl, proof, parameters }) {
    if (parameters.has('error')) throw refusedByProvider(parameters);
    const library = await loadOpenIdClient();
    const address = new URL(`${baseUrl}${OAUTH_RETURN_PATH}?${parameters.toString()}`);
    const sources = await signedInAs(library, provider, address, proof).catch(() => {
      throw new FederationError('server_error', 'Exception processing authorization code');
    });
    return profileOf(provider, sources);
  },
};

/** Facebook's scopes are listed with commas. */
const scopesOf = ({ providerType, details: { authorize_scopes = '' } }: IdentityProvider): string =>
  providerType === 'Facebook' ? authorize_scopes : authorize_scopes.split(/[\s,]+/).join(' ');

function refusedByProvider(parameters: URLSearchParams): FederationError {
  const [error, description] = [parameters.get('error') ?? '', parameters.get('error_description')];
  return new FederationError(error, description ?? error);
}

async function signedInAs(
  library: typeof OpenIdClient,
  provider: IdentityProvider,
  address: URL,
  { state = '', nonce = '', codeVerifier = '' }: Readonly<Record<string, string>>,
): Promise<ExternalProfile['sources']> {
  const configuration = await configurationOf(library, provider);
  const hasIdToken = issuesIdTokens(provider.providerType);
  const tokens = await library.authorizationCodeGrant(configuration, address, {
    expectedState: state,
    pkceCodeVerifier: codeVerifier,
    ...(hasIdToken && { expectedNonce: nonce, idTokenExpected: true }),
  });
  const idToken = tokens.claims();
  const { userinfo_endpoint } = configuration.serverMetadata();
  if (userinfo_endpoint === undefined) return { idToken: { ...idToken } };
  const accessToken = tokens.access_token;
  if (idToken === undefined) {
    return { userInfo: await userInfo(library, configuration, accessToken, provider) };
  }
  // It must be about the same user: openid-client compares the two.
  const info = await library.fetchUserInfo(configuration, accessToken, idToken.sub);
  return { idToken: { ...idToken }, userInfo: { ...info } };
}

/** User info of OAuth 2.0 alone: the access token is all there is. */
async function userInfo(
  library: typeof OpenIdClient,
  configuration: OpenIdClient.Configuration,
  accessToken: string,
  { details, attributeMapping }: IdentityProvider,
): Promise<Readonly<Record<string, unknown>>> {
  const { attributes_url = '' } = details;
  const fields = ['id', ...Object.values(attributeMapping)];
  // Facebook tells only what is asked for by name.
  const address = new URL(
    attributes_url.endsWith('fields=') ? attributes_url + fields.join(',') : attributes_url,
  );
  const answer = await library.fetchProtectedResource(configuration, accessToken, address, 'GET');
  if (!answer.ok) throw new Error(`The provider answers ${answer.status}.`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

function profileOf(provider: IdentityProvider, sources: ExternalProfile['sources']): ExternalProfile {
  const claims = { ...sources.idToken, ...sources.userInfo };
  const name = provider.attributeMapping[USERNAME] ?? userIdOf(provider.providerType);
  const userId = claimOf(claims, name);
  if (typeof userId !== 'string' || userId === '') {
    throw new FederationError('invalid_request', 'username attribute mapping required');
  }
  return { userId, claims, issuer: null, sources };
}
