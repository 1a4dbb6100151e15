import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { IdentityPoolCredentials } from '../credentials/index.js';

/**
 * Tells `@nestjs/terminus` whether callers get AWS credentials. It is down for a minute after AWS could not be
 * reached, failed, or is not set up as it should be; then a caller may try again. Throttling is up: callers whose
 * credentials are in memory are served. The details hold the state, the sharing and the counters of
 * `IdentityPoolHealth`, and nothing about any caller.
 *
 * A check calls nothing: only a caller's own token gets credentials. Without `identityPool` or `credentials` in the
 * options it is up.
 *
 * @example
 * ```ts
 * import { Controller, Get, Module } from '@nestjs/common';
 * import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
 * import { Public } from 'castellan';
 * import { IdentityPoolHealthIndicator } from 'castellan/terminus';
 *
 * @Controller('health')
 * class HealthController {
 *   constructor(
 *     private readonly health: HealthCheckService,
 *     private readonly identityPool: IdentityPoolHealthIndicator,
 *   ) {}
 *
 *   @Get()
 *   @Public()
 *   @HealthCheck()
 *   check() {
 *     return this.health.check([() => this.identityPool.check('identityPool')]);
 *   }
 * }
 *
 * @Module({
 *   imports: [TerminusModule],
 *   controllers: [HealthController],
 *   providers: [IdentityPoolHealthIndicator],
 * })
 * export class HealthModule {}
 * ```
 */
@Injectable()
export class IdentityPoolHealthIndicator {
  constructor(
    @Inject(IdentityPoolCredentials) private readonly credentials: IdentityPoolCredentials | undefined,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * Up or down, with the details of `IdentityPoolHealth`.
   *
   * @param key The name of the check in the answer of Terminus.
   */
  check<const Key extends string>(key: Key): HealthIndicatorResult<Key> {
    const indicator = this.indicators.check(key);
    if (this.credentials === undefined) return indicator.up();
    const { state, sharing, pausedOperations, counters } = this.credentials.health;
    const details = { state, sharing, pausedOperations: [...pausedOperations], counters };
    return state === 'failing' ? indicator.down(details) : indicator.up(details);
  }
}
