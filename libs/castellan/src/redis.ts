// `castellan/redis`: revocations and credentials that several machines share, in Redis or Valkey.

export { RedisCredentialsStore } from './redis/redis-credentials-store.js';
export type { RedisCredentialsStoreOptions } from './redis/redis-credentials-store.js';
export { RedisRevocations } from './redis/redis-revocations.js';
export type { RedisRevocationsStatus } from './redis/redis-revocations.js';
export type { RedisRevocationsOptions } from './redis/redis-revocations-options.js';
