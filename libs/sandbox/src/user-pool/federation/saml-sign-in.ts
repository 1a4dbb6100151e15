import { randomBytes } from 'node:crypto';
import type { Profile, SAML } from '@node-saml/node-saml';
import { claimOf, type ExternalProfile } from './external-identity.js';
import { FederationError } from './federation-error.js';
import { type IdentityProvider, USERNAME } from './identity-provider.js';
import { attributeText } from './attribute-mapping.js';
import { type ProviderSignIn, SAML_RETURN_PATH } from './provider-sign-in.js';
import { type SamlMetadata, samlMetadata } from './saml-metadata.js';

/** By which SAML providers know a user pool. */
export const serviceProviderId = (userPoolId: string): string => `urn:amazon:cognito:sp:${userPoolId}`;

const CLOCK_SKEW_MS = 30_000;
const REQUEST_LIFETIME_MS = 5 * 60 * 1000;

/** Sign-in at a SAML 2.0 provider: the request by a redirect, the answer by a form, signed, and for this request. */
export const samlSignIn: ProviderSignIn = {
  async start({ provider, userPoolId, baseUrl, state }) {
    const metadata = await samlMetadata(provider).catch(() => {
      throw new FederationError('server_error', `Exception resolving ${provider.providerName} SAML metadata`);
    });
    const proof = { requestId: `_${randomBytes(16).toString('hex')}`, requestedAt: new Date().toISOString() };
    const saml = await serviceProvider(metadata, userPoolId, baseUrl, proof);
    const location = await saml.getAuthorizeUrlAsync(state, undefined, {});
    return { location, proof, returnsByForm: true };
  },

  async finish({ provider, userPoolId, baseUrl, proof, parameters }) {
    const metadata = await samlMetadata(provider).catch(() => {
      throw invalidResponse('The metadata of the provider can not be read.');
    });
    const saml = await serviceProvider(metadata, userPoolId, baseUrl, proof);
    const profile = await verified(saml, parameters.get('SAMLResponse') ?? '');
    return profileOf(provider, profile, metadata);
  },
};

async function serviceProvider(
  { entityId, entryPoint, certificates }: SamlMetadata,
  userPoolId: string,
  baseUrl: string,
  { requestId = '', requestedAt = '' }: Readonly<Record<string, string>>,
): Promise<SAML> {
  const library = await loadNodeSaml();
  const audience = serviceProviderId(userPoolId);
  return new library.SAML({
    callbackUrl: baseUrl + SAML_RETURN_PATH,
    entryPoint,
    issuer: audience,
    audience,
    idpIssuer: entityId,
    idpCert: [...certificates],
    // One signature is enough, of the response or of the assertion; without any there is no profile.
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: false,
    validateInResponseTo: library.ValidateInResponseTo.always,
    requestIdExpirationPeriodMs: REQUEST_LIFETIME_MS,
    generateUniqueId: () => requestId,
    // The only request that this answer may be to.
    cacheProvider: {
      saveAsync: (_id, value) => Promise.resolve({ value, createdAt: Date.parse(requestedAt) }),
      getAsync: (id) => Promise.resolve(id === requestId ? requestedAt : null),
      removeAsync: () => Promise.resolve(null),
    },
    acceptedClockSkewMs: CLOCK_SKEW_MS,
    disableRequestedAuthnContext: true,
    identifierFormat: null,
  });
}

async function loadNodeSaml(): Promise<typeof import('@node-saml/node-saml')> {
  try {
    return await import('@node-saml/node-saml');
  } catch (error) {
    throw new Error(
      'A sign-in at a SAML provider needs the package @node-saml/node-saml. Install it: npm install @node-saml/node-saml',
      { cause: error },
    );
  }
}

async function verified(saml: SAML, response: string): Promise<Profile> {
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response });
    if (profile !== null) return profile;
  } catch (error) {
    throw invalidResponse(reasonOf(error));
  }
  throw invalidResponse('It has no assertion.');
}

/** What the library says of values of the response is not repeated: anybody can send one. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return /signature/i.test(message) ? 'SAML Assertion signature is invalid.' : 'SAML Assertion is invalid.';
}

function profileOf(
  { attributeMapping }: IdentityProvider,
  profile: Profile,
  { entityId }: SamlMetadata,
): ExternalProfile {
  const claims = (profile.attributes ?? {}) as Readonly<Record<string, unknown>>;
  const name = attributeMapping[USERNAME];
  const userId = name === undefined ? profile.nameID : attributeText(claimOf(claims, name));
  if (typeof userId !== 'string' || userId === '') throw invalidResponse('There is no name identifier.');
  return { userId, claims, issuer: entityId };
}

const invalidResponse = (reason: string): FederationError =>
  new FederationError('server_error', `Invalid SAML response received: ${reason}`);
