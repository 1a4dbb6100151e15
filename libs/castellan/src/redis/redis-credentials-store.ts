import type { RedisClientOptions } from '@redis/client';
import type { SharedCredentialsListener, SharedCredentialsStore } from '../credentials/index.js';
import { describeType, readOptions, wrongOption } from '../tokens/option-checks.js';
import { makeRedisClient, type RedisClient } from './redis-client.js';
import { readRedisClientOptions } from './redis-client-options.js';

/** What `RedisCredentialsStore` takes. */
export interface RedisCredentialsStoreOptions {
  /**
   * How to reach one Redis or Valkey, such as `{ url: 'rediss://user:password@redis.example:6379' }`: the options of
   * `createClient` of `@redis/client`, with `url`, or `host` or `path` of `socket`. Two connections are made, one of
   * them to listen. They are always made again when they are lost.
   */
  readonly client: RedisClientOptions;
  /** What the names of all keys, and of the channel, begin with. Default `castellan:credentials`. */
  readonly prefix?: string;
}

/** Keeps a value with its order in front, unless what is there has a higher one. Gives what was there. */
const WRITE_NEWEST = `
local kept = redis.call('GET', KEYS[1])
if kept and (tonumber(string.match(kept, '^(%d+):')) or 0) > tonumber(ARGV[1]) then return kept end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'PX', ARGV[3])
return kept`;

const UNLOCK = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/**
 * Keeps shared credentials in one Redis or Valkey, for the option `shared` of an identity pool. What is kept there is
 * encrypted, and its names are HMACs: see `docs/credential-caches.md`.
 *
 * @example
 * ```ts
 * import { IdentityPoolCredentials } from 'castellan/core';
 * import { RedisCredentialsStore } from 'castellan/redis';
 *
 * export async function sharedCredentials(secret: string): Promise<IdentityPoolCredentials> {
 *   const credentials = new IdentityPoolCredentials({
 *     identityPool: {
 *       identityPoolId: 'eu-west-1:7d2c4f60-0f5e-4c8c-9a38-0d6f1f2b9f11',
 *       shared: {
 *         store: new RedisCredentialsStore({ client: { url: 'rediss://redis.example:6379' } }),
 *         secrets: [secret],
 *       },
 *     },
 *   });
 *   await credentials.open();
 *   return credentials;
 * }
 * ```
 */
export class RedisCredentialsStore implements SharedCredentialsStore {
  readonly #options: RedisClientOptions;
  readonly #prefix: string;
  #commands: RedisClient | undefined;
  #listener: RedisClient | undefined;

  /** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
  constructor(options: RedisCredentialsStoreOptions) {
    const { client, prefix = 'castellan:credentials' } = readOptions(options, 'options', [
      'client',
      'prefix',
    ]);
    if (typeof prefix !== 'string' || prefix === '') {
      throw wrongOption('prefix', describeType(prefix), 'a non-empty string, or leave it out');
    }
    this.#options = readRedisClientOptions(client);
    this.#prefix = prefix;
  }

  async open({ onMessage, onReconnected, onError }: SharedCredentialsListener): Promise<void> {
    if (this.#commands !== undefined) return;
    const commands = makeRedisClient(this.#options);
    const listener = makeRedisClient(this.#options);
    this.#commands = commands;
    this.#listener = listener;
    // Without a listener an 'error' event ends the process.
    for (const client of [commands, listener]) client.on('error', onError);
    await Promise.all([commands.connect(), listener.connect()]);
    await listener.subscribe(`${this.#prefix}:news`, onMessage);
    // It is ready again only when it has subscribed again.
    listener.on('ready', onReconnected);
    // Requests may have been served while there was no connection yet.
    onReconnected();
  }

  async close(): Promise<void> {
    const clients = [this.#commands, this.#listener];
    this.#commands = undefined;
    this.#listener = undefined;
    for (const client of clients) client?.destroy();
  }

  async read(names: readonly string[]): Promise<readonly (string | undefined)[]> {
    const values = await this.#client.mGet(names.map((name) => this.#keyOf(name)));
    // What has no order in front has no colon either.
    return values.map((value) => value?.slice(value.indexOf(':') + 1));
  }

  async write(name: string, value: string, milliseconds: number | undefined): Promise<void> {
    const expiration =
      milliseconds === undefined ? {} : { expiration: { type: 'PX' as const, value: milliseconds } };
    await this.#client.set(this.#keyOf(name), value, expiration);
  }

  async writeNewest(
    name: string,
    order: number,
    value: string,
    milliseconds: number,
  ): Promise<string | undefined> {
    const kept = await this.#client.eval(WRITE_NEWEST, {
      keys: [this.#keyOf(name)],
      arguments: [String(order), value, String(milliseconds)],
    });
    return typeof kept === 'string' ? kept.slice(kept.indexOf(':') + 1) : undefined;
  }

  async remove(names: readonly string[]): Promise<void> {
    await this.#client.del(names.map((name) => this.#keyOf(name)));
  }

  async lock(name: string, owner: string, milliseconds: number): Promise<boolean> {
    const expiration = { type: 'PX' as const, value: milliseconds };
    return (await this.#client.set(this.#keyOf(name), owner, { expiration, condition: 'NX' })) === 'OK';
  }

  async unlock(name: string, owner: string): Promise<void> {
    await this.#client.eval(UNLOCK, { keys: [this.#keyOf(name)], arguments: [owner] });
  }

  async publish(message: string): Promise<void> {
    await this.#client.publish(`${this.#prefix}:news`, message);
  }

  get #client(): RedisClient {
    if (this.#commands?.isReady === true) return this.#commands;
    throw new Error('Redis, where credentials are shared, is not connected.');
  }

  #keyOf(name: string): string {
    return `${this.#prefix}:${name}`;
  }
}
