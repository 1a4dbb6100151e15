// `castellan/testing`: real tokens and key sets for the tests of applications. Not for production.

export { asMachine, asUser, asUserWithIdToken } from './testing/caller-headers.js';
export type { BearerHeaders, BearerTokenOptions, IdTokenHeaders } from './testing/caller-headers.js';
export { JwksServer, startJwksServer } from './testing/jwks-server.js';
export type { JwksServerFault } from './testing/jwks-server.js';
export { testKeys } from './testing/test-keys.js';
export { testUserPool } from './testing/test-user-pool.js';
export type { TestUserPoolOptions } from './testing/test-user-pool.js';
export { TokenFactory } from './testing/token-factory.js';
export type {
  MachineTokenOptions,
  TokenFactoryOptions,
  TokenOptions,
  UserTokenOptions,
} from './testing/token-factory.js';
export type { TestJwk, TestKeySet } from './testing/signing-key-ring.js';
export type { AssertDecision, ExpectedDenial, PolicyExpectation } from './testing/expect-policy.js';
export type { MatrixInstance, PolicyMatrixOptions } from './testing/policy-matrix.js';
export { policyTests } from './testing/policy-tests.js';
export type { PolicySource, PolicyTests } from './testing/policy-tests.js';
export type { TestCallerOptions, TestUserOptions } from './testing/test-principals.js';
