import { RevocationNotRecordedError, RevocationsUnavailableError } from '../errors/index.js';
import type {
  Principal,
  RevocationStore,
  RevokedSignIn,
  RevokedToken,
  RevokedUser,
} from '../tokens/index.js';
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
import { RevocationsCopy } from './revocations-copy.js';

/** How far this machine's copy can be trusted. */
export interface RedisRevocationsStatus {
  /** Whether the copy is known to be complete. */
  readonly current: boolean;
  /** How many revocations this machine knows. */
  readonly known: number;
  /** When everything was last read, in milliseconds since the epoch. */
  readonly readAt: number | undefined;
  /** Why the copy is not known to be complete; `undefined` where it is. */
  readonly problem: string | undefined;
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
  readonly #copy: RevocationsCopy;
  #opened: Promise<void> | undefined;
  #connection: RedisConnection | undefined;
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** By how much the clock of Redis is ahead of this machine's. */
  #redisAheadMs = 0;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: RedisRevocationsOptions) {
    this.#options = readRedisRevocationsOptions(options);
    const { maxEntries, rereadSeconds, clock } = this.#options;
    this.#copy = new RevocationsCopy({
      maxEntries,
      goodForMilliseconds: rereadSeconds * 2_000,
      clock,
      onMissed: (error) => this.#tell(error),
    });
  }

  /** How far this machine's copy can be trusted now, for a health check. */
  get status(): RedisRevocationsStatus {
    const problem = this.#problem();
    return {
      current: problem === undefined,
      known: this.#copy.size,
      readAt: this.#copy.readAt,
      problem,
    };
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
    this.#copy.disconnect();
    connection?.close();
    await this.#reading;
  }

  isRevoked(principal: Principal, toleranceMs: number): boolean {
    if (this.#copy.covers(principal, toleranceMs)) return true;
    const problem = this.#problem();
    if (problem === undefined) return false;
    if (this.#options.whenUnavailable === 'serve-known' && this.#copy.readAt !== undefined) return false;
    throw unavailable(`It is not known what has been revoked, so the token cannot be accepted. ${problem}`);
  }

  /** @throws RevocationNotRecordedError when it cannot be recorded in Redis, or this machine has no room for it. */
  async revokeToken(token: RevokedToken): Promise<void> {
    await this.#revoke((now) => tokenRevocation(token, now));
  }

  /** @throws RevocationNotRecordedError when it cannot be recorded in Redis, or this machine has no room for it. */
  async revokeSignIn(signIn: RevokedSignIn): Promise<void> {
    await this.#revoke((now) => signInRevocation(signIn, now));
  }

  /** @throws RevocationNotRecordedError when it cannot be recorded in Redis, or this machine has no room for it. */
  async revokeUser(user: RevokedUser): Promise<void> {
    await this.#revoke((now) => userRevocation(user, now));
  }

  async #start(): Promise<void> {
    let lost: Error | undefined;
    const connection = new RedisConnection(this.#options, {
      onRevocation: (revocation) => this.#copy.addOrMiss(revocation),
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
      connection.close();
      if (this.#connection === connection) await this.close();
      throw unavailable(
        `The revocations in Redis at ${connection.address} cannot be read. Check the client option and the server.`,
        // What became of the connection says more than that nothing came in time.
        lost ?? cause,
      );
    }
    this.#schedule(this.#options.rereadSeconds * 1_000);
  }

  /** This machine refuses the token from now on, whatever becomes of the others. */
  async #revoke(revocationAt: (now: number) => Revocation): Promise<void> {
    const here = this.#options.clock() + this.#redisAheadMs;
    let isKept = this.#copy.addOrMiss(this.#copy.folded(revocationAt(here), here));
    try {
      if (this.#connection === undefined) throw new Error('It is not open. Call open() first.');
      const now = await this.#askTime(this.#connection);
      const revocation = this.#copy.folded(revocationAt(now), now);
      isKept = this.#copy.add(revocation);
      await this.#connection.write(revocation, now);
    } catch (cause) {
      throw notRecorded(
        `The revocation ${isKept ? 'counts on this machine and' : 'does not count on this machine either: it'} ` +
          'could not be recorded in Redis, so the others may not hear of it. Revoke again.',
        cause,
      );
    }
    if (isKept) return;
    throw notRecorded(
      `The revocation is recorded in Redis, and this machine cannot keep it. ${this.#copy.lastMissed}`,
    );
  }

  async #askTime(connection: RedisConnection): Promise<number> {
    const now = await connection.time();
    this.#redisAheadMs = now - this.#options.clock();
    return now;
  }

  /** Why the copy may not be complete. */
  #problem(): string | undefined {
    if (this.#connection === undefined) return 'The store is not open: call open() first.';
    return this.#copy.problem(this.#connection.listening);
  }

  async #read(connection: RedisConnection): Promise<void> {
    const reading = this.#copy.startReading(connection.listening);
    const now = await this.#askTime(connection);
    let unreadable: Error | undefined;
    let unfit = 0;
    await connection.readAll({
      onRevocation: (revocation) => {
        if (!this.#copy.add(revocation, reading)) unfit += 1;
      },
      onUnreadable: (error) => (unreadable ??= error),
    });
    // Closed, or closed and opened again, while it was read.
    if (this.#connection !== connection) return;
    if (unfit > 0) this.#copy.missForWantOfRoom(unfit);
    if (unreadable !== undefined) this.#copy.miss(unreadable);
    this.#copy.endReading(reading);
    await this.#writeBack(connection, this.#copy.missing(reading, now));
  }

  /** What Redis has lost, or could not take at the time, it gets back: machines that start later know nothing else. */
  async #writeBack(connection: RedisConnection, missing: Iterable<Revocation>): Promise<void> {
    try {
      await connection.writeBack(missing);
    } catch (error) {
      this.#tell(error as Error);
    }
  }

  /** One reading at a time. What was missed while a connection was remade is read once more. */
  async #reread(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined || this.#reading !== undefined) return;
    this.#reading = this.#read(connection).then(
      // What does not fit now will not fit in a second.
      () => {
        const isSettled = this.#copy.wasReadOn(connection.listening);
        this.#schedule((isSettled ? this.#options.rereadSeconds : RETRY_SECONDS) * 1_000);
      },
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

function notRecorded(message: string, cause?: unknown): RevocationNotRecordedError {
  return new RevocationNotRecordedError(message, { retryAfterSeconds: RETRY_SECONDS, cause });
}
