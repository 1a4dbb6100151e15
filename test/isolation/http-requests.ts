import { Agent, request } from 'node:http';
import type { Tokens } from '../support/api.js';

/** What became of a request: its status, or that the client went away. */
export type Outcome = number | 'aborted';

/** Requests over kept connections, with as little work around each as can be. */
export class HttpRequests {
  readonly #agent: Agent;
  readonly #port: number;

  constructor(port: number, connections: number) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @param abortAfter in milliseconds: the client goes away then, answered or not. Default: it stays. */
  send(path: string, { accessToken, idToken }: Tokens, abortAfter?: number): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${accessToken!}`, 'x-id-token': idToken };
      const sent = request(
        { agent: this.#agent, host: '127.0.0.1', port: this.#port, path, headers },
        (answer) => {
          answer.on('end', () => resolve(answer.statusCode ?? 0));
          answer.on('error', () => resolve('aborted'));
          answer.resume();
        },
      );
      sent.on('error', (error) =>
        sent.destroyed && abortAfter !== undefined ? resolve('aborted') : reject(error),
      );
      sent.end();
      if (abortAfter !== undefined) setTimeout(() => sent.destroy(), abortAfter);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
