import type { TableSnapshot } from '../dynamodb/snapshot.js';
import type { IdentityPoolsState } from '../identity-pool/identity-pools-state.js';
import type { BucketState } from '../s3/bucket-state.js';
import type { AccessKeyPair } from '../sts/iam-user.js';
import type { UserPoolState } from '../user-pool/user-pool-state.js';

/** Raised with every change that an older sandbox could not read. */
export const STATE_VERSION = 2;

/** All that a sandbox keeps. It is JSON, but for the bytes of objects. */
export interface SandboxState {
  readonly version: typeof STATE_VERSION;
  /** The address it had: part of the names of its user pools. */
  readonly url: string;
  readonly administrator: AccessKeyPair;
  readonly iamUsers: readonly (AccessKeyPair & { readonly userName: string })[];
  readonly userPools: readonly UserPoolState[];
  readonly identityPools: IdentityPoolsState;
  readonly buckets: readonly BucketState[];
  readonly tables: readonly TableSnapshot[];
}
