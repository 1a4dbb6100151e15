// `castellan/passport`: a strategy of Passport for Cognito.

export { CognitoStrategy } from './passport/cognito-strategy.js';
export type { CognitoStrategyOptions } from './passport/cognito-strategy.js';
export { PassportRefusal } from './passport/passport-refusal.js';
export type { Log } from './http/log.js';
export type { RevokedSignInOfUser, TokenRevocations } from './setup/token-revocations.js';
export { ConfigurationError } from './errors/index.js';
export type { ErrorCode } from './errors/index.js';
export { MemoryRevocations } from './tokens/index.js';
export type {
  MachinePrincipal,
  Principal,
  RevocationStore,
  UserPoolOptions,
  UserPrincipal,
} from './tokens/index.js';
