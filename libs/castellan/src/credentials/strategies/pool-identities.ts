import { AwsFault } from '../aws-fault.js';
import { loginsOf } from '../cognito-logins.js';
import type { IdentityIds } from '../identity-ids.js';
import { toCastellanError } from '../identity-pool-errors.js';
import type { IdentityPoolClient } from '../identity-pool-client.js';
import type { StrategyDependencies } from './strategy-dependencies.js';

/** The identity IDs that an Identity Pool gives for logins. */
export function poolIdentities(
  client: IdentityPoolClient,
  { identityIds }: StrategyDependencies,
): IdentityIds {
  return identityIds((identity, priority) =>
    client.getId(loginsOf(identity), priority).catch((error: unknown) => {
      throw error instanceof AwsFault ? toCastellanError(error) : error;
    }),
  );
}
