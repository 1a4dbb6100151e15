import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UserPoolOptions } from '../tokens/index.js';
import { refuseInProduction } from './refuse-in-production.js';
import { type TestUserPoolOptions, userPoolOf } from './test-user-pool.js';
import type { TokenFactory } from './token-factory.js';

/** How a {@link JwksServer} fails. */
export interface JwksServerFault {
  /** The HTTP status of its answers. Default 200 with the key set, where there is a delay, and 503 where not. */
  readonly status?: number;
  /** How long it waits before it answers, in milliseconds. Default 0. */
  readonly delayMilliseconds?: number;
}

/**
 * A running server of key sets.
 *
 * @example
 * ```ts
 * import { startJwksServer, TokenFactory } from 'castellan/testing';
 *
 * export async function keysOverHttp(): Promise<number> {
 *   const server = await startJwksServer(new TokenFactory());
 *   const answer = await fetch(server.jwksUri);
 *   await server.close();
 *   return answer.status;
 * }
 * ```
 */
export class JwksServer {
  /** Issues tokens that name this server as their issuer. It shares its keys with the factory that was given. */
  readonly factory: TokenFactory;
  readonly #server: Server;
  readonly #delays = new Set<NodeJS.Timeout>();
  #fault: JwksServerFault = {};
  #requests = 0;

  private constructor(server: Server, factory: TokenFactory) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.factory = factory.withIssuer(`http://127.0.0.1:${port}/${factory.userPoolId}`);
    server.on('request', this.#answer);
  }

  /**
   * Starts one, as {@link startJwksServer} does.
   *
   * @throws ConfigurationError where `NODE_ENV` is `production`.
   */
  static async start(factory: TokenFactory): Promise<JwksServer> {
    refuseInProduction(process.env);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new JwksServer(server, factory);
  }

  /** The `iss` of the tokens. */
  get issuer(): string {
    return this.factory.issuer;
  }

  /** Where the key set is. */
  get jwksUri(): string {
    return `${this.issuer}/.well-known/jwks.json`;
  }

  /** How often the key set has been asked for. */
  get requests(): number {
    return this.#requests;
  }

  /** The options of the user pool, whose keys are fetched from here. */
  userPool(options: TestUserPoolOptions = {}): UserPoolOptions {
    return userPoolOf(this.factory, options);
  }

  /** Fails from now on. Without an argument, every answer is 503. */
  fail({ status, delayMilliseconds = 0 }: JwksServerFault = {}): void {
    this.#fault = { status: status ?? (delayMilliseconds > 0 ? 200 : 503), delayMilliseconds };
  }

  /** Answers as usual again. */
  recover(): void {
    this.#fault = {};
  }

  /** Ends the server and the requests it has not answered. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    for (const delay of this.#delays) clearTimeout(delay);
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  readonly #answer: RequestListener = (request, response) => {
    if (request.url !== new URL(this.jwksUri).pathname) {
      response.writeHead(404).end();
      return;
    }
    this.#requests += 1;
    const { status = 200, delayMilliseconds = 0 } = this.#fault;
    const delay = setTimeout(() => {
      this.#delays.delete(delay);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 200 ? JSON.stringify(this.factory.jwks) : '{}');
    }, delayMilliseconds);
    this.#delays.add(delay);
  };
}

/**
 * Publishes the keys of a factory on the loopback interface, on a free port, so that an application fetches them as
 * it fetches those of Cognito. For tests of rotation and outages; all others are simpler with pinned keys.
 *
 * @throws ConfigurationError where `NODE_ENV` is `production`.
 *
 * @example
 * ```ts
 * import { TokenVerifier } from 'castellan/core';
 * import { startJwksServer, TokenFactory } from 'castellan/testing';
 *
 * export async function rotateDuringAnOutage(): Promise<void> {
 *   const server = await startJwksServer(new TokenFactory());
 *   const verifier = new TokenVerifier({ userPools: [server.userPool()] });
 *   await verifier.verify(server.factory.userAccess());
 *   server.fail({ status: 500 });
 *   server.factory.rotateKey();
 *   await verifier.verify(server.factory.userAccess()).catch(console.log); // key_set_unavailable
 *   await server.close();
 * }
 * ```
 */
export function startJwksServer(factory: TokenFactory): Promise<JwksServer> {
  return JwksServer.start(factory);
}
