import { randomBytes } from 'node:crypto';
import { readSamlResponse, samlRequestUrl } from '../../saml/saml-exchange.js';
import { fetchSamlMetadata, parseSamlMetadata, type SamlMetadata } from '../../saml/saml-metadata.js';
import { attributeText } from './attribute-mapping.js';
import { claimOf } from './external-identity.js';
import { FederationError } from './federation-error.js';
import { type IdentityProvider, USERNAME } from './identity-provider.js';
import { type ProviderSignIn, SAML_RETURN_PATH } from './provider-sign-in.js';

/** By which SAML providers know a user pool. */
const serviceIdOf = (userPoolId: string): string => `urn:amazon:cognito:sp:${userPoolId}`;

/** Sign-in at a SAML 2.0 provider: the request by a redirect, the answer by a form, signed, and for this request. */
export const samlSignIn: ProviderSignIn = {
  async start({ provider, userPoolId, baseUrl, state }) {
    const metadata = await metadataOf(provider).catch(() => {
      throw new FederationError('server_error', `Exception resolving ${provider.providerName} SAML metadata`);
    });
    const request = { id: `_${randomBytes(16).toString('hex')}`, at: new Date().toISOString() };
    const exchange = {
      metadata,
      serviceId: serviceIdOf(userPoolId),
      consumerUrl: baseUrl + SAML_RETURN_PATH,
    };
    const location = await samlRequestUrl({ ...exchange, request }, state);
    return { location, proof: request, returnsByForm: true };
  },

  async finish({ provider, userPoolId, baseUrl, proof: { id = '', at = '' }, parameters }) {
    try {
      const metadata = await metadataOf(provider);
      const exchange = {
        metadata,
        serviceId: serviceIdOf(userPoolId),
        consumerUrl: baseUrl + SAML_RETURN_PATH,
      };
      const response = parameters.get('SAMLResponse') ?? '';
      const { nameId, attributes } = await readSamlResponse({ ...exchange, request: { id, at } }, response);
      const name = provider.attributeMapping[USERNAME];
      const userId = name === undefined ? nameId : attributeText(claimOf(attributes, name));
      if (userId === undefined || userId === '') throw new Error('There is no name identifier.');
      return {
        userId,
        claims: attributes,
        issuer: metadata.entityId,
        sources: { samlResponse: attributes },
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      throw new FederationError('server_error', `Invalid SAML response received: ${reason}`);
    }
  },
};

/** As it was given, or from where the provider publishes it. */
async function metadataOf({ details }: IdentityProvider): Promise<SamlMetadata> {
  const { MetadataFile, MetadataURL = '' } = details;
  return MetadataFile === undefined
    ? await fetchSamlMetadata(MetadataURL)
    : await parseSamlMetadata(MetadataFile);
}
