export { UserPools, type UserPoolsOptions } from './user-pool-service.js';
export type { MessagePurpose, OutboxMessage } from './outbox.js';
export { UserPool } from './user-pool.js';
export { groupRoles, type GroupRoles } from './group-roles.js';
export type { AppClient } from './app-client.js';
export type { ClientOfPool } from './pool-registry.js';
export type { PublicSigningKey } from './signing-keys.js';
