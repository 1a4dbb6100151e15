import {
  createIdentityProvider,
  deleteIdentityProvider,
  describeIdentityProvider,
  getIdentityProviderByIdentifier,
  listIdentityProviders,
  updateIdentityProvider,
} from './administer-identity-providers.js';
import { adminDisableProviderForUser, adminLinkProviderForUser } from './link-providers.js';
import { forAdministrators, type Operation } from './operation.js';

/** The operations about identity providers, and about who signs in there. */
export const FEDERATION_OPERATIONS: readonly (readonly [string, Operation])[] = [
  ['CreateIdentityProvider', forAdministrators(createIdentityProvider)],
  ['UpdateIdentityProvider', forAdministrators(updateIdentityProvider)],
  ['DescribeIdentityProvider', forAdministrators(describeIdentityProvider)],
  ['GetIdentityProviderByIdentifier', forAdministrators(getIdentityProviderByIdentifier)],
  ['DeleteIdentityProvider', forAdministrators(deleteIdentityProvider)],
  ['ListIdentityProviders', forAdministrators(listIdentityProviders)],
  ['AdminLinkProviderForUser', forAdministrators(adminLinkProviderForUser)],
  ['AdminDisableProviderForUser', forAdministrators(adminDisableProviderForUser)],
];
