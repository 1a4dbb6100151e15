import { readSamlResponse } from '../../saml/saml-exchange.js';
import { parseSamlMetadata } from '../../saml/saml-metadata.js';
import { invalidLoginToken } from '../refusals.js';
import type { VerifyExternalLogin } from './external-login.js';

/** What AWS is called in assertions, and where they are sent. */
const SERVICE = 'urn:amazon:webservices';
const CONSUMER = 'https://signin.aws.amazon.com/saml';
/** Each value is a role and the provider, with a comma between them, in either order. */
const ROLES = 'https://aws.amazon.com/SAML/Attributes/Role';

/** Takes SAML responses of a provider of the account, in base64, that are for AWS. */
export function samlLogin(providerArn: string, metadataDocument: string): VerifyExternalLogin {
  return async (token) => {
    try {
      const metadata = await parseSamlMetadata(metadataDocument);
      const exchange = { metadata, serviceId: SERVICE, consumerUrl: CONSUMER };
      const { nameId, attributes } = await readSamlResponse(exchange, token);
      if (nameId === undefined || nameId === '') throw new Error('There is no name identifier.');
      const roles = rolesIn(attributes[ROLES], providerArn);
      return { sub: nameId, claims: { ...attributes, sub: nameId }, audience: SERVICE, roles };
    } catch (error) {
      throw invalidLoginToken(error instanceof Error ? error.message : 'SAML Assertion is invalid.');
    }
  };
}

const rolesIn = (attribute: unknown, providerArn: string): readonly string[] =>
  [attribute]
    .flat()
    .filter((value) => typeof value === 'string')
    .map((value) => value.split(',').map((part) => part.trim()))
    .filter((parts) => parts.length === 2 && parts.includes(providerArn))
    .flatMap((parts) => parts.filter((part) => part !== providerArn));
