// `castellan/express`: Express 4 and 5 without Nest, and the parts of the core that applications name.

export { createCastellan } from './express/create-castellan.js';
export type { ErrorMiddleware, Middleware, Next } from './express/exchange.js';
export { ExpressCastellan } from './express/express-castellan.js';
export type { Handler } from './express/express-castellan.js';
export type { RequestOfCaller } from './express/request-augmentation.js';
export type { CanMiddlewareOptions, SubjectLoader } from './express/subject-loader.js';
export type { Log } from './http/log.js';
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
export { Policies } from './policy-classes/policies.decorator.js';
export type { PoliciesOptions } from './policy-classes/policies-mark.js';
export type { CommonOptions, WarmUp } from './setup/common-options.js';
export type { DecisionAuditOptions } from './setup/decision-audit-options.js';
export type { Policy } from './setup/policy-mappings-of.js';
export type { RequestCaller } from './setup/request-caller.js';
export type { StandaloneOptions } from './setup/standalone-options.js';
export type { RevokedSignInOfUser, TokenRevocations } from './setup/token-revocations.js';

export type { IdentityPoolOptions } from './credentials/index.js';
export { JsonLinesSink } from './decisions/index.js';
export type { DecisionSink, JsonLinesSinkOptions } from './decisions/index.js';
export { CastellanError, ConfigurationError, SubjectNotFoundError } from './errors/index.js';
export type { ErrorCode, Problem } from './errors/index.js';
export {
  allOf,
  anyOf,
  authContext,
  authenticated,
  can,
  checkFields,
  claim,
  claims,
  freshAuth,
  groups,
  not,
  pickReadable,
  scopes,
  tenant,
  tenantGroups,
} from './policies/index.js';
export type {
  PolicyDocumentSource,
  PolicyMapping,
  Requirement,
  Rules,
  TenantQuery,
} from './policies/index.js';
export { MemoryRevocations } from './tokens/index.js';
export type {
  Caller,
  MachinePrincipal,
  Principal,
  RevocationStore,
  TokenExpectation,
  UserPoolOptions,
  UserPrincipal,
} from './tokens/index.js';
