// `castellan`: the Nest adapter, and the parts of the core that applications name.

export { AwsClient, IdentityId } from './nest/aws/aws-client.decorators.js';
export type { IdentityIdOptions } from './nest/aws/aws-client.decorators.js';
export { InjectAwsClient } from './nest/aws/injected-clients.js';
export { CastellanModule } from './nest/castellan.module.js';
export type { CastellanOptions, WarmUp } from './nest/castellan.options.js';
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
  ForScope,
} from './nest/policies/mapping.decorators.js';
export type { ForGroupOptions } from './nest/policies/mapping.decorators.js';
export { Revocations } from './nest/revocation/revocations.js';
export type { RevokedSignInOfUser } from './nest/revocation/revocations.js';
export { Policies } from './nest/policies/policies.decorator.js';
export type { HandlerDecorator } from './nest/routes/handler-decorator.js';
export type {
  SubjectLoader,
  SubjectLoaderFunction,
  SubjectLoaderReference,
} from './nest/routes/subject-loaders.js';

export type { IdentityPoolOptions } from './credentials/index.js';
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
  claim,
  claims,
  freshAuth,
  groups,
  not,
  scopes,
} from './policies/index.js';
export type {
  AuthContextQuery,
  Conditions,
  Decision,
  Duration,
  ExpectedClaim,
  GroupsQuery,
  Requirement,
  Rules,
  SubjectType,
} from './policies/index.js';
export { MemoryRevocations, TokenVerifier } from './tokens/index.js';
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
