// `castellan/microservices`: handlers of messages under the same guard, and clients that forward their callers' tokens.

export { microservices } from './nest/microservices/microservices.js';
export type { MicroservicesOptions } from './nest/microservices/microservices.js';
export { forwardPrincipal } from './nest/microservices/forward-principal.js';
export type { ForwardPrincipalOptions } from './nest/microservices/forward-principal.js';
export { CastellanRpcException } from './nest/microservices/message-refusal.js';
export type { MessageRefusal } from './nest/microservices/message-refusal.js';
export { RemoteRefusalError } from './nest/microservices/remote-refusal.error.js';
