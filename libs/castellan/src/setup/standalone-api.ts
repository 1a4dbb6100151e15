// What every entry without Nest exports: the parts of the core that applications name.

export type { Log } from '../http/log.js';
export {
  ForAuthenticated,
  ForClaim,
  ForEveryone,
  ForGroup,
  ForMachine,
  ForPool,
  ForScope,
} from '../policy-classes/mapping.decorators.js';
export type { ForGroupOptions } from '../policy-classes/mapping.decorators.js';
export { Policies } from '../policy-classes/policies.decorator.js';
export type { PoliciesOptions } from '../policy-classes/policies-mark.js';
export type { CommonOptions, WarmUp } from './common-options.js';
export type { DecisionAuditOptions } from './decision-audit-options.js';
export type { Policy } from './policy-mappings-of.js';
export type { RequestCaller } from './request-caller.js';
export type { StandaloneOptions } from './standalone-options.js';
export type { RevokedSignInOfUser, TokenRevocations } from './token-revocations.js';

export type { IdentityPoolOptions } from '../credentials/index.js';
export { JsonLinesSink } from '../decisions/index.js';
export type { DecisionSink, JsonLinesSinkOptions } from '../decisions/index.js';
export { CastellanError, ConfigurationError, SubjectNotFoundError } from '../errors/index.js';
export type { ErrorCode, Problem } from '../errors/index.js';
export {
  allOf,
  anyOf,
  authContext,
  authenticated,
  can,
  checkFields,
  claim,
  claims,
  federatedFrom,
  freshAuth,
  groups,
  not,
  pickReadable,
  scopes,
  tenant,
  tenantGroups,
} from '../policies/index.js';
export type {
  PolicyDocumentSource,
  PolicyMapping,
  Requirement,
  Rules,
  TenantQuery,
} from '../policies/index.js';
export { declareClaims, MemoryRevocations } from '../tokens/index.js';
export type {
  Caller,
  MachinePrincipal,
  Principal,
  RevocationStore,
  TokenExpectation,
  UserPoolOptions,
  UserPrincipal,
} from '../tokens/index.js';
