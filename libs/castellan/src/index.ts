// `castellan`: the Nest adapter, and the parts of the core that applications name.

export { AwsClient, CurrentIdentity, IdentityId } from './nest/aws/aws-client.decorators.js';
export type { IdentityIdOptions } from './nest/aws/aws-client.decorators.js';
export { InjectAwsClient } from './nest/aws/injected-clients.js';
export type { EntryPointKind } from './nest/audit/entry-points.js';
export type { AccessibleEntry, ReadableFieldsEntry, RouteEntry } from './nest/audit/route-entry.js';
export { explain } from './nest/audit/explain.js';
export type { ExplainedRequest, Explanation, RequestPart } from './nest/audit/explain.js';
export type { ExplainedQuestion } from './nest/audit/explained-questions.js';
export { routeLines } from './nest/audit/route-lines.js';
export { RouteTable } from './nest/audit/route-table.js';
export { routesOf } from './nest/audit/routes-of.js';
export { CastellanModule } from './nest/castellan.module.js';
export type { CastellanOptions, UnguardedHandlers, WarmUp } from './nest/castellan.options.js';
export type { DecisionAuditOptions } from './setup/decision-audit-options.js';
export { Claim, CurrentAbility, CurrentCaller, CurrentUser } from './nest/decorators/caller.decorators.js';
export {
  Authenticated,
  Can,
  Claims,
  Groups,
  Public,
  Require,
  Scopes,
} from './nest/decorators/requirements.js';
export type { CanDecoratorOptions } from './nest/decorators/requirements.js';
export { FederatedFrom } from './nest/decorators/federated-from.decorator.js';
export { AuthContext, FreshAuth } from './nest/decorators/step-up.decorators.js';
export { Revalidate } from './nest/decorators/revalidate.decorator.js';
export type { RevalidateOptions } from './nest/decorators/revalidate.decorator.js';
export { Accessible, Subject } from './nest/decorators/subject.decorators.js';
export { Pool, TokenUse } from './nest/decorators/token.decorators.js';
export { AuthenticationGuard } from './nest/guards/authentication.guard.js';
export { AuthorizationGuard } from './nest/guards/authorization.guard.js';
export {
  ForAuthenticated,
  ForClaim,
  ForEveryone,
  ForGroup,
  ForMachine,
  ForPool,
  ForScope,
} from './policy-classes/mapping.decorators.js';
export type { ForGroupOptions } from './policy-classes/mapping.decorators.js';
export { KEY_SOURCE } from './nest/key-source.js';
export type { KeySource } from './nest/key-source.js';
export { Revocations } from './nest/revocation/revocations.js';
export type { RevokedSignInOfUser } from './setup/token-revocations.js';
export { ApplicationPolicies } from './nest/policies/application-policies.js';
export { Policies } from './nest/policies/policies.decorator.js';
export { policiesOf } from './nest/policies/policies-of.js';
export type { PoliciesOfOptions } from './nest/policies/policies-of.js';
export type { PoliciesOptions } from './policy-classes/policies-mark.js';
export { CheckFields } from './nest/fields/check-fields.decorator.js';
export { ReadableFields } from './nest/fields/readable-fields.decorator.js';
export type { ReadableFieldsOptions } from './nest/fields/readable-fields.decorator.js';
export { CurrentTenant, Tenant } from './nest/tenants/tenant.decorators.js';
export { AllowGuestCredentials, AssumeRole, ScopeDown } from './nest/aws/credentials.decorators.js';
export type { ScopeDownPolicy } from './nest/aws/credentials-metadata.js';
export type { HandlerDecorator } from './nest/routes/handler-decorator.js';
export type {
  SubjectLoader,
  SubjectLoaderFunction,
  SubjectLoaderReference,
} from './nest/routes/subject-loaders.js';

export { AwsClients, Callers, ownClient, policyLiteral } from './credentials/index.js';
export type {
  CallerAwsClients,
  CallerIdentity,
  CallerTokens,
  ClassicOptions,
  DeveloperOptions,
  EnhancedOptions,
  FurtherLogins,
  GuestIdentity,
  HostCredentials,
  IdentityPoolOptions,
  Logins,
  LoginsRequest,
  SessionPolicy,
  SessionPolicyStatement,
  StsCredentialsOptions,
  TokenVendingOptions,
  VerifiedIdentity,
  WebIdentityOptions,
} from './credentials/index.js';
export { JsonLinesSink } from './decisions/index.js';
export type {
  AuditEntry,
  DecisionEntry,
  DecisionSink,
  JsonLinesSinkOptions,
  LostEntriesEntry,
  ShadowDifferenceEntry,
} from './decisions/index.js';
export {
  AccessDeniedError,
  AuthenticationRequiredError,
  AwsAccessDeniedError,
  CastellanError,
  ConfigurationError,
  InsufficientScopeError,
  InsufficientUserAuthenticationError,
  InvalidTokenError,
  SubjectNotFoundError,
} from './errors/index.js';
export type { ErrorCode, Problem } from './errors/index.js';
export {
  AccessibleFilter,
  allOf,
  anyOf,
  authContext,
  authenticated,
  CallerAbility,
  can,
  checkFields,
  claim,
  claims,
  federatedFrom,
  freshAuth,
  groups,
  not,
  permittedFields,
  pickReadable,
  PolicyDocuments,
  scopes,
  tenant,
  tenantGroups,
} from './policies/index.js';
export type {
  AccessibleRule,
  ActionOn,
  AuthContextQuery,
  CheckFieldsOptions,
  Conditions,
  ConditionsOn,
  Decision,
  Duration,
  ExpectedClaim,
  FederationQuery,
  FieldOf,
  FieldPatternOf,
  FieldsOf,
  GroupsQuery,
  PolicyDocumentFile,
  PolicyDocumentFunction,
  PolicyDocumentProblem,
  PolicyDocumentSource,
  PolicyDocumentStatus,
  PolicyDocumentText,
  PolicyTypes,
  ReadablePart,
  Requirement,
  PassingCallers,
  ConsideredRule,
  RequirementOutline,
  Rules,
  SubjectClass,
  SubjectType,
  TenantQuery,
} from './policies/index.js';
export { declareClaims, MemoryRevocations, TokenVerifier } from './tokens/index.js';
export type {
  AnonymousCaller,
  Caller,
  FederatedIdentity,
  MachinePrincipal,
  Principal,
  RevocationStore,
  RevokedSignIn,
  RevokedToken,
  RevokedUser,
  ResolvePool,
  ProtectedResourceOptions,
  UserPoolOptions,
  UserPrincipal,
} from './tokens/index.js';
