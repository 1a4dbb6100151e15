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
export { callerClient } from './caller-client.js';
export { assertClientConfig } from './client-config.js';
export { CallerContextStorage } from './caller-context.js';
export type { CallerContext } from './caller-context.js';
export { CallerCredentials } from './caller-credentials.js';
export type { AwsCredentialIdentity, IssuedCredentials } from './caller-credentials.js';
export { bindIdToken } from './id-token-binding.js';
export { IdentityPoolCredentials } from './identity-pool-credentials.js';
export type { IdentityPoolCredentialsOptions } from './identity-pool-credentials.js';
export type { IdentityPoolOptions } from './identity-pool-options.js';
export { identityOfRequest } from './request-identity.js';
export type { IdentityRequest } from './request-identity.js';
export { VerifiedIdentity } from './verified-identity.js';
