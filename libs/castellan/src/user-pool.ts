// `castellan/user-pool`: the users of a Cognito user pool, from sign-up to sign-out, with Nest or without.

export { UserPoolModule } from './nest/user-pool/user-pool.module.js';
export type { UserPoolModuleOptions } from './nest/user-pool/user-pool.module-options.js';
export * from './user-pool/index.js';
