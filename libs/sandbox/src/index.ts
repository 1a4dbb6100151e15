export { Sandbox } from './sandbox.js';
export type { SandboxDynamoDb, SandboxS3 } from './sandbox-stores.js';
export type {
  AdministratorKeys,
  ClientDescription,
  IamUserDescription,
  IdentityPoolDescription,
  SandboxDescription,
  UserDescription,
  UserPoolDescription,
} from './sandbox-description.js';
export type {
  IamUserOptions,
  IdentityPoolOptions,
  IdentityProviderOptions,
  MappingRuleOptions,
  OpenIdConnectProviderOptions,
  PrincipalTagOptions,
  RoleMappingOptions,
  RoleOptions,
  SamlProviderOptions,
  SandboxOptions,
} from './options.js';
export type {
  AppClientOptions,
  CustomAttributeOptions,
  GroupOptions,
  ManagedLoginOptions,
  PasswordPolicyOptions,
  ResourceServerOptions,
  SeedUserOptions,
  UserPoolOptions,
} from './user-pool-options.js';
export type { UserPoolIdentityProviderOptions } from './federation-options.js';
export type { DeviceTrackingOptions, MfaOptions, RiskAction, RiskOptions } from './authentication-options.js';
export type { Clock } from './clock.js';
export type {
  PolicyDocument,
  PolicyStatement,
  TrustPolicyDocument,
  TrustPolicyStatement,
} from './iam/policy-document.js';
export type { KeyAttributeOptions, TableIndexOptions, TableOptions } from './dynamodb/table-options.js';
export type { DynamoDbRequest } from './dynamodb/request-log.js';
export type { S3Request } from './s3/request-log.js';
export type { CallCounter } from './http/call-counter.js';
export type { CallLog, LoggedCall } from './http/call-log.js';
export type { ConnectionFaultKind } from './http/connection-fault.js';
export type { Fault, Faults } from './http/faults.js';
export type { MessagePurpose, OutboxMessage } from './user-pool/outbox.js';
export type {
  LambdaEndpointOptions,
  PreTokenGenerationOptions,
  PreTokenGenerationVersion,
  TriggerFunction,
  TriggersOptions,
  TriggerTarget,
} from './user-pool/triggers/trigger-options.js';
export { resolveRole, type RoleRequest, type RoleResolution } from './identity-pool/role-resolution.js';
