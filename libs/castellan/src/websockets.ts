// `castellan/websockets`: the door to gateways over `ws` and Socket.IO.

export { callerOf } from './nest/websockets/caller-of.js';
export { CLOSE_CODES } from './nest/websockets/close-codes.js';
export type { CloseReason } from './nest/websockets/close-codes.js';
export type { RefusalMessage } from './nest/websockets/refusal-message.js';
export { webSockets } from './nest/websockets/web-sockets.js';
export type { WebSocketsOptions } from './nest/websockets/web-sockets-options.js';
