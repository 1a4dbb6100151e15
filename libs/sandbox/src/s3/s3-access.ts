import type { ConditionKeys } from '../iam/condition-context.js';
import { SignerAccess } from '../iam/signer-access.js';
import type { SignedBy } from '../sts/signed-by.js';
import { accessDenied } from './s3-error.js';

export const bucketArn = (partition: string, bucket: string): string => `arn:${partition}:s3:::${bucket}`;
export const objectArn = (partition: string, bucket: string, key: string): string =>
  `arn:${partition}:s3:::${bucket}/${key}`;

/** What the signer of one request may do in S3. */
export class S3Access {
  readonly #access: SignerAccess;

  /**
   * @param requestKeys - The condition keys that are the same for every action of this request.
   * @param partition - The second part of the ARNs, such as `aws`.
   */
  constructor(
    signedBy: SignedBy,
    requestKeys: ConditionKeys,
    readonly partition: string,
  ) {
    this.#access = new SignerAccess(signedBy, requestKeys);
  }

  /**
   * Throws `AccessDenied` in AWS's words unless IAM allows the action. Without a resource the action is about the
   * account, and AWS names none.
   */
  require(action: string, resource: string | undefined, keys: ConditionKeys = {}): void {
    const refusal = this.#access.refusal({
      action,
      resource: resource ?? `arn:${this.partition}:s3:::*`,
      ...(resource !== undefined && { shownResource: `"${resource}"` }),
      keys,
    });
    if (refusal !== undefined) throw accessDenied(refusal);
  }
}
