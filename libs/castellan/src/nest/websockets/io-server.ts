import type { IncomingMessage } from 'node:http';
import { ConfigurationError } from '../../errors/index.js';
import type { Connection } from './connection.js';

/** A server of `socket.io`, as far as it is used here. */
export interface IoServer {
  readonly sockets: IoNamespace;
  readonly opts?: { readonly connectionStateRecovery?: unknown };
  readonly _nsps?: ReadonlyMap<string, IoNamespace>;
  of(name: string): IoNamespace;
  on(event: 'new_namespace', listener: (namespace: IoNamespace) => void): unknown;
}

interface IoNamespace {
  use(middleware: (socket: IoSocket, next: (error?: Error) => void) => void): unknown;
  on(event: 'connection', listener: (socket: IoSocket) => void): unknown;
}

/** A socket of `socket.io`: one namespace over a connection that several namespaces may share. */
interface IoSocket {
  readonly handshake: { readonly auth?: unknown };
  readonly request: IncomingMessage;
  /** The connection below. */
  readonly conn: { close(): unknown };
  emit(event: string, data: unknown): unknown;
  disconnect(close: boolean): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** What a server needs of whoever decides. */
export interface IoGate {
  /** @throws whatever {@link refusal} turns into what a client may see. */
  admit(request: IncomingMessage, auth: unknown): Promise<Connection>;
  refusal(error: unknown): Error;
  opened(connection: Connection): void;
  closed(connection: Connection): void;
  readonly maxFailedAttempts: number;
}

/** How long a connection may stay that no namespace has let in. */
const PATIENCE_MS = 1_000;

/** What has become of the namespaces that were asked for over one connection. */
interface Asked {
  accepted: number;
  failures: number;
}

/** The server of Socket.IO behind what an adapter made: itself, or the one of a namespace. */
export function ioServerOf(server: object): IoServer | undefined {
  if (isIoServer(server)) return server;
  if (!('server' in server) || typeof server.server !== 'object' || server.server === null) return undefined;
  return isIoServer(server.server) ? server.server : undefined;
}

function isIoServer(server: object): server is IoServer {
  return 'of' in server && typeof server.of === 'function' && 'sockets' in server;
}

/**
 * Has every namespace ask before a socket is connected to it, those that are made later as well.
 *
 * @throws ConfigurationError if the server gives connections back before anybody could ask.
 */
export function guardIoServer(server: IoServer, gate: IoGate): void {
  requireNoRecovery(server);
  const asked = new WeakMap<object, Asked>();
  const connections = new WeakMap<IoSocket, Connection>();

  const askedOver = (conn: object): Asked => {
    const known = asked.get(conn) ?? { accepted: 0, failures: 0 };
    asked.set(conn, known);
    return known;
  };

  const refuse = ({ conn }: IoSocket): void => {
    const known = askedOver(conn);
    known.failures += 1;
    const close = (): void => {
      if (known.accepted === 0 || known.failures >= gate.maxFailedAttempts) conn.close();
    };
    // The refusal has to go out first.
    if (known.failures >= gate.maxFailedAttempts) setImmediate(close);
    else setTimeout(close, PATIENCE_MS).unref();
  };

  const guard = (namespace: IoNamespace): void => {
    namespace.use((socket, next) => {
      gate.admit(socket.request, socket.handshake.auth).then(
        (connection) => {
          askedOver(socket.conn).accepted += 1;
          connection.tie(socket);
          connections.set(socket, connection);
          next();
        },
        (error: unknown) => {
          next(gate.refusal(error));
          refuse(socket);
        },
      );
    });
    namespace.on('connection', (socket) => {
      const connection = connections.get(socket);
      if (connection === undefined) {
        socket.disconnect(true);
        return;
      }
      gate.opened(connection);
      socket.on('disconnect', () => gate.closed(connection));
    });
  };

  for (const namespace of new Set([server.sockets, ...(server._nsps?.values() ?? [])])) guard(namespace);
  server.on('new_namespace', guard);
}

/** A recovered connection has its rooms and its missed messages before its token is looked at, or without one. */
function requireNoRecovery({ opts }: IoServer): void {
  if (opts?.connectionStateRecovery === undefined) return;
  throw new ConfigurationError(
    'connectionStateRecovery of Socket.IO gives a client the rooms and the missed messages of an earlier connection, ' +
      'whoever it is by now and before its token is looked at. Remove the option, and have handleConnection join the ' +
      'rooms of its caller.',
  );
}
