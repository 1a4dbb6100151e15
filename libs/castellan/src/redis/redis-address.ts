import type { RedisClientOptions } from '@redis/client';

/** Where Redis is, for messages: never a user name or a password. */
export function redisAddress(socket: RedisClientOptions['socket']): string {
  const { host, port = 6379, path } = (socket ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof path === 'string') return path;
  return `${String(host)}:${String(port)}`;
}
