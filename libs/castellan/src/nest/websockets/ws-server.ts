import type { IncomingMessage } from 'node:http';
import type { Answer } from '../../errors/index.js';
import type { Connection } from './connection.js';
import { carriesToken } from './handshake-credentials.js';

type Done = (
  verified: boolean,
  status?: number,
  body?: string,
  headers?: Readonly<Record<string, string>>,
) => void;
type VerifyClient = (info: { readonly req: IncomingMessage }, done: Done) => unknown;

/** A server of `ws`, as far as it is used here. */
export interface WsServer {
  readonly options: {
    verifyClient?: VerifyClient | null;
    handleProtocols?:
      ((protocols: Set<string>, request: IncomingMessage) => string | false | undefined) | null;
  };
  prependListener(
    event: 'connection',
    listener: (client: WsClient, request: IncomingMessage) => void,
  ): unknown;
}

/** A connection of `ws`. */
export interface WsClient {
  readonly readyState: number;
  send(data: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  once(event: 'close', listener: () => void): unknown;
}

/** What a server needs of whoever decides. */
export interface WsGate {
  /** @throws whatever {@link answer} turns into an answer. */
  admit(request: IncomingMessage): Promise<Connection>;
  answer(error: unknown): Answer;
  opened(connection: Connection): void;
  closed(connection: Connection): void;
}

export function isWsServer(server: object): server is WsServer {
  return 'handleUpgrade' in server && 'options' in server && typeof server.options === 'object';
}

/** Has `ws` ask before it answers the handshake: a refused client gets an HTTP answer and never a WebSocket. */
export function guardWsServer(server: WsServer, gate: WsGate): void {
  const admitted = new WeakMap<IncomingMessage, Connection>();
  const { options } = server;
  const { verifyClient: further, handleProtocols: choose } = options;

  options.verifyClient = (info: { readonly req: IncomingMessage }, done: Done): void => {
    gate.admit(info.req).then(
      (connection) => {
        admitted.set(info.req, connection);
        askFurther(further, info, done);
      },
      (error: unknown) => {
        const { status, headers, body } = gate.answer(error);
        done(false, status, JSON.stringify(body), headers);
      },
    );
  };

  options.handleProtocols = (protocols, request) => {
    const harmless = new Set([...protocols].filter((protocol) => !carriesToken(protocol)));
    if (choose !== undefined && choose !== null) return choose(harmless, request);
    const [first] = harmless;
    return first ?? false;
  };

  server.prependListener('connection', (client, request) => {
    const connection = admitted.get(request);
    if (connection === undefined) {
      client.terminate();
      return;
    }
    connection.tie(client);
    gate.opened(connection);
    client.once('close', () => gate.closed(connection));
  });
}

/** What the application itself asks of handshakes. */
function askFurther(
  further: VerifyClient | null | undefined,
  info: { readonly req: IncomingMessage },
  done: Done,
): void {
  if (further === undefined || further === null) done(true);
  else if (further.length === 2) further(info, done);
  else done(further(info, done) === true);
}
