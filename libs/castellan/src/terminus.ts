// `castellan/terminus`: a health indicator for @nestjs/terminus.

export { KeySetHealthIndicator } from './terminus/key-set.health-indicator.js';
