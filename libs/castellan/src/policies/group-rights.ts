import type { Caller } from '../tokens/principal.js';
import { GroupHierarchy, type GroupInclusion } from './group-hierarchy.js';

/** One mapping of a group, and the pool that the group belongs to. */
export interface PoolInclusion extends GroupInclusion {
  readonly pool: string;
}

/**
 * Which groups' rights a caller has: those of the caller's own groups, and of the groups these include, in
 * turn. A group counts only for callers of its own pool.
 */
export class GroupRights {
  readonly #defaultPool: string;
  readonly #hierarchies = new Map<string, GroupHierarchy>();

  /** @throws ConfigurationError if groups include each other in a circle, or include a group no policy names. */
  constructor(inclusions: readonly PoolInclusion[], defaultPool: string) {
    this.#defaultPool = defaultPool;
    for (const pool of new Set(inclusions.map((inclusion) => inclusion.pool))) {
      this.#hierarchies.set(
        pool,
        new GroupHierarchy(inclusions.filter((inclusion) => inclusion.pool === pool)),
      );
    }
  }

  has(caller: Caller, group: string, pool = this.#defaultPool): boolean {
    if (caller.kind !== 'user' || caller.pool !== pool) return false;
    const hierarchy = this.#hierarchies.get(pool);
    return hierarchy !== undefined && caller.groups.some((held) => hierarchy.includes(held, group));
  }

  /** The caller's own group that includes a group whose rights the caller has without being in it. */
  through(caller: Caller, group: string, pool = this.#defaultPool): string | undefined {
    if (caller.kind !== 'user' || caller.groups.includes(group)) return undefined;
    return caller.groups.find((held) => this.#hierarchies.get(pool)?.includes(held, group));
  }
}
