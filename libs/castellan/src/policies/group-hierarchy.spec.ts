import fc from 'fast-check';
import { ConfigurationError } from '../errors/index.js';
import { GroupHierarchy } from './group-hierarchy.js';

const names = (count: number) => Array.from({ length: count }, (_, index) => `g${index}`);
const inclusion = (group: string, includes: readonly string[]) => ({ source: group, group, includes });

describe('a hierarchy of groups', () => {
  it('is as deep as it is written: a chain of 3,000', () => {
    const chain = names(3_000);
    const hierarchy = new GroupHierarchy(
      chain.map((group, index) => inclusion(group, chain.slice(index + 1, index + 2))),
    );
    expect(hierarchy.includes('g0', 'g2999')).toBe(true);
    expect(hierarchy.includes('g1499', 'g1500')).toBe(true);
    expect(hierarchy.includes('g2999', 'g0')).toBe(false);
  });

  it('visits each group once: 60 groups, each including all after it, have more paths than could be walked', () => {
    const all = names(60);
    let reads = 0;
    const hierarchy = new GroupHierarchy(
      all.map((group, index) => ({
        ...inclusion(group, []),
        get includes() {
          reads += 1;
          return all.slice(index + 1);
        },
      })),
    );
    expect(reads).toBeLessThanOrEqual(2 * all.length);
    expect(hierarchy.includes('g0', 'g59')).toBe(true);
    expect(hierarchy.includes('g59', 'g58')).toBe(false);
  });

  it('names a circle, however deep it lies', () => {
    const chain = names(2_000);
    const inclusions = chain.map((group, index) => inclusion(group, [chain[index + 1] ?? 'g1998']));
    expect(() => new GroupHierarchy(inclusions)).toThrow(ConfigurationError);
    expect(() => new GroupHierarchy(inclusions)).toThrow(/in a circle: g1998 > g1999 > g1998\.$/);
  });

  it('knows no other groups', () => {
    const hierarchy = new GroupHierarchy([inclusion('a', [])]);
    expect(hierarchy.includes('a', 'a')).toBe(true);
    expect(hierarchy.includes('a', 'b')).toBe(false);
    expect(hierarchy.includes('b', 'a')).toBe(false);
    expect(hierarchy.includes('b', 'b')).toBe(false);
  });

  it('has exactly the rights that lead from one group to another, step by step', () => {
    const count = 40;
    const edge = fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).filter(([from, to]) => from < to);
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 80 }), fc.boolean(), (edges, isReversed) => {
        const all = names(count);
        const written = all.map((group, index) =>
          inclusion(
            group,
            edges.filter(([from]) => from === index).map(([, to]) => `g${to}`),
          ),
        );
        const hierarchy = new GroupHierarchy(isReversed ? written.toReversed() : written);
        for (const [start, group] of all.entries()) {
          const reached = new Set([start]);
          for (const from of reached) for (const [a, b] of edges) if (a === from) reached.add(b);
          expect(all.filter((other) => hierarchy.includes(group, other))).toEqual(
            all.filter((_, index) => reached.has(index)),
          );
        }
      }),
    );
  });
});
