import { ConfigurationError } from '../errors/index.js';

/** One mapping of a group, as far as inclusion is concerned. */
export interface GroupInclusion {
  readonly source: string;
  readonly group: string;
  readonly includes: readonly string[];
}

/** The groups each group includes by itself. */
type Included = ReadonlyMap<string, ReadonlySet<string>>;

const BITS = 32;

/**
 * Which groups of one pool include which, in turn. Documents bring hierarchies as deep and as dense as their size
 * allows, so each group is visited once, nothing recurses, and the answers are kept as bits.
 */
export class GroupHierarchy {
  readonly #placeOf: ReadonlyMap<string, number>;
  /** For each group, one bit for each group that has its rights: itself, and all that include it. */
  readonly #holders: readonly Uint32Array[];

  /** @throws ConfigurationError if groups include each other in a circle, or include a group no policy names. */
  constructor(inclusions: readonly GroupInclusion[]) {
    const included = includedBy(inclusions);
    const order = includersFirst(included);
    this.#placeOf = new Map(order.map((group, place) => [group, place]));
    this.#holders = order.map(() => new Uint32Array(Math.ceil(order.length / BITS)));
    for (const [place, group] of order.entries()) {
      const holders = this.#holdersAt(place);
      const word = Math.floor(place / BITS);
      holders[word] = (holders[word] ?? 0) | (1 << (place % BITS));
      for (const inner of included.get(group) ?? [])
        addAll(this.#holdersAt(this.#placeOf.get(inner)), holders);
    }
  }

  /** Whether a group has the rights of another, or is the same. */
  includes(holder: string, group: string): boolean {
    const place = this.#placeOf.get(holder);
    if (place === undefined) return false;
    const word = this.#holdersAt(this.#placeOf.get(group))[Math.floor(place / BITS)] ?? 0;
    return (word & (1 << (place % BITS))) !== 0;
  }

  #holdersAt(place: number | undefined): Uint32Array {
    return (place === undefined ? undefined : this.#holders[place]) ?? NOBODY;
  }
}

const NOBODY = new Uint32Array(0);

function addAll(holders: Uint32Array, added: Uint32Array): void {
  for (let word = 0; word < holders.length; word++) holders[word] = (holders[word] ?? 0) | (added[word] ?? 0);
}

function includedBy(inclusions: readonly GroupInclusion[]): Included {
  const included = new Map<string, Set<string>>();
  for (const { group, includes } of inclusions) {
    const names = included.get(group) ?? new Set();
    for (const name of includes) names.add(name);
    included.set(group, names);
  }
  for (const { source, includes } of inclusions) {
    const unknown = includes.find((name) => !included.has(name));
    if (unknown !== undefined) {
      throw new ConfigurationError(
        `${source} includes the group "${unknown}", which no policy is mapped from. Correct the name or drop it.`,
      );
    }
  }
  return included;
}

/** All groups, each before those it includes. */
function includersFirst(included: Included): readonly string[] {
  const done = new Set<string>();
  for (const start of included.keys()) {
    if (!done.has(start)) finishFrom(start, included, done);
  }
  return [...done].reverse();
}

/** A walk in depth. A group is done once all that it includes are; one that is met before lies on a circle. */
function finishFrom(start: string, included: Included, done: Set<string>): void {
  const path = new Map([[start, innerOf(start, included)]]);
  const visits = [start];
  for (let group = visits.at(-1); group !== undefined; group = visits.at(-1)) {
    const next = path.get(group)?.next();
    if (next === undefined || next.done === true) {
      visits.pop();
      path.delete(group);
      done.add(group);
    } else if (path.has(next.value)) {
      const circle = [...visits.slice(visits.indexOf(next.value)), next.value];
      throw new ConfigurationError(`Groups include each other in a circle: ${circle.join(' > ')}.`);
    } else if (!done.has(next.value)) {
      visits.push(next.value);
      path.set(next.value, innerOf(next.value, included));
    }
  }
}

function innerOf(group: string, included: Included): Iterator<string, undefined> {
  return (included.get(group) ?? new Set<string>()).values();
}
