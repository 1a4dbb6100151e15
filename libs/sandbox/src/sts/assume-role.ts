import { authorize } from '../iam/authorize.js';
import type { ConditionKeys } from '../iam/condition-context.js';
import type { PolicyDocument } from '../iam/policy-document.js';
import type { Principal } from '../iam/principal.js';
import { ServiceError } from '../http/service-error.js';
import { type IamPrincipal, principalOf } from './principal.js';
import type { Role } from './role.js';
import { readSessionPolicy } from './session-policy.js';
import {
  principalTagConditionKeys,
  readSessionTags,
  requestTagKeys,
  type SessionTags,
  transitiveTags,
  withInheritedTags,
} from './session-tags.js';
import type { SignedBy } from './signed-by.js';
import { accessDenied, ROLE_ARN, ROLE_SESSION_NAME, sessionDuration, sessionXml } from './sts-answers.js';
import type { StsOperation } from './sts-operation.js';
import { trustOf, type TrustAction } from './trust-policy.js';

const ALLOW_ALL: readonly PolicyDocument[] = [
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
];
const CHAINED_SECONDS = 3600;

/** `AssumeRole`: for signed callers of the account. */
export const assumeRole: StsOperation = async (form, { sessions, clock }, signer) => {
  const signedBy = signer();
  form.refuse('PolicyArns', 'SerialNumber', 'TokenCode', 'SourceIdentity', 'ProvidedContexts');
  const roleArn = form.required('RoleArn', ROLE_ARN);
  const sessionName = form.required('RoleSessionName', ROLE_SESSION_NAME);
  const externalId = form.optional('ExternalId', { minimum: 2, maximum: 1224, pattern: /^[\w+=,.@:/-]*$/ });
  const duration = form.durationSeconds();
  const sessionPolicies = readSessionPolicy(form);
  const requested = readSessionTags(form);
  if (signedBy.kind === 'administrator') {
    throw accessDenied('Roles may not be assumed by root accounts.');
  }
  const tags = withInheritedTags(requested, inheritedTags(signedBy));
  const principal = principalOf(signedBy);
  const keys = {
    ...principal.conditionKeys,
    'aws:CurrentTime': new Date(clock()).toISOString(),
    'sts:RoleSessionName': sessionName,
    ...(externalId !== undefined && { 'sts:ExternalId': externalId }),
    ...requestTagKeys(tags),
  };
  const role = sessions.role(roleArn);
  requireTrust('sts:AssumeRole', role, roleArn, signedBy, keys);
  if (Object.keys(requested.tags).length > 0) requireTrust('sts:TagSession', role, roleArn, signedBy, keys);
  const session = sessions.assumeRole({
    roleArn,
    sessionName,
    durationSeconds: durationFor(signedBy, role, duration),
    sessionPolicies,
    conditionKeys: principalTagConditionKeys(tags),
    transitiveTags: transitiveTags(tags),
  });
  return sessionXml(session);
};

const inheritedTags = (signedBy: SignedBy): SessionTags['tags'] =>
  signedBy.kind === 'session' ? signedBy.session.transitiveTags : {};

/** A session that is made from a session lives an hour at most, whatever the role allows. */
function durationFor(signedBy: SignedBy, role: Role | undefined, duration: number | undefined): number {
  if (signedBy.kind === 'session' && (duration ?? 0) > CHAINED_SECONDS) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return sessionDuration(role, duration);
}

function requireTrust(
  action: TrustAction,
  role: Role | undefined,
  roleArn: string,
  signedBy: SignedBy,
  keys: ConditionKeys,
): void {
  const principal = principalOf(signedBy);
  if (role !== undefined && mayAssume(action, role, principal, callerOf(signedBy, principal), keys)) return;
  throw accessDenied(
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
  );
}

/** Within an account the trust policy is enough if it names the caller; if it names the account, both must allow. */
function mayAssume(
  action: TrustAction,
  { trustPolicy, roleArn }: Role,
  { identityPolicies, sessionPolicies }: IamPrincipal,
  caller: Principal,
  keys: ConditionKeys,
): boolean {
  const trust = trustOf(trustPolicy, action, [caller], keys);
  if (trust !== 'allowed' && trust !== 'delegated') return false;
  const question = { sessionPolicies, action, resource: roleArn, context: keys };
  const own = authorize({ ...question, identityPolicies });
  if (own.allowed || trust === 'delegated') return own.allowed;
  if (own.explicit) return false;
  // Named itself, the caller needs no policy of its own; one that narrows its session still does.
  return authorize({ ...question, identityPolicies: ALLOW_ALL }).allowed;
}

function callerOf(signedBy: SignedBy, { arn, accountId }: IamPrincipal): Principal {
  return signedBy.kind === 'session'
    ? { kind: 'aws', accountId, arn: signedBy.session.roleArn, sessionArn: arn }
    : { kind: 'aws', accountId, arn };
}
