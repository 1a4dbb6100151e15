export { Sandbox, type SandboxS3 } from './sandbox.js';
export type {
  AdministratorKeys,
  ClientDescription,
  IdentityPoolDescription,
  SandboxDescription,
  UserDescription,
  UserPoolDescription,
} from './sandbox-description.js';
export type {
  AppClientOptions,
  CustomAttributeOptions,
  GroupOptions,
  IdentityPoolOptions,
  IdentityProviderOptions,
  MappingRuleOptions,
  PrincipalTagOptions,
  RoleMappingOptions,
  RoleOptions,
  SandboxOptions,
  SeedUserOptions,
  UserPoolOptions,
} from './options.js';
export type { Clock } from './clock.js';
export type { PolicyDocument, PolicyStatement } from './iam/policy-document.js';
export type { S3Request } from './s3/request-log.js';
export type { CallCounter } from './http/call-counter.js';
export type { Fault, Faults } from './http/faults.js';
export { resolveRole, type RoleRequest, type RoleResolution } from './identity-pool/role-resolution.js';
