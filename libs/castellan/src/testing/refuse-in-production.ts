import { ConfigurationError } from '../errors/index.js';

/**
 * Stops whoever makes tokens in production: a service that can sign in as anybody is open to everybody.
 *
 * @throws ConfigurationError where `NODE_ENV` is `production`.
 */
export function refuseInProduction(environment: Readonly<Record<string, string | undefined>>): void {
  if (environment.NODE_ENV !== 'production') return;
  throw new ConfigurationError(
    'castellan/testing makes tokens for anybody and does not run where NODE_ENV is production. Import it in tests ' +
      'only. If this is a test, run it with NODE_ENV=test.',
  );
}
