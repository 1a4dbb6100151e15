import {
  CastellanError,
  type ChallengeOptions,
  InvalidRequestError,
  InvalidTokenError,
  PolicyFailureError,
  TooManyAttemptsError,
} from '../../errors/index.js';
import { type Caller, readBearerToken } from '../../tokens/index.js';
import { type ClientSocket, sendEvent } from './client-socket.js';
import type { Connection, ConnectionCredentials } from './connection.js';
import { withoutTokens, withTokens } from './handshake-credentials.js';
import { type Handshakes, isBadToken } from './handshakes.js';
import { refusalMessage } from './refusal-message.js';

/** What a client is told when its new token is taken. */
export interface Authenticated {
  readonly event: 'authenticated';
  /** When the new token expires, in milliseconds since the epoch. */
  readonly data: { readonly expiresAt: number };
}

interface ReauthenticationOptions {
  readonly authenticateEvent: string;
  readonly maxFailedAttempts: number;
  /** In lower case. */
  readonly idTokenHeader: string;
  readonly challenge: ChallengeOptions;
}

/** Takes new tokens over open connections: of the same caller only, and one at a time. */
export class Reauthentication {
  constructor(
    private readonly handshakes: Handshakes,
    private readonly options: ReauthenticationOptions,
  ) {}

  /** Takes a new token, or says why not. A connection over which too many bad ones come is closed. */
  async take(
    connection: Connection,
    client: ClientSocket,
    data: unknown,
  ): Promise<Authenticated | undefined> {
    if (!connection.isOpen) return undefined;
    try {
      return await this.#renew(connection, data);
    } catch (thrown) {
      const error = thrown instanceof CastellanError ? thrown : ofFault(connection, thrown);
      const { authenticateEvent, maxFailedAttempts, challenge } = this.options;
      sendEvent(client, 'exception', refusalMessage(error, challenge, authenticateEvent));
      if (!isBadToken(error) && error.code !== 'too_many_attempts') return undefined;
      connection.failures += 1;
      if (connection.failures >= maxFailedAttempts) connection.close('too_many_attempts');
      this.handshakes.failed(connection.request, error);
      return undefined;
    }
  }

  async #renew(connection: Connection, data: unknown): Promise<Authenticated> {
    if (connection.isReauthenticating) {
      throw new TooManyAttemptsError('A new token came over a connection while another one was looked at.');
    }
    connection.isReauthenticating = true;
    try {
      const credentials = await this.#credentials(connection, data);
      connection.renew(credentials);
      const { caller } = credentials;
      return { event: 'authenticated', data: { expiresAt: expiryOf(caller) } };
    } finally {
      connection.isReauthenticating = false;
    }
  }

  async #credentials(connection: Connection, data: unknown): Promise<ConnectionCredentials> {
    const { idTokenHeader } = this.options;
    const tokens = { token: textOf(data, 'token'), idToken: textOf(data, 'idToken') };
    const rawHeaders = withTokens(withoutTokens(connection.rawHeaders, idTokenHeader), tokens, idTokenHeader);
    const token = readBearerToken(rawHeaders);
    if (token === undefined) {
      throw new InvalidRequestError(
        'authorization_header_malformed',
        'A message that brings a new token has no token in it. Send { "token": "..." }.',
      );
    }
    const caller = await this.handshakes.verify(connection.request, token);
    requireSame(connection.caller, caller);
    return { caller, rawHeaders };
  }
}

/** What the application's own functions throw, such as `clientAddress`. The client is not left waiting. */
function ofFault({ guards }: Connection, cause: unknown): CastellanError {
  const error = new PolicyFailureError('A new token of a connection could not be looked at.', { cause });
  guards.refusals.log.write(error);
  return error;
}

/** Another user, or another application of the same one, connects anew. */
function requireSame(before: Caller, now: Caller): void {
  const isSame =
    before.kind !== 'anonymous' &&
    now.kind === before.kind &&
    now.issuer === before.issuer &&
    now.sub === before.sub &&
    now.clientId === before.clientId;
  if (isSame) return;
  throw new InvalidTokenError(
    'token_binding_mismatch',
    'The new token of a connection is not one of the caller who opened it. Connect anew with it.',
  );
}

function expiryOf(caller: Caller): number {
  return caller.kind === 'anonymous' ? 0 : caller.expiresAt;
}

function textOf(data: unknown, name: 'token' | 'idToken'): string | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined;
  const value: unknown = (data as Record<string, unknown>)[name];
  if (value === undefined || value === null) return undefined;
  // What is no text is a malformed token, and not none.
  return typeof value === 'string' ? value : '';
}
