import type { SignedBy } from './signed-by.js';

/** Who signed, as AWS prints it. */
export interface CallerIdentity {
  readonly arn: string;
  readonly userId: string;
  readonly accountId: string;
}

export function callerIdentity(signedBy: SignedBy): CallerIdentity {
  if (signedBy.kind === 'session') {
    const { assumedRoleArn, userId, accountId } = signedBy.session;
    return { arn: assumedRoleArn, userId, accountId };
  }
  if (signedBy.kind === 'user') {
    const { arn, userId, accountId } = signedBy.user;
    return { arn, userId, accountId };
  }
  const { arn, accountId } = signedBy.administrator;
  return { arn, userId: accountId, accountId };
}
