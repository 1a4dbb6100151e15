import { ConfigurationError } from '../errors/index.js';
import type { Caller } from '../tokens/principal.js';

/** One mapping of a group, as far as inclusion is concerned. */
export interface GroupInclusion {
  readonly source: string;
  readonly group: string;
  readonly includes: readonly string[];
  readonly pool: string;
}

/**
 * Which groups' rights a caller has: those of the caller's own groups, and of the groups these include, in
 * turn. A group counts only for callers of its own pool.
 */
export class GroupRights {
  readonly #defaultPool: string;
  /** For each pool, the groups that have the rights of a group: itself, and all that include it. */
  readonly #holders = new Map<string, Map<string, ReadonlySet<string>>>();

  /** @throws ConfigurationError if groups include each other in a circle, or include a group no policy names. */
  constructor(inclusions: readonly GroupInclusion[], defaultPool: string) {
    this.#defaultPool = defaultPool;
    for (const pool of new Set(inclusions.map((inclusion) => inclusion.pool))) {
      this.#holders.set(pool, holdersOf(inclusions.filter((inclusion) => inclusion.pool === pool)));
    }
  }

  has(caller: Caller, group: string, pool = this.#defaultPool): boolean {
    if (caller.kind !== 'user' || caller.pool !== pool) return false;
    const holders = this.#holders.get(pool)?.get(group);
    return holders !== undefined && caller.groups.some((held) => holders.has(held));
  }

  /** The caller's own group that includes a group whose rights the caller has without being in it. */
  through(caller: Caller, group: string, pool = this.#defaultPool): string | undefined {
    if (caller.kind !== 'user' || caller.groups.includes(group)) return undefined;
    return caller.groups.find((held) => this.#holders.get(pool)?.get(group)?.has(held));
  }
}

function holdersOf(inclusions: readonly GroupInclusion[]): Map<string, ReadonlySet<string>> {
  const included = new Map<string, Set<string>>();
  for (const { group, includes } of inclusions) {
    included.set(group, new Set([...(included.get(group) ?? []), ...includes]));
  }
  for (const { source, includes } of inclusions) {
    const unknown = includes.find((name) => !included.has(name));
    if (unknown !== undefined) {
      throw new ConfigurationError(
        `${source} includes the group "${unknown}", which no policy is mapped from. Correct the name or drop it.`,
      );
    }
  }
  const holders = new Map<string, Set<string>>();
  for (const group of included.keys()) holders.set(group, new Set());
  for (const group of included.keys()) {
    for (const reached of reachableFrom(group, included, [])) holders.get(reached)?.add(group);
  }
  return holders;
}

function reachableFrom(
  group: string,
  included: ReadonlyMap<string, ReadonlySet<string>>,
  path: readonly string[],
): ReadonlySet<string> {
  if (path.includes(group)) {
    throw new ConfigurationError(`Groups include each other in a circle: ${[...path, group].join(' > ')}.`);
  }
  const reached = new Set([group]);
  for (const next of included.get(group) ?? []) {
    for (const name of reachableFrom(next, included, [...path, group])) reached.add(name);
  }
  return reached;
}
