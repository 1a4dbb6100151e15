import type { RedisClientOptions } from '@redis/client';
import {
  describeType,
  describeValue,
  readFunction,
  readInteger,
  readOptions,
  wrongOption,
} from '../tokens/option-checks.js';
import { MAX_REVOCATIONS } from '../tokens/revocation/memory-revocations.js';
import { readRedisClientOptions } from './redis-client-options.js';

/** What `RedisRevocations` takes. */
export interface RedisRevocationsOptions {
  /**
   * How to reach one Redis or Valkey, such as `{ url: 'rediss://user:password@redis.example:6379' }`: the options
   * of `createClient` of `@redis/client`, with `url`, or `host` or `path` of `socket`. Two connections are made: one
   * to read and write, one to listen. They are pinged each 5 seconds (`pingInterval`), given up after 12 seconds of
   * silence (`socket.socketTimeout`) and always made again: a `socket.reconnectStrategy` says how soon, never whether.
   */
  readonly client: RedisClientOptions;
  /**
   * What becomes of requests while Redis cannot be reached. Required.
   *
   * - `'refuse'`: every token is refused with 503, because nobody knows whether it was revoked.
   * - `'serve-known'`: tokens are judged by the revocations that this machine knows. Those that other machines add
   *   meanwhile do not count here.
   *
   * A revocation that is known refuses its tokens in both cases, and a machine that has never reached Redis knows
   * none, so it answers with 503 in both.
   */
  readonly whenUnavailable: 'refuse' | 'serve-known';
  /**
   * The name of the sorted set in Redis, and of the channel, which has the number of the database added:
   * `castellan:revocations:0`. Default `castellan:revocations`.
   */
  readonly key?: string;
  /**
   * How often everything is read again, whatever was heard on the channel, 1 to 600 seconds. Default 30. What has
   * not been read for twice as long counts as unavailable.
   */
  readonly rereadSeconds?: number;
  /** How long one exchange with Redis may take, 10 to 60,000 milliseconds. Default 2,000. */
  readonly timeoutMilliseconds?: number;
  /**
   * How many revocations the local copy holds, 1 to 10,000,000. Default 250,000. With more it is unavailable. Tokens
   * and sign-ins may fill three quarters; the rest is kept for users. The same on every machine.
   */
  readonly maxEntries?: number;
  /**
   * Told of every failure: a lost connection, a reading that failed, an entry that cannot be understood. Default:
   * nobody is told.
   */
  readonly onError?: (error: Error) => void;
  /**
   * The time, in milliseconds since the epoch. Default: `Date.now`. What is recorded goes by the clock of Redis, which
   * all machines share.
   */
  readonly clock?: () => number;
}

/** The options after every check, with their defaults. */
export type CheckedRedisRevocationsOptions = Required<RedisRevocationsOptions>;

const OPTION_NAMES = [
  'client',
  'whenUnavailable',
  'key',
  'rereadSeconds',
  'timeoutMilliseconds',
  'maxEntries',
  'onError',
  'clock',
];

/** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
export function readRedisRevocationsOptions(value: unknown): CheckedRedisRevocationsOptions {
  const options = readOptions(value, 'options', OPTION_NAMES);
  const {
    client,
    whenUnavailable,
    key = 'castellan:revocations',
    rereadSeconds = 30,
    timeoutMilliseconds = 2_000,
    maxEntries = MAX_REVOCATIONS,
    onError = () => undefined,
    clock = Date.now,
  } = options;
  if (whenUnavailable !== 'refuse' && whenUnavailable !== 'serve-known') {
    throw wrongOption('whenUnavailable', describeValue(whenUnavailable), `'refuse' or 'serve-known'`);
  }
  if (typeof key !== 'string' || key === '') {
    throw wrongOption('key', describeType(key), 'a non-empty string, or leave it out');
  }
  return {
    client: readRedisClientOptions(client),
    whenUnavailable,
    key,
    rereadSeconds: readInteger(rereadSeconds, 'rereadSeconds', 1, 600),
    timeoutMilliseconds: readInteger(timeoutMilliseconds, 'timeoutMilliseconds', 10, 60_000),
    maxEntries: readInteger(maxEntries, 'maxEntries', 1, 10_000_000),
    onError: readFunction(onError, 'onError') as (error: Error) => void,
    clock: readFunction(clock, 'clock') as () => number,
  };
}
