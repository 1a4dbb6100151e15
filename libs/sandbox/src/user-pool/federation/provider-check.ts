import { type IdentityProvider, PROVIDER_TYPES, USERNAME } from './identity-provider.js';
import { completeDetails, detailsFault } from './provider-details.js';

/** A provider before it is known that it can be one. */
export type ProviderDefinition = Omit<IdentityProvider, 'createdAt' | 'modifiedAt'>;

/** A provider's name goes into user names, before the first underscore. */
export const PROVIDER_NAME = /^[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}]{0,30}[^_\p{Z}]$/u;
export const PROVIDER_NAME_EXPECTED =
  '3 to 32 characters without spaces, the first and the last no underscore';

const IDENTIFIER = /^[\w\s+=.@-]{1,40}$/;
const MOST_IDENTIFIERS = 50;
const LONGEST_ATTRIBUTE = 32;

/** What is wrong with a provider, or `undefined`. */
export function providerFault(
  { providerName, providerType, details, attributeMapping, idpIdentifiers }: ProviderDefinition,
  isAttribute: (name: string) => boolean,
): string | undefined {
  if (!PROVIDER_TYPES.includes(providerType))
    return `The provider type is none of ${PROVIDER_TYPES.join(', ')}.`;
  const isSocial = providerType !== 'OIDC' && providerType !== 'SAML';
  if (isSocial && providerName !== providerType)
    return `A provider of type ${providerType} has the name ${providerType}.`;
  if (!isSocial && !PROVIDER_NAME.test(providerName))
    return `The provider name is not ${PROVIDER_NAME_EXPECTED}.`;
  if (providerName === 'COGNITO' || providerName === 'Cognito')
    return 'That is the name of the user pool itself.';
  const unknown = Object.keys(attributeMapping).find((name) => name !== USERNAME && !isAttribute(name));
  if (unknown !== undefined) {
    return `Attributes did not conform to the schema: ${unknown.slice(0, LONGEST_ATTRIBUTE)}: Attribute does not exist in the schema.`;
  }
  if (idpIdentifiers.length > MOST_IDENTIFIERS || !idpIdentifiers.every((each) => IDENTIFIER.test(each))) {
    return `At most ${MOST_IDENTIFIERS} identifiers of 1 to 40 letters, digits, spaces or +=.@- are taken.`;
  }
  return detailsFault(providerType, details);
}

/** The provider, with what its type has of itself. */
export const identityProvider = (
  definition: ProviderDefinition,
  createdAt: number,
  now: number,
): IdentityProvider => ({
  ...definition,
  details: completeDetails(definition.providerType, definition.details),
  createdAt,
  modifiedAt: now,
});
