import type { ConditionKeys } from '../iam/condition-context.js';
import type { PolicyDocument } from '../iam/policy-document.js';
import { callerIdentity, type CallerIdentity } from './caller-identity.js';
import type { SignedBy } from './signed-by.js';

/** Who signed a request, as far as permissions are concerned. */
export interface IamPrincipal extends CallerIdentity {
  /** True for the account's administrator, whom no policy limits. */
  readonly unlimited: boolean;
  readonly identityPolicies: readonly PolicyDocument[];
  readonly sessionPolicies: readonly PolicyDocument[];
  readonly conditionKeys: ConditionKeys;
}

export function principalOf(signedBy: SignedBy): IamPrincipal {
  const identity = callerIdentity(signedBy);
  switch (signedBy.kind) {
    case 'administrator':
      return { ...identity, unlimited: true, identityPolicies: [], sessionPolicies: [], conditionKeys: {} };
    case 'user':
      return {
        ...identity,
        unlimited: false,
        identityPolicies: signedBy.user.policies,
        sessionPolicies: [],
        conditionKeys: {
          'aws:userid': identity.userId,
          'aws:username': signedBy.user.userName,
          'aws:PrincipalArn': identity.arn,
          'aws:PrincipalAccount': identity.accountId,
          'aws:PrincipalType': 'User',
        },
      };
    case 'session': {
      const { identityPolicies, sessionPolicies, conditionKeys } = signedBy.session;
      return { ...identity, unlimited: false, identityPolicies, sessionPolicies, conditionKeys };
    }
  }
}
