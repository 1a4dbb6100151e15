export { checkBearerText, readBearerText, readBearerToken, readTokenHeader } from './bearer-token.js';
export type { KeySetHealth, KeySetState } from './key-set-health.js';
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
export { declareClaims } from './declared-claims.js';
export { readProtectedResource } from './protected-resource.js';
export type { ProtectedResource, ProtectedResourceOptions } from './protected-resource.js';
export { protectedResourceMetadata } from './protected-resource-metadata.js';
export type { ProtectedResourceMetadata } from './protected-resource-metadata.js';
export { issuersOfSamePool } from './revocation/issuers-of-same-pool.js';
export { MemoryRevocations } from './revocation/memory-revocations.js';
export type { MemoryRevocationsOptions } from './revocation/memory-revocations.js';
export type {
  RevocationStore,
  RevokedSignIn,
  RevokedToken,
  RevokedUser,
} from './revocation/revocation-store.js';
export type { RefusedKey, RefusedKeyListener } from './signing-keys.js';
export { parseStrictJson } from './strict-json.js';
export { TokenVerifier } from './token-verifier.js';
export type { TokenExpectation } from './token-expectation.js';
export type { Revalidation } from './token-verifier.js';
export type { TokenVerifierOptions, WarningListener } from './token-verifier-options.js';
export { NO_POOL } from './user-pool.js';
export type { UserPoolOptions, UserPoolReference } from './user-pool.js';
export type { ResolvePool } from './user-pool-resolver.js';
