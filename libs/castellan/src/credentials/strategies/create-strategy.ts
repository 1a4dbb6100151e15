import type { IdentityPoolSettings } from '../identity-pool-options.js';
import { ClassicStrategy } from './classic.strategy.js';
import type { StsCredentialsSettings } from '../sts-credentials-options.js';
import type { CredentialsStrategy } from './credentials-strategy.js';
import { DeveloperStrategy } from './developer.strategy.js';
import { EnhancedStrategy } from './enhanced.strategy.js';
import type { StrategyDependencies } from './strategy-dependencies.js';
import { TokenVendingStrategy } from './token-vending.strategy.js';
import type { TokenVendingSettings } from './token-vending-options.js';
import { WebIdentityStrategy } from './web-identity.strategy.js';

/** The strategy that is configured. */
export function createStrategy(
  settings: IdentityPoolSettings | StsCredentialsSettings,
  dependencies: StrategyDependencies,
): CredentialsStrategy {
  return 'identityPoolId' in settings
    ? poolStrategy(settings, dependencies)
    : stsStrategy(settings, dependencies);
}

function poolStrategy(pool: IdentityPoolSettings, dependencies: StrategyDependencies): CredentialsStrategy {
  const { strategy } = pool;
  switch (strategy.kind) {
    case 'enhanced':
      return new EnhancedStrategy(pool, strategy, dependencies);
    case 'classic':
      return new ClassicStrategy(pool, strategy, dependencies);
    case 'developer':
      return new DeveloperStrategy(pool, strategy, dependencies);
  }
}

function stsStrategy(
  settings: StsCredentialsSettings,
  dependencies: StrategyDependencies,
): CredentialsStrategy {
  return isTokenVending(settings)
    ? new TokenVendingStrategy(settings, dependencies)
    : new WebIdentityStrategy(settings, dependencies);
}

function isTokenVending(settings: StsCredentialsSettings): settings is TokenVendingSettings {
  return settings.strategy.kind === 'tokenVending';
}
