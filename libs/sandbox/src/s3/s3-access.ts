import { type AuthorizationResult, authorize } from '../iam/authorize.js';
import type { ConditionKeys } from '../iam/condition-context.js';
import { callerIdentity } from '../sts/caller-identity.js';
import type { SignedBy } from '../sts/signed-by.js';
import { accessDenied } from './s3-error.js';

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** What the signer of one request may do. */
export class S3Access {
  readonly #signedBy: SignedBy;
  readonly #requestKeys: ConditionKeys;

  /** @param requestKeys - The condition keys that are the same for every action of this request. */
  constructor(signedBy: SignedBy, requestKeys: ConditionKeys) {
    this.#signedBy = signedBy;
    this.#requestKeys = requestKeys;
  }

  /**
   * Throws `AccessDenied` in AWS's words unless IAM allows the action. Without a resource the action is about the
   * account, and AWS names none.
   */
  require(action: string, resource: string | undefined, actionKeys: ConditionKeys = {}): void {
    if (this.#signedBy.kind === 'administrator') return;
    const { session } = this.#signedBy;
    const result = authorize({
      identityPolicies: session.identityPolicies,
      sessionPolicies: session.sessionPolicies,
      action,
      resource: resource ?? 'arn:aws:s3:::*',
      // The facts of the request come last: nothing in a session replaces them.
      context: { ...session.conditionKeys, ...this.#requestKeys, ...actionKeys },
    });
    if (!result.allowed) throw accessDenied(this.#refusal(action, resource, result));
  }

  #refusal(
    action: string,
    resource: string | undefined,
    { explicit, by }: Extract<AuthorizationResult, { allowed: false }>,
  ): string {
    const on = resource === undefined ? '' : ` on resource: "${resource}"`;
    const article = by === 'identity-based' ? 'an' : 'a';
    const why = explicit
      ? `with an explicit deny in ${article} ${by} policy`
      : `because no ${by} policy allows the ${action} action`;
    return `User: ${callerIdentity(this.#signedBy).arn} is not authorized to perform: ${action}${on} ${why}`;
  }
}
