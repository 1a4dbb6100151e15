// `castellan/terminus`: health indicators for @nestjs/terminus.

export { IdentityPoolHealthIndicator } from './terminus/identity-pool.health-indicator.js';
export { KeySetHealthIndicator } from './terminus/key-set.health-indicator.js';
