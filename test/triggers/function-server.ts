import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (event: never) => Promise<unknown>;

/** Functions behind the `Invoke` API of Lambda, as a local runtime of functions serves them. */
export class FunctionServer {
  readonly invoked: string[] = [];
  readonly #server: Server;

  private constructor(functions: Readonly<Record<string, Handler>>) {
    this.#server = createServer((request, response) => {
      const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1] ?? '';
      const run = functions[decodeURIComponent(name)];
      this.invoked.push(name);
      const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(body));
      void (async () => {
        let text = '';
        for await (const chunk of request) text += String(chunk);
        if (run === undefined) {
          answer(404, {}, { 'x-amzn-errortype': 'ResourceNotFoundException:http://internal.amazon.com/' });
          return;
        }
        try {
          answer(200, await run(JSON.parse(text) as never));
        } catch (error) {
          const { name: errorType, message: errorMessage } = error as Error;
          answer(200, { errorType, errorMessage }, { 'x-amz-function-error': 'Unhandled' });
        }
      })();
    });
  }

  static async start(functions: Readonly<Record<string, Handler>>): Promise<FunctionServer> {
    const server = new FunctionServer(functions);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
