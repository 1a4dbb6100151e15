import { ConfigurationError } from '../../errors/index.js';

/** Rejects where an identity ID is asked for and there is none. */
export async function noIdentityPool(strategy: string): Promise<never> {
  throw new ConfigurationError(
    `Users have no identity ID with the strategy '${strategy}', because it uses no Identity Pool. Use the sub of the ` +
      'user in its place, or the enhanced, the classic or the developer strategy.',
  );
}
