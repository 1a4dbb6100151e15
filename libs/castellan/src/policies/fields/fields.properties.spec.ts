import fc from 'fast-check';
import { abilityOf, contextOf, user } from '../callers.spec-helper.js';
import { can } from '../can.requirement.js';
import type { Decision } from '../decision.js';
import type { Rules } from '../policy-rules.js';
import { evaluate } from '../requirement.js';
import { checkFields } from './check-fields.requirement.js';
import { pickReadable } from './readable-fields.js';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const pattern = fc.oneof(
  name,
  fc.tuple(name, name).map((parts) => parts.join('.')),
  name.map((outer) => `${outer}.*`),
  fc.constant('*'),
);
const rule = fc.record({
  effect: fc.constantFrom('can' as const, 'cannot' as const),
  fields: fc.option(fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  conditions: fc.option(fc.record({ owner: fc.constantFrom('alice', 'bob') }), { nil: undefined }),
});
type RuleText = typeof rule extends fc.Arbitrary<infer T> ? T : never;

const leaf = fc.constantFrom<unknown>(1, 'x', null, true);
const { value: fieldValue } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('object'), fc.array(tie('object'), { maxLength: 2 })),
  object: fc.dictionary(name, tie('value'), { maxKeys: 3 }),
}));
const body = fc.dictionary(name, fieldValue, { maxKeys: 4 });
const owner = fc.constantFrom('alice', 'bob', 'carol');

function write(rules: readonly RuleText[]): (define: Rules) => void {
  return (define) => {
    for (const { effect, fields, conditions } of rules) {
      const args = [...(fields ? [fields] : []), ...(conditions ? [conditions] : [])];
      (define[effect] as (...given: unknown[]) => unknown)('use', 'Thing', ...args);
    }
  };
}

/** The paths to everything in an object that is no object and no list. */
function leaves(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((member) => leaves(member, path));
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
}

describe('fields, under any rules', () => {
  const ruleList = fc.array(rule, { maxLength: 5 });

  it('a body passes exactly if each of its members is allowed by itself', () => {
    fc.assert(
      fc.property(ruleList, body, owner, (rules, changes, of) => {
        const ability = abilityOf(write(rules));
        const instance = { owner: of };
        const requirement = checkFields(can('use', 'Thing', { subject: () => instance }));
        const context = contextOf(user(), {
          ability,
          readBody: () => changes,
          loadSubject: () => instance,
        });
        const names = Object.keys(changes);
        const expected =
          names.length === 0
            ? ability.can('use', 'Thing', instance)
            : names.every((field) => ability.can('use', 'Thing', instance, field));
        expect((evaluate(requirement, context) as Decision).granted).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('what is left of an item lies in something readable, and everything readable is left', () => {
    fc.assert(
      fc.property(ruleList, body, owner, (rules, fields, of) => {
        const ability = abilityOf(write(rules));
        const item = { ...fields, owner: of };
        const before = structuredClone(item);
        const isReadable = (path: string): boolean =>
          path
            .split('.')
            .some((_, index, parts) =>
              ability.can('use', 'Thing', item, parts.slice(0, index + 1).join('.')),
            );
        const picked = pickReadable(ability, 'Thing', item, 'use');
        expect(item).toEqual(before);
        expect([...new Set(leaves(picked ?? {}))].sort()).toEqual(
          [...new Set(leaves(item))].filter(isReadable).sort(),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
