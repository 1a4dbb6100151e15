/** Injection token of the checked options. */
export const CASTELLAN_OPTIONS = Symbol('castellan.options');
/** Injection token of the identity pool's credentials; `undefined` is injected where no pool is configured. */
export const IDENTITY_POOL_CREDENTIALS = Symbol('castellan.identity-pool-credentials');
/** Injection token of the callers' AWS clients; `undefined` is injected where no identity pool is configured. */
export const AWS_CLIENTS = Symbol('castellan.aws-clients');
