import type { Operation } from './operation.js';
import {
  getOpenIdTokenForDeveloperIdentity,
  lookupDeveloperIdentity,
  mergeDeveloperIdentities,
  unlinkDeveloperIdentity,
} from './operations/developer-identities.js';
import { getCredentialsForIdentity } from './operations/get-credentials-for-identity.js';
import { getId } from './operations/get-id.js';
import { getOpenIdToken } from './operations/get-open-id-token.js';
import { deleteIdentities, describeIdentity, listIdentities } from './operations/identity-administration.js';
import {
  createIdentityPool,
  deleteIdentityPool,
  describeIdentityPool,
  listIdentityPools,
  updateIdentityPool,
} from './operations/identity-pool-administration.js';
import { getIdentityPoolRoles, setIdentityPoolRoles } from './operations/identity-pool-roles.js';
import { listTagsForResource, tagResource, untagResource } from './operations/identity-pool-tags.js';
import {
  getPrincipalTagAttributeMap,
  setPrincipalTagAttributeMap,
} from './operations/principal-tag-attribute-map.js';
import { unlinkIdentity } from './operations/unlink-identity.js';

/** Which resource IAM is asked about, for an operation that must be signed. */
export type SignedResource = 'identityPool' | 'resourceArn' | 'any';

export interface TableEntry {
  readonly run: Operation;
  /** `undefined`: AWS takes the operation unsigned and asks no policy. */
  readonly signedFor: SignedResource | undefined;
}

const forEveryone = (run: Operation): TableEntry => ({ run, signedFor: undefined });
const forDevelopers = (run: Operation, signedFor: SignedResource = 'identityPool'): TableEntry => ({
  run,
  signedFor,
});

/**
 * Every operation of the service (API version 2014-06-30).
 *
 * Source of the resources: Service Authorization Reference, Amazon Cognito Identity.
 */
export const IDENTITY_POOL_OPERATIONS: ReadonlyMap<string, TableEntry> = new Map([
  ['CreateIdentityPool', forDevelopers(createIdentityPool, 'any')],
  ['DeleteIdentities', forDevelopers(deleteIdentities, 'any')],
  ['DeleteIdentityPool', forDevelopers(deleteIdentityPool)],
  ['DescribeIdentity', forDevelopers(describeIdentity, 'any')],
  ['DescribeIdentityPool', forDevelopers(describeIdentityPool)],
  ['GetCredentialsForIdentity', forEveryone(getCredentialsForIdentity)],
  ['GetId', forEveryone(getId)],
  ['GetIdentityPoolRoles', forDevelopers(getIdentityPoolRoles)],
  ['GetOpenIdToken', forEveryone(getOpenIdToken)],
  ['GetOpenIdTokenForDeveloperIdentity', forDevelopers(getOpenIdTokenForDeveloperIdentity)],
  ['GetPrincipalTagAttributeMap', forDevelopers(getPrincipalTagAttributeMap)],
  ['ListIdentities', forDevelopers(listIdentities)],
  ['ListIdentityPools', forDevelopers(listIdentityPools, 'any')],
  ['ListTagsForResource', forDevelopers(listTagsForResource, 'resourceArn')],
  ['LookupDeveloperIdentity', forDevelopers(lookupDeveloperIdentity)],
  ['MergeDeveloperIdentities', forDevelopers(mergeDeveloperIdentities)],
  ['SetIdentityPoolRoles', forDevelopers(setIdentityPoolRoles)],
  ['SetPrincipalTagAttributeMap', forDevelopers(setPrincipalTagAttributeMap)],
  ['TagResource', forDevelopers(tagResource, 'resourceArn')],
  ['UnlinkDeveloperIdentity', forDevelopers(unlinkDeveloperIdentity)],
  ['UnlinkIdentity', forEveryone(unlinkIdentity)],
  ['UntagResource', forDevelopers(untagResource, 'resourceArn')],
  ['UpdateIdentityPool', forDevelopers(updateIdentityPool)],
]);
