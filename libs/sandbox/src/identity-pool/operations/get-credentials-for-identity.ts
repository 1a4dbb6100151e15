import type { SessionRequest } from '../../sts/session.js';
import { authenticateCaller, authenticationMethods, type Caller } from '../caller.js';
import { GUEST_SESSION_POLICY } from '../guest-session-policy.js';
import type { VerifiedLogin } from '../login-verifier.js';
import { principalTagKeys } from '../principal-tags.js';
import { invalidPoolConfiguration, notAuthorized } from '../refusals.js';
import { RequestFields } from '../request-fields.js';
import { resolveRole } from '../role-resolution.js';
import type { Operation } from '../operation.js';

/** Fixed at AWS: every caller's session has this name, and lives an hour. */
const SESSION_NAME = 'CognitoIdentityCredentials';
const SESSION_SECONDS = 3600;

/** `GetCredentialsForIdentity`: the enhanced flow. */
export const getCredentialsForIdentity: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const identityId = fields.identityId();
  const logins = fields.logins();
  const customRoleArn = fields.customRoleArn();
  fields.check();

  const caller = await authenticateCaller(identityId, logins, context);
  const roleArn =
    caller.logins.length > 0 ? userRole(caller, customRoleArn) : guestRole(caller, customRoleArn);
  if (!context.roleArns.has(roleArn)) throw invalidPoolConfiguration();
  const session = context.sessions.assumeRole(sessionRequest(caller, roleArn));
  return {
    IdentityId: caller.identity.identityId,
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: Math.floor(session.expiresAt / 1000),
    },
  };
};

/** Of several logins, the first with a role mapping decides. */
function userRole({ pool, logins }: Caller, customRoleArn: string | undefined): string {
  const deciding = logins.find(({ client }) => client.roleMapping !== undefined) ?? logins[0];
  const resolution = resolveRole({
    providerName: deciding?.providerName ?? '',
    claims: deciding?.claims ?? {},
    authenticatedRole: pool.authenticatedRole,
    mapping: deciding?.client.roleMapping,
    customRoleArn,
  });
  if (!resolution.granted) throw notAuthorized(resolution.message);
  return resolution.roleArn;
}

function guestRole({ pool }: Caller, customRoleArn: string | undefined): string {
  if (pool.unauthenticatedRole === undefined) throw invalidPoolConfiguration();
  if (customRoleArn !== undefined) throw notAuthorized('A guest can not choose a role.');
  return pool.unauthenticatedRole;
}

function sessionRequest({ pool, identity, logins }: Caller, roleArn: string): SessionRequest {
  return {
    roleArn,
    sessionName: SESSION_NAME,
    durationSeconds: SESSION_SECONDS,
    sessionPolicies: logins.length > 0 ? [] : [GUEST_SESSION_POLICY],
    conditionKeys: {
      ...principalTagsOf(logins),
      'cognito-identity.amazonaws.com:sub': identity.identityId,
      'cognito-identity.amazonaws.com:aud': pool.identityPoolId,
      'cognito-identity.amazonaws.com:amr': authenticationMethods(logins),
    },
  };
}

/** Of several logins, the first that has a tag gives it its value. */
function principalTagsOf(logins: readonly VerifiedLogin[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const { provider, claims } of logins.toReversed()) {
    if (provider.principalTags !== undefined) {
      Object.assign(tags, principalTagKeys(provider.principalTags, claims));
    }
  }
  return tags;
}
