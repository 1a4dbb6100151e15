import { conditionContext, type ConditionKeys } from './condition-context.js';
import { asArray } from './one-or-many.js';
import type { PolicyDocument } from './policy-document.js';
import { hasVariables } from './policy-version.js';
import { type AccessQuestion, statementApplies } from './statement.js';

/** What IAM is asked about one request. */
export interface AuthorizationRequest {
  /** The policies of the role. Nothing is allowed that these do not allow. */
  readonly identityPolicies: readonly PolicyDocument[];
  /** The policies of the session. If there are any, these must allow the request as well. */
  readonly sessionPolicies: readonly PolicyDocument[];
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** The ARN. */
  readonly resource: string;
  readonly context: ConditionKeys;
}

/** Which kind of policy decided. */
export type PolicyType = 'identity-based' | 'session';

/** IAM's answer. A refusal is explicit when a Deny statement made it, and otherwise for want of an Allow. */
export type AuthorizationResult =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly explicit: boolean; readonly by: PolicyType };

/**
 * Decides as IAM does: any Deny that applies refuses; else the role's policies and the session's policies, where
 * there are some, must each allow.
 *
 * Throws an Error for a policy that `validatePolicyDocument` would refuse; callers must not take that for a grant.
 */
export function authorize(request: AuthorizationRequest): AuthorizationResult {
  const question = {
    action: request.action,
    resource: request.resource,
    context: conditionContext(request.context),
  };
  const byRole = effectOf(request.identityPolicies, question);
  const bySession =
    request.sessionPolicies.length === 0 ? 'Allow' : effectOf(request.sessionPolicies, question);
  if (byRole === 'Deny') return { allowed: false, explicit: true, by: 'identity-based' };
  if (bySession === 'Deny') return { allowed: false, explicit: true, by: 'session' };
  if (byRole !== 'Allow') return { allowed: false, explicit: false, by: 'identity-based' };
  if (bySession !== 'Allow') return { allowed: false, explicit: false, by: 'session' };
  return { allowed: true };
}

function effectOf(
  policies: readonly PolicyDocument[],
  question: Omit<AccessQuestion, 'variables'>,
): 'Allow' | 'Deny' | undefined {
  let effect: 'Allow' | undefined;
  for (const policy of policies) {
    const asked = { ...question, variables: hasVariables(policy) };
    for (const statement of asArray(policy.Statement)) {
      // An Allow that would change nothing needs no evaluation; a Deny always does.
      if (statement.Effect === 'Allow' && effect === 'Allow') continue;
      if (!statementApplies(statement, asked)) continue;
      if (statement.Effect !== 'Allow') return 'Deny';
      effect = 'Allow';
    }
  }
  return effect;
}
