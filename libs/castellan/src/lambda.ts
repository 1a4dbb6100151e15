// `castellan/lambda`: authorizers and handlers behind API Gateway, and the parts of the core that applications name.

export type { AuthorizerContext, PolicyAnswer, SimpleAnswer } from './lambda/authorizer-answer.js';
export { createCastellan } from './lambda/create-castellan.js';
export type { ApiGatewayEvent, EventHeaders } from './lambda/events.js';
export { LambdaCastellan } from './lambda/lambda-castellan.js';
export type { AuthorizerEvent, LambdaHandler } from './lambda/lambda-castellan.js';
export type { AuthorizerOptions, HandlerOptions } from './lambda/lambda-options.js';
export type { ProxyAnswer } from './lambda/proxy-answer.js';
export * from './setup/standalone-api.js';
