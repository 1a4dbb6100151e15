import type { Session } from '../../sts/session.js';
import { principalTagConditionKeys } from '../../sts/session-tags.js';
import { trustsWebIdentity, webIdentityConditionKeys } from '../../sts/web-identity-trust.js';
import { authenticateCaller, type Caller } from '../caller.js';
import { GUEST_SESSION_POLICY } from '../guest-session-policy.js';
import type { VerifiedLogin } from '../login-verifier.js';
import { invalidPoolConfiguration, notAuthorized } from '../refusals.js';
import { RequestFields } from '../request-fields.js';
import { resolveRole } from '../role-resolution.js';
import type { Operation, OperationContext } from '../operation.js';

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
  const roleArn = caller.isGuest ? guestRole(caller, customRoleArn) : userRole(caller, customRoleArn);
  const session = assumeRole(caller, roleArn, context);
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
  if (pool.authenticatedRole === undefined) throw invalidPoolConfiguration();
  const offering = logins.find(({ offeredRoles }) => offeredRoles.length > 0);
  if (offering !== undefined) return offeredRole(offering, customRoleArn);
  const deciding = logins.find(({ roleMapping }) => roleMapping !== undefined) ?? logins[0];
  const resolution = resolveRole({
    providerName: deciding?.providerName ?? '',
    claims: deciding?.claims ?? {},
    authenticatedRole: pool.authenticatedRole,
    mapping: deciding?.roleMapping,
    customRoleArn,
  });
  if (!resolution.granted) throw notAuthorized(resolution.message);
  return resolution.roleArn;
}

/** The role that a SAML provider gives its user; of several the caller has to choose one. */
function offeredRole(
  { offeredRoles, providerName }: VerifiedLogin,
  customRoleArn: string | undefined,
): string {
  const [first, ...others] = offeredRoles;
  const chosen = customRoleArn === undefined && others.length === 0 ? first : customRoleArn;
  if (chosen !== undefined && offeredRoles.includes(chosen)) return chosen;
  throw notAuthorized(`The ambiguous role mapping rules for: ${providerName} denied this request.`);
}

function guestRole({ pool }: Caller, customRoleArn: string | undefined): string {
  if (pool.unauthenticatedRole === undefined) throw invalidPoolConfiguration();
  if (customRoleArn !== undefined) throw notAuthorized('A guest can not choose a role.');
  return pool.unauthenticatedRole;
}

/** The enhanced flow is AssumeRoleWithWebIdentity in Cognito's hands, so the role's trust policy decides. */
function assumeRole(caller: Caller, roleArn: string, context: OperationContext): Session {
  const { pool, identity, principalTags, amr } = caller;
  const role = context.sessions.role(roleArn);
  const tags = { tags: principalTags, transitiveTagKeys: [] };
  const provider = context.openIdTokens.webIdentityProvider();
  const webIdentity = { provider, subject: identity.identityId, audience: pool.identityPoolId, amr };
  const request = { identity: webIdentity, tags, sessionName: SESSION_NAME, now: context.clock() };
  if (role === undefined || !trustsWebIdentity(role, request)) throw invalidPoolConfiguration();
  return context.sessions.assumeRole({
    roleArn,
    sessionName: SESSION_NAME,
    durationSeconds: SESSION_SECONDS,
    sessionPolicies: caller.isGuest ? [GUEST_SESSION_POLICY] : [],
    conditionKeys: { ...webIdentityConditionKeys(webIdentity), ...principalTagConditionKeys(tags) },
  });
}
