import { isPermittedAddress } from '../../http/permitted-address.js';
import type { IdentityProviderType } from './identity-provider.js';

type Details = Readonly<Record<string, string>>;

/** What the details of one type of provider are like. */
interface DetailsRule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** What the type has where the details do not say it. */
  readonly defaults: Details;
  /** What tells the users of the provider apart, where the mapping does not say it. */
  readonly userId: string;
}

const CLIENT = ['client_id', 'client_secret', 'authorize_scopes'];
const ENDPOINTS = ['authorize_url', 'token_url', 'attributes_url', 'jwks_uri', 'oidc_issuer'];

/**
 * Of the social providers the addresses are those of the provider itself, unless the details name others: a stand-in
 * on this machine.
 */
const RULES: Readonly<Record<IdentityProviderType, DetailsRule>> = {
  OIDC: {
    required: ['client_id', 'oidc_issuer', 'authorize_scopes'],
    optional: ['client_secret', 'attributes_request_method', ...ENDPOINTS, 'attributes_url_add_attributes'],
    defaults: { attributes_request_method: 'GET' },
    userId: 'sub',
  },
  Google: {
    required: CLIENT,
    optional: ENDPOINTS,
    defaults: { oidc_issuer: 'https://accounts.google.com' },
    userId: 'sub',
  },
  SignInWithApple: {
    required: ['client_id', 'team_id', 'key_id', 'private_key', 'authorize_scopes'],
    optional: ENDPOINTS,
    defaults: { oidc_issuer: 'https://appleid.apple.com' },
    userId: 'sub',
  },
  Facebook: {
    required: CLIENT,
    optional: ['api_version', 'authorize_url', 'token_url', 'attributes_url'],
    defaults: {
      authorize_url: 'https://www.facebook.com/v17.0/dialog/oauth',
      token_url: 'https://graph.facebook.com/v17.0/oauth/access_token',
      attributes_url: 'https://graph.facebook.com/v17.0/me?fields=',
    },
    userId: 'id',
  },
  LoginWithAmazon: {
    required: CLIENT,
    optional: ['authorize_url', 'token_url', 'attributes_url'],
    defaults: {
      authorize_url: 'https://www.amazon.com/ap/oa',
      token_url: 'https://api.amazon.com/auth/o2/token',
      attributes_url: 'https://api.amazon.com/user/profile',
    },
    userId: 'user_id',
  },
  SAML: {
    required: [],
    optional: ['MetadataFile', 'MetadataURL', 'SSORedirectBindingURI'],
    defaults: {},
    userId: '',
  },
};

/** Details that would change how a sign-in goes, and that the sandbox does not carry out. */
const ABSENT = ['IDPSignout', 'IDPInit', 'EncryptedResponses', 'RequestSigningAlgorithm'];

const OF_ADDRESSES = [...ENDPOINTS, 'MetadataURL'];

/** The providers of these types speak OpenID Connect: they issue ID tokens. */
export const issuesIdTokens = (type: IdentityProviderType): boolean =>
  type === 'OIDC' || type === 'Google' || type === 'SignInWithApple';

/** What tells the users of such a provider apart, in the provider's own words. Empty for SAML: the name identifier. */
export const userIdOf = (type: IdentityProviderType): string => RULES[type].userId;

/** The details with what the type has of itself. */
export const completeDetails = (type: IdentityProviderType, details: Details): Details => ({
  ...RULES[type].defaults,
  ...details,
});

/** What is wrong with the details of a provider, or `undefined`. */
export function detailsFault(type: IdentityProviderType, details: Details): string | undefined {
  const { required, optional } = RULES[type];
  for (const [name, value] of Object.entries(details)) {
    if (ABSENT.includes(name)) {
      if (value === '' || value === 'false') continue;
      return `The sandbox does not carry out ${name}. Leave it out.`;
    }
    if (!required.includes(name) && !optional.includes(name)) {
      return `${type} has no ${name}. It has ${[...required, ...optional].join(', ')}.`;
    }
    if (OF_ADDRESSES.includes(name) && !isPermittedAddress(value)) {
      return `${name} is not an https:// address, or one of this machine.`;
    }
  }
  const missing = required.find((name) => (details[name] ?? '') === '');
  if (missing !== undefined) return `${type} needs ${missing}.`;
  if (type === 'SAML' && (details.MetadataFile ?? details.MetadataURL) === undefined) {
    return 'SAML needs MetadataFile or MetadataURL.';
  }
  return undefined;
}
