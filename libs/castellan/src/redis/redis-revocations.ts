import { RevocationsUnavailableError } from '../errors/index.js';
import type {
  Principal,
  RevocationStore,
  RevokedSignIn,
  RevokedToken,
  RevokedUser,
} from '../tokens/index.js';
import { RevocationList } from '../tokens/revocation/revocation-list.js';
import {
  type Revocation,
  signInRevocation,
  tokenRevocation,
  userRevocation,
} from '../tokens/revocation/revocation.js';
import { RedisConnection } from './redis-connection.js';
import {
  type CheckedRedisRevocationsOptions,
  readRedisRevocationsOptions,
  type RedisRevocationsOptions,
} from './redis-revocations-options.js';

/** How far this machine's copy can be trusted. */
export interface RedisRevocationsStatus {
  /** Whether the copy is known to be complete. */
  readonly current: boolean;
  /** How many revocations this machine knows. */
  readonly known: number;
  /** When everything was last read, in milliseconds since the epoch. */
  readonly readAt: number | undefined;
}

const RETRY_SECONDS = 1;

/**
 * Revocations that several machines share, in one Redis or Valkey. Each machine judges by a copy in its own memory:
 * it hears of new revocations on a channel, and reads all of them again when a connection was lost and every
 * {@link RedisRevocationsOptions.rereadSeconds}. What a machine knows it never forgets early, even if Redis does.
 *
 * Open it before it is asked; `CastellanModule` does so.
 *
 * @example
 * ```ts
 * import { TokenVerifier } from 'castellan/core';
 * import { RedisRevocations } from 'castellan/redis';
 *
 * export async function sharedVerifier(): Promise<TokenVerifier> {
 *   const revocations = new RedisRevocations({
 *     client: { url: 'rediss://redis.example:6379' },
 *     whenUnavailable: 'refuse',
 *   });
 *   await revocations.open();
 *   return new TokenVerifier({
 *     userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 *     revocations,
 *   });
 * }
 * ```
 */
export class RedisRevocations implements RevocationStore {
  readonly #options: CheckedRedisRevocationsOptions;
  readonly #list: RevocationList;
  #opened: Promise<void> | undefined;
  #connection: RedisConnection | undefined;
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The connection of the channel that was listened to while everything was read. */
  #readWhile: number | undefined;
  #readAt: number | undefined;
  #isOverfull = false;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: RedisRevocationsOptions) {
    this.#options = readRedisRevocationsOptions(options);
    this.#list = new RevocationList(this.#options.maxEntries);
  }

  /** How far this machine's copy can be trusted now, for a health check. */
  get status(): RedisRevocationsStatus {
    return { current: this.#isCurrent(), known: this.#list.size, readAt: this.#readAt };
  }

  /**
   * Connects and reads every revocation.
   *
   * @throws RevocationsUnavailableError when Redis cannot be reached or read. It may be tried again.
   * @throws ConfigurationError when the client option is not one that `createClient` takes.
   */
  open(): Promise<void> {
    this.#opened ??= this.#start();
    return this.#opened;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#opened = undefined;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#readWhile = undefined;
    connection?.close();
    await this.#reading;
  }

  isRevoked(principal: Principal, toleranceMs: number): boolean {
    if (this.#list.covers(principal, toleranceMs)) return true;
    const mayServe = this.#options.whenUnavailable === 'serve-known' && this.#readAt !== undefined;
    if (mayServe || this.#isCurrent()) return false;
    throw unavailable(
      'It is not known what has been revoked, so the token cannot be accepted. Is Redis reachable, and was open() called?',
    );
  }

  async revokeToken(token: RevokedToken): Promise<void> {
    await this.#revoke(tokenRevocation(token, this.#options.clock()));
  }

  async revokeSignIn(signIn: RevokedSignIn): Promise<void> {
    await this.#revoke(signInRevocation(signIn, this.#options.clock()));
  }

  async revokeUser(user: RevokedUser): Promise<void> {
    await this.#revoke(userRevocation(user, this.#options.clock()));
  }

  async #start(): Promise<void> {
    let lost: Error | undefined;
    const connection = new RedisConnection(this.#options, {
      onRevocation: (revocation) => this.#add(revocation),
      onReconnected: () => void this.#reread(),
      onError: (error) => {
        lost = error;
        this.#tell(error);
      },
    });
    this.#connection = connection;
    try {
      await connection.open();
      await this.#read(connection);
    } catch (cause) {
      await this.close();
      throw unavailable(
        'The revocations in Redis cannot be read. Check the client option and the server.',
        // What became of the connection says more than that nothing came in time.
        lost ?? cause,
      );
    }
    this.#schedule(this.#options.rereadSeconds * 1_000);
  }

  /** This machine refuses the token from now on, whatever becomes of the others. */
  async #revoke(revocation: Revocation): Promise<void> {
    this.#add(revocation);
    try {
      if (this.#connection === undefined) throw new Error('It is not open. Call open() first.');
      await this.#connection.write(revocation);
    } catch (cause) {
      throw unavailable(
        'The revocation counts on this machine and could not be recorded in Redis, so the others may not hear of ' +
          'it. Revoke again.',
        cause,
      );
    }
  }

  #isCurrent(): boolean {
    const listening = this.#connection?.listening;
    if (listening === undefined || listening !== this.#readWhile || this.#isOverfull) return false;
    // A process that was frozen has heard nothing, and its connection may not know yet that it is lost.
    return this.#options.clock() - (this.#readAt ?? -Infinity) <= this.#options.rereadSeconds * 2_000;
  }

  #add(revocation: Revocation): boolean {
    const added = this.#list.add(revocation, this.#options.clock());
    if (!added) {
      this.#isOverfull = true;
      this.#tell(
        new Error(`There are more than ${this.#options.maxEntries} revocations. Set maxEntries higher.`),
      );
    }
    return added;
  }

  async #read(connection: RedisConnection): Promise<void> {
    const listening = connection.listening;
    const readAt = this.#options.clock();
    let fits = true;
    await connection.readAll((revocation) => {
      if (fits) fits = this.#add(revocation);
    });
    this.#isOverfull = !fits;
    this.#readWhile = listening;
    this.#readAt = readAt;
  }

  /** One reading at a time. What was missed while a connection was remade is read once more. */
  async #reread(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined || this.#reading !== undefined) return;
    this.#reading = this.#read(connection).then(
      () => this.#schedule(this.#isCurrent() ? this.#options.rereadSeconds * 1_000 : RETRY_SECONDS * 1_000),
      (error: unknown) => {
        this.#tell(error as Error);
        this.#schedule(RETRY_SECONDS * 1_000);
      },
    );
    await this.#reading;
    this.#reading = undefined;
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#connection === undefined) return;
    this.#timer = setTimeout(() => void this.#reread(), milliseconds);
    this.#timer.unref();
  }

  /** What an application does with the news must not stop a reading. */
  #tell(error: Error): void {
    try {
      this.#options.onError(error);
    } catch {
      // There is nobody else to tell.
    }
  }
}

function unavailable(message: string, cause?: unknown): RevocationsUnavailableError {
  return new RevocationsUnavailableError(message, { retryAfterSeconds: RETRY_SECONDS, cause });
}
