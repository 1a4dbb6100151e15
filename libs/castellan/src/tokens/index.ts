export { readBearerToken, readTokenHeader } from './bearer-token.js';
export type { KeySetStatus } from './key-set.js';
export { ANONYMOUS } from './principal.js';
export type {
  AnonymousCaller,
  Caller,
  Claims,
  FederatedIdentity,
  MachinePrincipal,
  Principal,
  TokenUse,
  UserPrincipal,
  VerifiedCaller,
} from './principal.js';
export type { RefusedKey } from './signing-keys.js';
export { TokenVerifier } from './token-verifier.js';
export type { TokenExpectation } from './token-verifier.js';
export type { TokenVerifierOptions } from './token-verifier-options.js';
export type { UserPoolOptions, UserPoolReference } from './user-pool.js';
