import { conditionContext, type ConditionKeys } from './condition-context.js';
import { conditionsHold } from './conditions.js';
import { asArray } from './one-or-many.js';
import type { TrustPolicyDocument, TrustPolicyStatement } from './policy-document.js';
import { hasVariables } from './policy-version.js';
import { type Principal, type Trust, trustIn } from './principal.js';
import { actionApplies } from './statement.js';

/** What a role's trust policy is asked. */
export interface TrustQuestion {
  readonly policy: TrustPolicyDocument;
  /** Such as `sts:AssumeRoleWithWebIdentity`; with session tags, `sts:TagSession` is asked about as well. */
  readonly action: string;
  readonly principal: Principal;
  readonly context: ConditionKeys;
}

/**
 * A trust policy's answer. `delegated`: the policy trusts the principal's whole account, which leaves it to the
 * principal's own policies to allow `sts:AssumeRole` on the role.
 */
export type TrustDecision = 'allowed' | 'delegated' | 'denied' | 'explicitly-denied';

/**
 * Decides whether a trust policy lets a principal assume the role.
 *
 * Throws an Error for a policy that `validateTrustPolicy` would refuse; callers must not take that for a grant.
 */
export function trustDecision({ policy, action, principal, context }: TrustQuestion): TrustDecision {
  const reading = { context: conditionContext(context), variables: hasVariables(policy) };
  let best: 'allowed' | 'delegated' | 'denied' = 'denied';
  for (const statement of asArray<TrustPolicyStatement>(policy.Statement)) {
    const trust = trustIn(statement.Principal, principal);
    if (trust === 'none' || !actionApplies(statement, action)) continue;
    if (statement.Condition !== undefined && !conditionsHold(statement.Condition, reading)) continue;
    if (statement.Effect !== 'Allow') return 'explicitly-denied';
    if (best !== 'allowed') best = GRANTS[trust];
  }
  return best;
}

const GRANTS: Readonly<Record<Exclude<Trust, 'none'>, 'allowed' | 'delegated'>> = {
  principal: 'allowed',
  account: 'delegated',
};
