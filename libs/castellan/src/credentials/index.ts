export type {
  AwsClient,
  AwsClientClass,
  AwsClientConfig,
  AwsClientOf,
  RefusedClientOption,
} from './aws-client-class.js';
export { AwsClients } from './aws-clients.js';
export type { AwsClientDefaults, AwsClientsOptions, CallerAwsClients } from './aws-clients.js';
export { refusedByAws } from './aws-refusals.js';
export { callerClient, ownClient } from './caller-client.js';
export { assertClientClass, assertClientConfig } from './client-config.js';
export { CallerContextStorage } from './caller-context.js';
export type { CallerContext } from './caller-context.js';
export { Callers } from './callers.js';
export type { CallersOptions, CallerTokens } from './callers.js';
export { CallerCredentials } from './caller-credentials.js';
export type { AwsCredentialIdentity, IssuedCredentials } from './caller-credentials.js';
export type { CallerIdentity } from './caller-identity.js';
export { demandedIdentity } from './credentials-demand.js';
export type { CredentialsDemand } from './credentials-demand.js';
export type { CredentialsNarrowing } from './credentials-narrowing.js';
export type { CredentialsOptions } from './credentials-options.js';
export { hasCredentialsSource } from './credentials-source.js';
export type { CredentialsSource } from './credentials-source.js';
export type { FurtherLogins, LoginsRequest } from './further-logins.js';
export { GuestIdentity } from './guest-identity.js';
export type { Logins } from './logins.js';
export { bindIdToken } from './id-token-binding.js';
export { IdentityPoolCredentials } from './identity-pool-credentials.js';
export type { IdentityPoolCredentialsOptions } from './identity-pool-credentials-options.js';
export type { IdentityPoolOptions, PoolStrategyOptions } from './identity-pool-options.js';
export { identityOfRequest } from './request-identity.js';
export type { IdentityDemand, IdentityRequest } from './request-identity.js';
export type { ClassicOptions } from './strategies/classic-options.js';
export type { CredentialsStrategyName } from './strategies/credentials-strategy.js';
export type { DeveloperOptions } from './strategies/developer-options.js';
export type { EnhancedOptions } from './strategies/enhanced-options.js';
export type { HostAwsCredentials, HostCredentials } from './strategies/host-credentials.js';
export type { RoleOptions } from './strategies/role-options.js';
export type { SessionOptions } from './strategies/session-options.js';
export {
  assertOnlyDenies,
  combinedSessionPolicy,
  policyLiteral,
  sessionPolicyText,
} from './strategies/session-policy.js';
export type { SessionPolicy, SessionPolicyStatement } from './strategies/session-policy.js';
export type { TokenVendingOptions } from './strategies/token-vending-options.js';
export type { WebIdentityOptions } from './strategies/web-identity-options.js';
export type { StsCredentialsOptions } from './sts-credentials-options.js';
export { VerifiedIdentity } from './verified-identity.js';
export type { CredentialsCounters, IdentityPoolHealth, IdentityPoolState } from './credentials-health.js';
export type { CredentialsCacheOptions } from './credentials-cache-options.js';
export type { CredentialsOperation } from './limits/call-limits.js';
export type { CallLimitsOptions } from './limits/call-limits-options.js';
export type { SharedCredentialsOptions } from './shared/shared-credentials-options.js';
export type { SharedCredentialsListener, SharedCredentialsStore } from './shared/shared-credentials-store.js';
