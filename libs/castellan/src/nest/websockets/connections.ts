import type { TokenVerifier } from '../../tokens/index.js';
import type { CloseReason } from './close-codes.js';
import { tokenLapse } from '../doors/token-lapse.js';
import type { Connection } from './connection.js';

const SWEEP_MS = 1_000;

/**
 * The open connections of one application. Those whose token has expired or was revoked are closed within a second:
 * whether they say anything or not.
 */
export class Connections {
  readonly #open = new Set<Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly toleranceSeconds: number,
  ) {}

  get size(): number {
    return this.#open.size;
  }

  add(connection: Connection): void {
    this.#open.add(connection);
    this.#timer ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  remove(connection: Connection): void {
    connection.end();
    this.#open.delete(connection);
    if (this.#open.size === 0) this.close();
  }

  /** Closes the connections whose token is not good any more. */
  sweep(): void {
    for (const connection of this.#open) {
      const reason = this.#reasonToClose(connection);
      if (reason === undefined) continue;
      connection.close(reason);
      this.remove(connection);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #reasonToClose({ caller }: Connection): CloseReason | undefined {
    return tokenLapse(caller, this.verifier, this.toleranceSeconds);
  }
}
