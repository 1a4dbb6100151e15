import {
  allOf,
  anyOf,
  can,
  claim,
  evaluate,
  groups,
  not,
  PolicySet,
  type Requirement,
  scopes,
  type UserPrincipal,
} from 'castellan/core';
import fc from 'fast-check';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from './policy-runs.js';
import { caller, DEFAULT_POOL, GROUPS } from './random-policies.js';

const POLICIES = new PolicySet(
  GROUPS.map((group) => ({
    source: group,
    appliesTo: { kind: 'group' as const, group },
    build: (rules) => void rules.can(group, 'Article'),
  })),
  { defaultPool: DEFAULT_POOL },
);

const passes = (requirement: Requirement, user: UserPrincipal): boolean => {
  const decision = evaluate(requirement, {
    caller: user,
    // Principals of the verifier are frozen, and their abilities kept; these differ in their groups alone.
    ability: POLICIES.abilityFor(user),
    defaultPool: DEFAULT_POOL,
    now: 0,
    loadSubject: () => undefined,
  });
  if (decision instanceof Promise) throw new Error('Nothing here takes time.');
  return decision.granted;
};

const some = fc.subarray<string>([...GROUPS], { minLength: 1 });
const leaf = fc.oneof(
  some.map((names) => groups(...names)),
  some.map((names) => groups({ all: names })),
  fc.tuple(some, some).map(([any, all]) => groups({ any, all })),
  fc.constantFrom<Requirement>(
    scopes('articles/read'),
    claim('level', [5, '5']),
    groups({ any: ['readers'], pool: 'staff' }),
    ...GROUPS.map((group) => can(group, 'Article')),
  ),
);
/** Everything that asks for something, and nothing that rules something out. */
const { tree } = fc.letrec<{ tree: Requirement }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    ...[allOf, anyOf].map((compose) =>
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((members) => compose(...members)),
    ),
  ),
}));

const user = caller.filter((each) => each.kind === 'user');
const without = (from: UserPrincipal, lost: readonly string[]): UserPrincipal => ({
  ...from,
  groups: from.groups.filter((group) => !lost.includes(group)),
});

describe('losing a group', () => {
  it(
    'fulfils no requirement that is composed without not and none',
    () => {
      fc.assert(
        fc.property(tree, user, some, (requirement, from, lost) => {
          if (passes(requirement, without(from, lost))) expect(passes(requirement, from)).toBe(true);
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it('fulfils a requirement that rules the group out', () => {
    const [from] = fc.sample(
      user.filter(({ pool }) => pool === DEFAULT_POOL),
      1,
    ) as [UserPrincipal];
    for (const requirement of [groups({ none: ['readers'] }), not(groups('readers'))]) {
      expect(passes(requirement, { ...from, groups: ['readers'] })).toBe(false);
      expect(passes(requirement, { ...from, groups: [] })).toBe(true);
    }
  });
});
