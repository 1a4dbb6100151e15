import type { Revocation } from '../tokens/revocation/revocation.js';
import { redisAddress } from './redis-address.js';
import { makeRedisClient, type RedisClient } from './redis-client.js';
import type { CheckedRedisRevocationsOptions } from './redis-revocations-options.js';
import { fromMember, fromMessage, toMember, toMessage } from './revocation-text.js';
import { withinTime } from './within-time.js';

/** Who is told what happens on the connections. */
export interface RedisConnectionEvents {
  /** A revocation that some machine has just made. */
  readonly onRevocation: (revocation: Revocation) => void;
  /** A connection that was lost is there again. The channel is listened to by then. */
  readonly onReconnected: () => void;
  readonly onError: (error: Error) => void;
}

/** What a reading finds. */
export interface RevocationReader {
  readonly onRevocation: (revocation: Revocation) => void;
  readonly onUnreadable: (error: Error) => void;
}

const PAGE_SIZE = 1_000;

/** Reads, writes and hears of revocations in Redis. Both connections are made again when they are lost. */
export class RedisConnection {
  /** Where Redis is, as it may be shown: a host with its port, or the path of a socket. */
  readonly address: string;
  readonly #options: CheckedRedisRevocationsOptions;
  readonly #events: RedisConnectionEvents;
  readonly #commands: RedisClient;
  readonly #listener: RedisClient;
  readonly #channel: string;

  constructor(options: CheckedRedisRevocationsOptions, events: RedisConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#commands = makeRedisClient(options.client);
    this.#listener = makeRedisClient(options.client);
    this.address = redisAddress(this.#commands.options.socket);
    // Channels know no databases.
    this.#channel = `${options.key}:${this.#commands.options.database ?? 0}`;
    // Without a listener an 'error' event ends the process.
    for (const client of [this.#commands, this.#listener]) client.on('error', events.onError);
  }

  /** Which connection the channel is listened to on: a new number for each, none while there is none. */
  get listening(): number | undefined {
    return this.#listener.isReady && this.#listener.isPubSubActive ? this.#listener.socketEpoch : undefined;
  }

  async open(): Promise<void> {
    await this.#limited(Promise.all([this.#commands.connect(), this.#listener.connect()]));
    await this.#limited(this.#listener.subscribe(this.#channel, (message) => this.#hear(message)));
    // The listener is ready only when it has subscribed again.
    for (const client of [this.#commands, this.#listener]) client.on('ready', this.#events.onReconnected);
  }

  close(): void {
    this.#commands.destroy();
    this.#listener.destroy();
  }

  /** The time of Redis, the one clock that all machines share, in milliseconds since the epoch. */
  async time(): Promise<number> {
    const [seconds, microseconds] = await this.#limited(this.#commands.time());
    return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  }

  /** Records a revocation, sweeps out what has ended, and tells every machine; or does none of it. */
  async write(revocation: Revocation, now: number): Promise<void> {
    const { key } = this.#options;
    const transaction = this.#commands
      .multi()
      // Of two ends the later counts, whoever comes first.
      .zAdd(key, toScored(revocation), { comparison: 'GT' })
      .zRemRangeByScore(key, '-inf', now)
      .publish(this.#channel, toMessage(revocation));
    await this.#limited(transaction.exec());
  }

  /** Records what Redis has lost, page by page. Nobody is told: everybody reads it in time. */
  async writeBack(revocations: Iterable<Revocation>): Promise<void> {
    let page: Revocation[] = [];
    for (const revocation of revocations) {
      page.push(revocation);
      if (page.length < PAGE_SIZE) continue;
      await this.#record(page);
      page = [];
    }
    if (page.length > 0) await this.#record(page);
  }

  /** Reads every revocation, page by page, so that requests are served in between. */
  async readAll({ onRevocation, onUnreadable }: RevocationReader): Promise<void> {
    let cursor = '0';
    let position = 0;
    do {
      const page = await this.#limited(this.#commands.zScan(this.#options.key, cursor, { COUNT: PAGE_SIZE }));
      for (const { value, score } of page.members) {
        position += 1;
        const revocation = fromMember(value, score);
        if (revocation === undefined) onUnreadable(this.#unreadable(position, score));
        else onRevocation(revocation);
      }
      cursor = page.cursor;
    } while (cursor !== '0');
  }

  async #record(page: readonly Revocation[]): Promise<void> {
    await this.#limited(this.#commands.zAdd(this.#options.key, page.map(toScored), { comparison: 'GT' }));
  }

  #hear(message: string): void {
    const revocation = fromMessage(message);
    if (revocation !== undefined) this.#events.onRevocation(revocation);
    else {
      this.#events.onError(
        new Error(
          `A message on the channel ${this.#channel} of Redis is not a revocation that this version understands. ` +
            'Something else writes to it, or a newer version does.',
        ),
      );
    }
  }

  #unreadable(position: number, score: number): Error {
    const { key } = this.#options;
    const end = redisNumber(score);
    return new Error(
      `Member ${position} of ${key} in Redis, with the score ${end}, is not a revocation that this version ` +
        `understands. Something else writes to the key, or a newer version does. ZRANGEBYSCORE ${key} ${end} ${end} ` +
        'shows it; remove it if it does not belong there.',
    );
  }

  #limited<T>(exchange: Promise<T>): Promise<T> {
    return withinTime(exchange, this.#options.timeoutMilliseconds, this.address);
  }
}

function toScored(revocation: Revocation): { value: string; score: number } {
  return { value: toMember(revocation), score: revocation.keepUntil };
}

/** A score as Redis spells it. */
function redisNumber(score: number): string {
  return Number.isFinite(score) ? String(score) : score > 0 ? '+inf' : '-inf';
}
