import { createClient } from '@redis/client';
import { wrongOption } from '../tokens/option-checks.js';
import { LONGEST_RETENTION_MS, type Revocation } from '../tokens/revocation/revocation.js';
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

/** A connection that is silent for longer than this, pings included, is given up and made again. */
const SILENCE_MS = 12_000;
const PING_INTERVAL_MS = 5_000;
const PAGE_SIZE = 1_000;

type Client = ReturnType<typeof connectable>;

/** Reads, writes and hears of revocations in Redis. Both connections are made again when they are lost. */
export class RedisConnection {
  readonly #options: CheckedRedisRevocationsOptions;
  readonly #events: RedisConnectionEvents;
  readonly #commands: Client;
  readonly #listener: Client;

  constructor(options: CheckedRedisRevocationsOptions, events: RedisConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#commands = connectable(options);
    this.#listener = connectable(options);
    // Without a listener an 'error' event ends the process.
    for (const client of [this.#commands, this.#listener]) client.on('error', events.onError);
  }

  /** Which connection the channel is listened to on: a new number for each, none while there is none. */
  get listening(): number | undefined {
    return this.#listener.isReady && this.#listener.isPubSubActive ? this.#listener.socketEpoch : undefined;
  }

  async open(): Promise<void> {
    await this.#limited(Promise.all([this.#commands.connect(), this.#listener.connect()]));
    await this.#limited(this.#listener.subscribe(this.#options.key, (message) => this.#hear(message)));
    // The listener is ready only when it has subscribed again.
    for (const client of [this.#commands, this.#listener]) client.on('ready', this.#events.onReconnected);
  }

  close(): void {
    this.#commands.destroy();
    this.#listener.destroy();
  }

  /** Records a revocation and tells every machine, or does neither. */
  async write(revocation: Revocation): Promise<void> {
    const { key, clock } = this.#options;
    const transaction = this.#commands
      .multi()
      .zAdd(key, { value: toMember(revocation), score: revocation.keepUntil }, { comparison: 'GT' })
      .zRemRangeByScore(key, '-inf', clock())
      // No entry lives longer than this from now on, so the whole set may go by then.
      .pExpire(key, LONGEST_RETENTION_MS)
      .publish(key, toMessage(revocation));
    await this.#limited(transaction.exec());
  }

  /** Reads every revocation, page by page, so that requests are served in between. */
  async readAll(onRevocation: (revocation: Revocation) => void): Promise<void> {
    let cursor = '0';
    do {
      const page = await this.#limited(this.#commands.zScan(this.#options.key, cursor, { COUNT: PAGE_SIZE }));
      for (const { value, score } of page.members) onRevocation(fromMember(value, score));
      cursor = page.cursor;
    } while (cursor !== '0');
  }

  #hear(message: string): void {
    try {
      this.#events.onRevocation(fromMessage(message));
    } catch (error) {
      this.#events.onError(error as Error);
    }
  }

  #limited<T>(exchange: Promise<T>): Promise<T> {
    return withinTime(exchange, this.#options.timeoutMilliseconds);
  }
}

function connectable({ client }: CheckedRedisRevocationsOptions) {
  try {
    return clientWith(client);
  } catch {
    // The error would show the URL, which may have a password in it.
    throw wrongOption(
      'client',
      'options that createClient does not take',
      '{ url: "rediss://redis.example:6379" } or the like',
    );
  }
}

function clientWith(client: CheckedRedisRevocationsOptions['client']) {
  return createClient({
    ...client,
    // What cannot be sent now fails now: whoever revokes has to know.
    disableOfflineQueue: true,
    pingInterval: client.pingInterval ?? PING_INTERVAL_MS,
    socket: { socketTimeout: SILENCE_MS, ...client.socket } as NonNullable<typeof client.socket>,
  });
}
