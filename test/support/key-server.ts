import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Publishes the key sets of user pools, one below each issuer, and counts who asks for them. */
export class KeyServer {
  readonly #server: Server;
  readonly #answers = new Map<string, RequestListener>();
  readonly #requests = new Map<string, number>();

  private constructor() {
    this.#server = createServer((request, response) => {
      const [, userPoolId = ''] = (request.url ?? '').split('/');
      this.#requests.set(userPoolId, this.requestsFor(userPoolId) + 1);
      const answer = this.#answers.get(userPoolId);
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response);
    });
  }

  static async start(): Promise<KeyServer> {
    const keyServer = new KeyServer();
    keyServer.#server.listen(0, '127.0.0.1');
    await once(keyServer.#server, 'listening');
    return keyServer;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  issuer(userPoolId: string): string {
    return `${this.origin}/${userPoolId}`;
  }

  /** Publishes a key set. */
  publish(userPoolId: string, keys: readonly object[]): void {
    this.answer(userPoolId, (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys }));
    });
  }

  /** Answers for a key set in any other way. */
  answer(userPoolId: string, listener: RequestListener): void {
    this.#answers.set(userPoolId, listener);
  }

  /** How often a key set has been asked for. */
  requestsFor(userPoolId: string): number {
    return this.#requests.get(userPoolId) ?? 0;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
