import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { TokenVerifier } from '../tokens/index.js';
import type { ResolvedCastellanOptions } from './castellan.options.js';
import { CASTELLAN_OPTIONS } from './castellan.tokens.js';

/**
 * Loads the key sets while the application starts, if `warmUp` says so.
 *
 * @throws KeySetUnavailableError while the application starts, if `warmUp` is `require` and a pool has no keys.
 */
@Injectable()
export class KeySetWarmUp implements OnModuleInit {
  readonly #logger = new Logger('Castellan');

  constructor(
    private readonly verifier: TokenVerifier,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  async onModuleInit(): Promise<void> {
    const { warmUp } = this.options;
    if (warmUp === 'off') return;
    try {
      await this.verifier.warmUp();
    } catch (error) {
      if (warmUp === 'require') throw error;
      this.warn();
    }
  }

  private warn(): void {
    for (const { pool, jwksUri, lastFailure } of this.verifier.keySets) {
      if (lastFailure === undefined) continue;
      this.#logger.warn(
        `The keys of user pool ${pool} cannot be loaded from ${jwksUri}: ${lastFailure.reason}. The application ` +
          'starts all the same; tokens of this pool get 503 until the keys can be loaded.',
      );
    }
  }
}
