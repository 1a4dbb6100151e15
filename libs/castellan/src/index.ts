// `castellan`: the Nest adapter, and the parts of the core that applications name.

export { AwsClient, IdentityId } from './nest/aws/aws-client.decorators.js';
export type { IdentityIdOptions } from './nest/aws/aws-client.decorators.js';
export { InjectAwsClient } from './nest/aws/injected-clients.js';
export { CastellanModule } from './nest/castellan.module.js';
export type { CastellanOptions } from './nest/castellan.options.js';
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
export { Accessible, Subject } from './nest/decorators/subject.decorators.js';
export { AuthenticationGuard } from './nest/guards/authentication.guard.js';
export { AuthorizationGuard } from './nest/guards/authorization.guard.js';
export {
  ForAuthenticated,
  ForClaim,
  ForEveryone,
  ForGroup,
  ForScope,
} from './nest/policies/mapping.decorators.js';
export type { ForGroupOptions } from './nest/policies/mapping.decorators.js';
export { Policies } from './nest/policies/policies.decorator.js';
export type { HandlerDecorator } from './nest/routes/requirement-metadata.js';
export type {
  SubjectLoader,
  SubjectLoaderFunction,
  SubjectLoaderReference,
} from './nest/routes/subject-loaders.js';

export { CallerContextStorage } from './credentials/index.js';
export type { CallerContext, IdentityPoolOptions } from './credentials/index.js';
export {
  AccessDeniedError,
  AuthenticationRequiredError,
  AwsAccessDeniedError,
  CastellanError,
  ConfigurationError,
  InsufficientScopeError,
  InvalidTokenError,
  SubjectNotFoundError,
} from './errors/index.js';
export type { ErrorCode, Problem } from './errors/index.js';
export {
  AccessibleFilter,
  allOf,
  anyOf,
  authenticated,
  CallerAbility,
  can,
  claim,
  claims,
  groups,
  not,
  scopes,
} from './policies/index.js';
export type {
  Conditions,
  Decision,
  ExpectedClaim,
  GroupsQuery,
  Requirement,
  Rules,
  SubjectType,
} from './policies/index.js';
export { TokenVerifier } from './tokens/index.js';
export type {
  AnonymousCaller,
  Caller,
  FederatedIdentity,
  MachinePrincipal,
  Principal,
  TokenUse,
  UserPoolOptions,
  UserPrincipal,
} from './tokens/index.js';
