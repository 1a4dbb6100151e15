import { ConfigurationError } from '../errors/index.js';
import { NO_POOL } from '../tokens/index.js';
import type { MappingCondition } from './mapping-condition.js';

/** The user pools that policies may be about. */
export interface KnownPools {
  /** The pool a group belongs to when its condition names none: the first configured one. */
  readonly defaultPool: string;
  /** The names of all pools. Default: not known, so that a policy may name any. */
  readonly userPools?: readonly string[];
}

/** @throws ConfigurationError if a policy is about a user pool that does not exist: nobody would be of it. */
export function requireKnownPool(
  source: string,
  condition: MappingCondition,
  { defaultPool, userPools }: KnownPools,
): void {
  if (condition.kind === 'group' && condition.pool === undefined && defaultPool === NO_POOL) {
    throw new ConfigurationError(
      `${source} is about the group "${condition.group}" and names no user pool, and none is configured whose ` +
        'group it could be. Add the name that resolvePool gives the pool, as option pool.',
    );
  }
  if (!('pool' in condition) || userPools === undefined || userPools.includes(condition.pool)) return;
  throw new ConfigurationError(
    `${source} is about the user pool "${condition.pool}", which is not configured. The configured pools are ` +
      `${userPools.join(', ')}.`,
  );
}
