import { type TrustDecision, trustDecision } from '../iam/authorize-trust.js';
import type { ConditionKeys } from '../iam/condition-context.js';
import type { TrustPolicyDocument } from '../iam/policy-document.js';
import type { Principal } from '../iam/principal.js';

export type TrustAction = 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity' | 'sts:TagSession';

/** What a role without a trust policy of its own has: the identity pools of the sandbox may use it, nobody else. */
export const defaultTrustPolicy = (identityPoolPrincipal: string): TrustPolicyDocument => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: identityPoolPrincipal },
    Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
  },
});

const CLOSEST: readonly TrustDecision[] = ['explicitly-denied', 'allowed', 'delegated'];

/** The decision about somebody who goes by several names: a Deny of any counts, and else the closest trust. */
export function trustOf(
  policy: TrustPolicyDocument,
  action: TrustAction,
  names: readonly Principal[],
  context: ConditionKeys,
): TrustDecision {
  const decisions = names.map((principal) => trustDecision({ policy, action, principal, context }));
  return CLOSEST.find((decision) => decisions.includes(decision)) ?? 'denied';
}
