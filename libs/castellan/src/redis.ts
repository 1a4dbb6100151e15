// `castellan/redis`: revocations that several machines share, in Redis or Valkey.

export { RedisRevocations } from './redis/redis-revocations.js';
export type { RedisRevocationsStatus } from './redis/redis-revocations.js';
export type { RedisRevocationsOptions } from './redis/redis-revocations-options.js';
