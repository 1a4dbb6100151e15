import { createClient, type RedisClientOptions } from '@redis/client';
import { wrongOption } from '../tokens/option-checks.js';

/** A connection to Redis. */
export type RedisClient = ReturnType<typeof makeRedisClient>;

/**
 * A client that is not connected yet.
 *
 * @throws ConfigurationError when the options are not those that `createClient` takes. None of them is shown.
 */
export function makeRedisClient(options: RedisClientOptions) {
  try {
    // A copy, because createClient writes into what it is given.
    return createClient({ ...options, socket: { ...options.socket } as NonNullable<typeof options.socket> });
  } catch {
    // The error would show the URL, which may have a password in it.
    throw wrongOption(
      'client',
      'options that createClient does not take',
      '{ url: "rediss://redis.example:6379" } or the like',
    );
  }
}
