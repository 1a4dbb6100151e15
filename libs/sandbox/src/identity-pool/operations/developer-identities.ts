import type { Identity, Login } from '../identities.js';
import type { IdentityPool } from '../identity-pool.js';
import { verifyLogins } from '../login-verifier.js';
import { type Operation, requirePool } from '../operation.js';
import { checkedPrincipalTags } from '../principal-tags.js';
import { identityNotFound, invalidParameter, resourceConflict, resourceNotFound } from '../refusals.js';
import { RequestFields } from '../request-fields.js';
import { REGIONAL_ID } from '../identity-id.js';
import { readPage } from './page.js';

const USER = { minimum: 1, maximum: 1024 };
const PROVIDER = { minimum: 1, maximum: 128, pattern: '[\\w._-]+' };
const LONGEST_TOKEN = 86_400;
const DEFAULT_TOKEN = 900;

/** On the word of a developer, a token for a user of the developer's own. */
export const getOpenIdTokenForDeveloperIdentity: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  const identityId = fields.optional('IdentityId', REGIONAL_ID);
  const logins = fields.logins();
  const tags = fields.textMap('PrincipalTags');
  const lifetimeSeconds = fields.integer('TokenDuration', 1, LONGEST_TOKEN) ?? DEFAULT_TOKEN;
  fields.check();

  const pool = requirePool(identityPoolId, context);
  const providerName = pool.developerProviderName;
  if (providerName === undefined || logins[providerName] === undefined) {
    throw invalidParameter(
      'Please provide a developer provider name of this identity pool and a user identifier.',
    );
  }
  const { [providerName]: sub = '', ...others } = logins;
  const developerUser: Login = { providerName, sub, developer: true };
  const verified = await verifyLogins(pool, others, context.clock);
  const identity =
    identityId === undefined
      ? context.identities.ofLogins(identityPoolId, [developerUser, ...verified])
      : context.identities.linkDeveloperUser(
          inPool(context.identities.require(identityId), pool).identityId,
          developerUser,
          verified,
        );
  const token = await context.openIdTokens.issue({
    identityId: identity.identityId,
    identityPoolId,
    amr: ['authenticated', providerName, `${providerName}:${identityPoolId}:${sub}`],
    principalTags: checkedPrincipalTags(tags ?? {}),
    lifetimeSeconds,
  });
  return { IdentityId: identity.identityId, Token: token };
};

/** Asked with an identity, its users; asked with a user, the identity; asked with both, whether they belong together. */
export const lookupDeveloperIdentity: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  const identityId = fields.optional('IdentityId', REGIONAL_ID);
  const sub = fields.optional('DeveloperUserIdentifier', USER);
  const request = readPage(fields, 'optional');
  fields.check();
  const pool = requirePool(identityPoolId, context);
  const ofUser = sub === undefined ? undefined : requireUser(pool, sub, context.identities);
  const identity = identityId === undefined ? ofUser : inPool(context.identities.require(identityId), pool);
  if (identity === undefined)
    throw invalidParameter('Please provide an IdentityId or a DeveloperUserIdentifier.');
  if (ofUser !== undefined && ofUser !== identity) {
    throw resourceConflict('The developer user belongs to another identity.');
  }
  const users = [...identity.developerUsers].slice(0, request.maxResults);
  return { IdentityId: identity.identityId, DeveloperUserIdentifierList: users };
};

/** The identity of the destination remains. */
export const mergeDeveloperIdentities: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  const source = fields.required('SourceUserIdentifier', USER);
  const destination = fields.required('DestinationUserIdentifier', USER);
  const providerName = fields.required('DeveloperProviderName', PROVIDER);
  fields.check();
  const pool = withProvider(requirePool(identityPoolId, context), providerName);
  const { identities } = context;
  const merged = identities.merge(
    requireUser(pool, source, identities).identityId,
    requireUser(pool, destination, identities).identityId,
  );
  return { IdentityId: merged.identityId };
};

export const unlinkDeveloperIdentity: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityPoolId = fields.identityPoolId();
  const identityId = fields.identityId();
  const providerName = fields.required('DeveloperProviderName', PROVIDER);
  const sub = fields.required('DeveloperUserIdentifier', USER);
  fields.check();
  const pool = withProvider(requirePool(identityPoolId, context), providerName);
  const identity = inPool(context.identities.require(identityId), pool);
  if (requireUser(pool, sub, context.identities) !== identity) {
    throw resourceConflict('The developer user belongs to another identity.');
  }
  context.identities.unlink(identityId, [{ providerName, sub, developer: true }]);
  return {};
};

function inPool(identity: Identity, { identityPoolId }: IdentityPool): Identity {
  if (identity.identityPoolId !== identityPoolId) throw identityNotFound(identity.identityId);
  return identity;
}

function withProvider(pool: IdentityPool, providerName: string): IdentityPool {
  if (pool.developerProviderName === providerName) return pool;
  throw invalidParameter(`The identity pool does not have the developer provider '${providerName}'.`);
}

function requireUser(
  { identityPoolId, developerProviderName: providerName }: IdentityPool,
  sub: string,
  identities: { find(identityPoolId: string, login: Login): Identity | undefined },
): Identity {
  const identity =
    providerName === undefined
      ? undefined
      : identities.find(identityPoolId, { providerName, sub, developer: true });
  if (identity === undefined) throw resourceNotFound(`Developer user '${sub}' not found.`);
  return identity;
}
