import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const HOST = '127.0.0.1';

/** How long requests that are being answered may take after `close()`, in milliseconds. */
const GRACE = 250;

/** Answers a request. If it rejects, the connection is cut. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The HTTP server of a sandbox. It listens on 127.0.0.1 and nowhere else. */
export class SandboxServer {
  private handler: RequestHandler = notReady;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void this.answer(request, response);
    });
  }

  /** Port 0 is any free one. A port that is taken is an `Error` with the code `EADDRINUSE`. */
  static async listen(port: number): Promise<SandboxServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
      server.listen(port, HOST, resolve);
    });
    return new SandboxServer(server);
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://${HOST}:${port}`;
  }

  /** The address is known before the services are: the issuer of every token is made of it. */
  serve(handler: RequestHandler): void {
    this.handler = handler;
  }

  /** Never rejects: a rejection that nobody handles would end the whole process. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.handler(request, response);
    } catch {
      response.destroy();
    }
  }

  /** Takes no new connections, closes the idle ones, and gives the rest a moment. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.server.closeAllConnections(), GRACE);
    await closed;
    clearTimeout(timer);
  }
}

async function notReady(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(503, { 'retry-after': '1' }).end();
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  const message = `Port ${port} on ${HOST} is taken. Choose another by the option port, --port of the command, or 0 for any free one.`;
  return Object.assign(new Error(message), { code: error.code });
}
