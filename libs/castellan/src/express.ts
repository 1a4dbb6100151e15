// `castellan/express`: Express 4 and 5 without Nest, and the parts of the core that applications name.

export { authRouter } from './express/auth-router.js';
export type { AuthRouterMiddleware, AuthRouterOptions } from './express/auth-router.js';
export { createCastellan } from './express/create-castellan.js';
export type { ErrorMiddleware, Middleware, Next } from './express/exchange.js';
export { ExpressCastellan } from './express/express-castellan.js';
export type { Handler } from './express/express-castellan.js';
export type { RequestOfCaller } from './express/request-augmentation.js';
export type { CanMiddlewareOptions, SubjectLoader } from './express/subject-loader.js';
export * from './setup/standalone-api.js';
export * from './user-pool/index.js';
