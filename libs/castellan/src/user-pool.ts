// `castellan/user-pool`: the users of a Cognito user pool, from sign-up to sign-out, with Nest or without.

export { AuthCall } from './nest/user-pool/auth-call.decorator.js';
export { AuthController } from './nest/user-pool/auth-controller.js';
export type { AuthControllerClass } from './nest/user-pool/auth-controller.js';
export type { AuthHandlers } from './nest/user-pool/auth-handlers.js';
export type { AuthControllerOptions } from './nest/user-pool/auth-controller-options.js';
export type { SwaggerDecorators } from './nest/user-pool/swagger-decorators.js';
export { UserPoolModule } from './nest/user-pool/user-pool.module.js';
export type { UserPoolModuleOptions } from './nest/user-pool/user-pool.module-options.js';
export * from './user-pool/index.js';
