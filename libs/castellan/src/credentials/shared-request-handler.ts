import type { NodeHttpHandler } from '@smithy/node-http-handler';

/** What a client needs of its request handler. */
export type RequestHandler = Pick<NodeHttpHandler, 'handle'> & Partial<Pick<NodeHttpHandler, 'metadata'>>;

/**
 * Lends one request handler to many clients. No client can close it, or change its settings, for the others:
 * what they call to that end does nothing here.
 */
export class SharedRequestHandler {
  readonly #handler: RequestHandler;
  readonly metadata: NodeHttpHandler['metadata'];

  constructor(handler: RequestHandler) {
    this.#handler = handler;
    this.metadata = handler.metadata ?? { handlerProtocol: 'http/1.1' };
  }

  handle(...args: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    return this.#handler.handle(...args);
  }

  destroy(): void {
    // A handler of the application may call destroy() on its client; the connections belong to everybody.
  }

  updateHttpClientConfig(): void {
    // Settings are given once, where the handler is made.
  }

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}
