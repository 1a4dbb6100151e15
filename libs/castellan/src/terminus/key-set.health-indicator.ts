import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type KeySetHealth, type KeySetState, TokenVerifier } from '../tokens/index.js';

/** The states in which the tokens of a pool can be judged, best first. */
const SERVING: readonly KeySetState[] = ['pinned', 'fresh', 'stale'];

/**
 * Tells `@nestjs/terminus` whether the keys of the configured user pools are there. It is down while a pool has no
 * keys that could be used, because its tokens get 503; keys that outlive an outage are up. A pool of several issuers
 * is as well as the best of them. The details hold a state and a time for each pool, no address and no error.
 *
 * A check loads the keys that are due, within the limits that hold for tokens: it cannot be used to hammer Cognito,
 * and an instance that gets no requests while it is down recovers.
 *
 * @example
 * ```ts
 * import { Controller, Get, Module } from '@nestjs/common';
 * import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
 * import { Public } from 'castellan';
 * import { KeySetHealthIndicator } from 'castellan/terminus';
 *
 * @Controller('health')
 * class HealthController {
 *   constructor(
 *     private readonly health: HealthCheckService,
 *     private readonly keySets: KeySetHealthIndicator,
 *   ) {}
 *
 *   @Get()
 *   @Public()
 *   @HealthCheck()
 *   check() {
 *     return this.health.check([() => this.keySets.check('keySets')]);
 *   }
 * }
 *
 * @Module({ imports: [TerminusModule], controllers: [HealthController], providers: [KeySetHealthIndicator] })
 * export class HealthModule {}
 * ```
 */
@Injectable()
export class KeySetHealthIndicator {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * Up or down, with a state and a time for each pool. It never throws for an outage: that is being down.
   *
   * @param key The name of the check in the answer of Terminus.
   */
  async check<const Key extends string>(key: Key): Promise<HealthIndicatorResult<Key>> {
    // Whatever cannot be loaded shows in the health.
    await Promise.allSettled([this.verifier.warmUp()]);
    const pools = [...bestOfEachPool(this.verifier.keySetHealth)];
    const data = { pools: Object.fromEntries(pools.map(([pool, health]) => [pool, describe(health)])) };
    const indicator = this.indicators.check(key);
    return pools.every(([, { state }]) => SERVING.includes(state))
      ? indicator.up(data)
      : indicator.down(data);
  }
}

function bestOfEachPool(healths: readonly KeySetHealth[]): ReadonlyMap<string, KeySetHealth> {
  const best = new Map<string, KeySetHealth>();
  for (const health of healths) {
    const known = best.get(health.pool);
    if (known === undefined || rank(health) < rank(known)) best.set(health.pool, health);
  }
  return best;
}

function rank({ state }: KeySetHealth): number {
  const index = SERVING.indexOf(state);
  return index === -1 ? SERVING.length : index;
}

function describe({ state, since }: KeySetHealth): { state: KeySetState; since?: string } {
  return { state, ...(since !== undefined && { since: new Date(since).toISOString() }) };
}
