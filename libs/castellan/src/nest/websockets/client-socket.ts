import { CLOSE_CODES, type CloseReason } from './close-codes.js';

/** A connection as `ws` has it. */
interface NativeSocket {
  readonly readyState: number;
  send(data: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** A connection to a namespace as `socket.io` has it. */
interface IoSocket {
  emit(event: string, data: unknown): unknown;
  disconnect(close: boolean): unknown;
}

const OPEN = 1;
const PATIENCE_MS = 2_000;

/** What messages come from: a connection of `ws`, or a socket of `socket.io`. */
export type ClientSocket = NativeSocket | IoSocket;

/** A WebSocket has a number as its state; `emit` of one stays in this process. */
function isNative(client: ClientSocket): client is NativeSocket {
  return 'readyState' in client && typeof client.readyState === 'number';
}

/** Sends an event in the form that Nest's adapters use. */
export function sendEvent(client: ClientSocket, event: string, data: object): void {
  if (!isNative(client)) client.emit(event, data);
  else if (client.readyState === OPEN) client.send(JSON.stringify({ event, data }));
}

/**
 * Closes a connection. Socket.IO has no codes of closing, so the reason is sent as an event first, and the whole
 * connection is closed with it.
 */
export function closeSocket(client: ClientSocket, reason: CloseReason): void {
  const code = CLOSE_CODES[reason];
  if (!isNative(client)) {
    client.emit('closing', { code, reason });
    client.disconnect(true);
    return;
  }
  client.close(code, reason);
  // A client that does not answer keeps nothing open.
  setTimeout(() => client.terminate(), PATIENCE_MS).unref();
}
