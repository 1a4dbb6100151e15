import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type * as OpenIdClient from 'openid-client';
import type { IdentityProvider } from './identity-provider.js';
import { issuesIdTokens } from './provider-details.js';

/** The library, loaded when a provider needs it: who has none needs no library either. */
export async function loadOpenIdClient(): Promise<typeof OpenIdClient> {
  try {
    return await import('openid-client');
  } catch (error) {
    throw new Error(
      'A sign-in at a provider needs the package openid-client. Install it: npm install openid-client',
      {
        cause: error,
      },
    );
  }
}

/** A provider as openid-client knows it: by its discovery document, or by the addresses of the details. */
export async function configurationOf(
  library: typeof OpenIdClient,
  { providerType, details }: IdentityProvider,
): Promise<OpenIdClient.Configuration> {
  const { client_id = '', oidc_issuer = '', authorize_url = '' } = details;
  const authentication = await clientAuthentication(library, providerType, details);
  const addresses = addressesOf(details);
  const isLocal = (oidc_issuer || authorize_url).startsWith('http:');
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- on this machine only: the details are checked
  const { allowInsecureRequests } = library;
  const execute: ((configuration: OpenIdClient.Configuration) => void)[] = isLocal
    ? [allowInsecureRequests]
    : [];
  // A provider without ID tokens has no issuer that could be checked.
  let metadata: OpenIdClient.ServerMetadata = { issuer: oidc_issuer || new URL(authorize_url).origin };
  if (issuesIdTokens(providerType) && !isComplete(addresses)) {
    const issuer = new URL(oidc_issuer);
    const found = await library.discovery(issuer, client_id, undefined, authentication, { execute });
    metadata = found.serverMetadata();
  }
  const configuration = new library.Configuration(
    { ...metadata, ...addresses },
    client_id,
    undefined,
    authentication,
  );
  execute.forEach((extend) => extend(configuration));
  return configuration;
}

function addressesOf(details: IdentityProvider['details']): Readonly<Record<string, string>> {
  const { authorize_url, token_url, attributes_url, jwks_uri } = details;
  return {
    ...(authorize_url !== undefined && { authorization_endpoint: authorize_url }),
    ...(token_url !== undefined && { token_endpoint: token_url }),
    ...(attributes_url !== undefined && { userinfo_endpoint: attributes_url }),
    ...(jwks_uri !== undefined && { jwks_uri }),
  };
}

const isComplete = (addresses: Readonly<Record<string, string>>): boolean =>
  ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'].every(
    (name) => name in addresses,
  );

async function clientAuthentication(
  library: typeof OpenIdClient,
  providerType: IdentityProvider['providerType'],
  details: IdentityProvider['details'],
): Promise<OpenIdClient.ClientAuth> {
  if (providerType === 'SignInWithApple') return library.ClientSecretPost(await appleSecret(details));
  const { client_secret } = details;
  return client_secret === undefined ? library.None() : library.ClientSecretPost(client_secret);
}

const FIVE_MINUTES = 300;

/** Apple's clients have a key in place of a secret, and sign a secret with it that soon expires. */
async function appleSecret(details: IdentityProvider['details']): Promise<string> {
  const { client_id = '', team_id = '', key_id = '', private_key = '', oidc_issuer = '' } = details;
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT({
    iss: team_id,
    sub: client_id,
    aud: oidc_issuer,
    iat: now,
    exp: now + FIVE_MINUTES,
  })
    .setProtectedHeader({ alg: 'ES256', kid: key_id })
    .sign(createPrivateKey(pemOf(private_key)));
}

/** The console takes the key with its first and last line or without. */
const pemOf = (key: string): string =>
  key.includes('-----BEGIN')
    ? key
    : `-----BEGIN PRIVATE KEY-----\n${key.trim()}\n-----END PRIVATE KEY-----\n`;
