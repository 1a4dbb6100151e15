import type { ConditionKeys } from '../iam/condition-context.js';
import type { Role } from './role.js';
import { requestTagKeys, type SessionTags } from './session-tags.js';
import { trustOf, type TrustAction } from './trust-policy.js';
import type { WebIdentity } from './web-identity.js';

/** A web identity that wants to assume a role. */
export interface WebIdentityRequest {
  readonly identity: Pick<WebIdentity, 'provider' | 'subject' | 'audience' | 'amr'>;
  readonly tags: SessionTags;
  readonly sessionName: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Whether the role's trust policy lets the web identity assume it, and tag the session if there are tags. */
export function trustsWebIdentity(
  role: Role,
  { identity, tags, sessionName, now }: WebIdentityRequest,
): boolean {
  const actions: TrustAction[] = ['sts:AssumeRoleWithWebIdentity'];
  if (Object.keys(tags.tags).length > 0) actions.push('sts:TagSession');
  const names = identity.provider.principals.map((provider) => ({ kind: 'federated', provider }) as const);
  const keys = {
    ...webIdentityConditionKeys(identity),
    'aws:CurrentTime': new Date(now).toISOString(),
    'sts:RoleSessionName': sessionName,
    ...requestTagKeys(tags),
  };
  return actions.every((action) => trustOf(role.trustPolicy, action, names, keys) === 'allowed');
}

/** The condition keys by which policies know a web identity, such as `cognito-identity.amazonaws.com:sub`. */
export function webIdentityConditionKeys({
  provider,
  subject,
  audience,
  amr,
}: WebIdentityRequest['identity']): ConditionKeys {
  const keys: Record<string, string | readonly string[]> = {
    'aws:FederatedProvider': provider.principals[0] ?? provider.issuer,
  };
  for (const prefix of provider.keyPrefixes) {
    keys[`${prefix}:sub`] = subject;
    keys[`${prefix}:aud`] = audience;
    if (amr.length > 0) keys[`${prefix}:amr`] = amr;
  }
  return keys;
}
