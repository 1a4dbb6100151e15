import {
  AccessDeniedError,
  AuthenticationRequiredError,
  InvalidRequestError,
  InvalidTokenError,
  TooManyAttemptsError,
} from '../../errors/index.js';
import { ANONYMOUS, type Caller, readBearerToken, type TokenVerifier } from '../../tokens/index.js';
import type { IncomingMessage } from 'node:http';
import type { ConnectionCredentials } from './connection.js';
import { FailedAttempts } from './failed-attempts.js';
import { handshakeHeaders } from './handshake-credentials.js';
import type { ResolvedWebSocketsOptions } from './web-sockets-options.js';

/** Says who may connect, and bounds what bad tokens cost. */
export class Handshakes {
  readonly #attempts: FailedAttempts;
  #pending = 0;

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly options: ResolvedWebSocketsOptions,
    private readonly idTokenHeader: string,
  ) {
    this.#attempts = new FailedAttempts(options.maxFailedAttemptsPerAddress, () => performance.now());
  }

  /**
   * Who connects.
   *
   * @param auth What a client of Socket.IO sends as `auth`.
   * @throws CastellanError for whoever may not.
   */
  async admit(request: IncomingMessage, auth?: unknown): Promise<ConnectionCredentials> {
    this.#checkOrigin(request);
    const { idTokenHeader } = this;
    const { tokenInQuery } = this.options;
    return this.#counted(request, async () => {
      const rawHeaders = handshakeHeaders({ request, auth, tokenInQuery, idTokenHeader });
      const token = readBearerToken(rawHeaders);
      if (token !== undefined) return { caller: await this.verify(request, token), rawHeaders };
      if (this.options.guests) return { caller: ANONYMOUS, rawHeaders };
      throw new AuthenticationRequiredError('The handshake carries no token and guests are not let in.');
    });
  }

  /**
   * Whose token it is. One that was good before is known without a look; for others, only so many are looked at.
   *
   * @throws CastellanError for a token that is not good, or that is not looked at.
   */
  async verify(request: IncomingMessage, token: string): Promise<Caller> {
    const known = this.verifier.remembered(token);
    if (known !== undefined) return known;
    const blocked = this.#attempts.blockedSeconds(this.#address(request));
    if (blocked !== undefined) {
      throw new TooManyAttemptsError('Too many bad tokens have come from the address of this connection.', {
        retryAfterSeconds: blocked,
      });
    }
    if (this.#pending >= this.options.maxPendingHandshakes) {
      throw new TooManyAttemptsError('Too many tokens of connections are waiting to be verified.', {
        retryAfterSeconds: 1,
      });
    }
    this.#pending += 1;
    try {
      return await this.verifier.verify(token);
    } finally {
      this.#pending -= 1;
    }
  }

  /** Counts a bad token against the address it came from. */
  failed(request: IncomingMessage, error: unknown): void {
    if (isBadToken(error)) this.#attempts.failed(this.#address(request));
  }

  async #counted<T>(request: IncomingMessage, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      this.failed(request, error);
      throw error;
    }
  }

  #checkOrigin({ headers }: IncomingMessage): void {
    const { allowedOrigins } = this.options;
    const { origin } = headers;
    if (allowedOrigins === undefined || origin === undefined || allowedOrigins.has(origin)) return;
    throw new AccessDeniedError('The Origin of the handshake is none of allowedOrigins.');
  }

  #address(request: IncomingMessage): string {
    return this.options.clientAddress(request) ?? 'unknown';
  }
}

/** An outage is nobody's bad token. */
export function isBadToken(error: unknown): error is InvalidTokenError | InvalidRequestError {
  return error instanceof InvalidTokenError || error instanceof InvalidRequestError;
}
