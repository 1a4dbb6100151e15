/** The operations of AWS that credentials are got with. Each has a quota of its own. */
export const CREDENTIALS_OPERATIONS = [
  'GetId',
  'GetCredentialsForIdentity',
  'GetOpenIdToken',
  'GetOpenIdTokenForDeveloperIdentity',
  'AssumeRoleWithWebIdentity',
  'AssumeRole',
] as const;

/** One of the operations of AWS that credentials are got with. */
export type CredentialsOperation = (typeof CREDENTIALS_OPERATIONS)[number];

/** Who waits for a call: a caller who has no credentials, or nobody, because those at hand are still good. */
export type CallPriority = 'caller' | 'renewal';

/** The gate that every call for credentials goes through. */
export interface CallLimits {
  /**
   * Makes the call when its turn has come, and again a moment later when it got no answer.
   *
   * @param call makes one request, without retries of its own; what goes wrong is an `AwsFault`
   * @throws CredentialsThrottledError when its turn does not come in time
   */
  run<T>(operation: CredentialsOperation, priority: CallPriority, call: () => Promise<T>): Promise<T>;
}

/** Lets every call through at once. */
export const UNLIMITED_CALLS: CallLimits = {
  run: (_operation, _priority, call) => call(),
};
