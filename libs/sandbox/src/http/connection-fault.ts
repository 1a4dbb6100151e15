/** How a connection ends without an answer. */
export type ConnectionFaultKind = 'hang' | 'reset';

/** Thrown in place of an answer: the connection is cut, or stays open and silent. */
export class ConnectionFault extends Error {
  override readonly name = 'ConnectionFault';

  constructor(readonly kind: ConnectionFaultKind) {
    super(`An injected fault: ${kind}.`);
  }
}
