import { type Caller, type Decision, PolicySet, type UserPrincipal } from 'castellan/core';
import fc from 'fast-check';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from './policy-runs.js';
import {
  caller,
  DEFAULT_POOL,
  GROUPS,
  mappingsOf,
  policies,
  type PolicySketch,
  question,
  rule,
} from './random-policies.js';
import type { Question } from './reference-evaluator.js';

function decisionOf(sketches: readonly PolicySketch[], asking: Caller, asked: Question): Decision {
  const { action, subject, instance, field } = asked;
  const set = new PolicySet(mappingsOf(sketches), { defaultPool: DEFAULT_POOL });
  return set.abilityFor(asking).decide(action, subject, instance, field);
}

const verdictOf = (...args: Parameters<typeof decisionOf>): string => {
  const decision = decisionOf(...args);
  return decision.granted ? 'granted' : decision.reason;
};

const isProhibition = ({ effect }: { effect: string }): boolean => effect === 'cannot';
const withoutFailures = (sketches: readonly PolicySketch[]) =>
  sketches.map((sketch) => ({ ...sketch, fails: false }));
const everyone = (...rules: PolicySketch['rules']): PolicySketch => ({
  appliesTo: { kind: 'everyone' },
  rules,
});

const position = fc.nat();
const insert = <T>(items: readonly T[], item: T, at: number): T[] =>
  items.toSpliced(at % (items.length + 1), 0, item);

/** Tries a property of any policies, with any caller and any question. */
function holdsForAny<T>(
  extra: fc.Arbitrary<T>,
  check: (sketches: PolicySketch[], asking: Caller, asked: Question, extra: T) => void,
): void {
  fc.assert(fc.property(policies, caller, question, extra, check), PROPERTY_RUNS);
}

describe('for any policies, caller and question', () => {
  it(
    'nothing is granted where no rule allows anything',
    () => {
      holdsForAny(fc.constant(undefined), (sketches, asking, asked) => {
        const forbidding = sketches.map((sketch) => ({
          ...sketch,
          rules: sketch.rules.filter(isProhibition),
        }));
        expect(decisionOf(forbidding, asking, asked).granted).toBe(false);
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'a prohibition wins, wherever it stands',
    () => {
      holdsForAny(position, (sketches, asking, asked, at) => {
        const prohibition = everyone({ effect: 'cannot', action: asked.action, subject: asked.subject });
        expect(decisionOf(insert(sketches, prohibition, at), asking, asked).granted).toBe(false);
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'the order of policies, and of the rules in them, makes no difference',
    () => {
      const shuffled = policies.chain((sketches) =>
        fc.tuple(
          fc.constant(sketches),
          shuffle(sketches),
          fc.tuple(...sketches.map(({ rules }) => shuffle(rules))),
        ),
      );
      fc.assert(
        fc.property(shuffled, caller, question, ([sketches, reordered, rules], asking, asked) => {
          const expected = verdictOf(sketches, asking, asked);
          expect(verdictOf(reordered, asking, asked)).toBe(expected);
          const inside = sketches.map((sketch, index) => ({ ...sketch, rules: rules[index] ?? [] }));
          expect(verdictOf(inside, asking, asked)).toBe(expected);
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'a rule about another subject, or another action, changes nothing',
    () => {
      holdsForAny(fc.tuple(rule, position), (sketches, asking, asked, [unrelated, at]) => {
        fc.pre(asked.subject !== 'all' && asked.action !== 'manage');
        const expected = verdictOf(sketches, asking, asked);
        for (const other of [{ subject: 'Unrelated' }, { action: 'unrelated' }]) {
          const added = everyone({ ...unrelated, ...other });
          expect(verdictOf(insert(sketches, added, at), asking, asked)).toBe(expected);
        }
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'nothing is granted where a policy that applies to the caller throws',
    () => {
      holdsForAny(position, (sketches, asking, asked, at) => {
        const broken = { ...everyone({ effect: 'can', action: 'manage', subject: 'all' }), fails: true };
        expect(verdictOf(insert(sketches, broken, at), asking, asked)).toBe('policy_failed');
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'nothing is granted where the question is broken',
    () => {
      const throws = Object.defineProperty({}, 'a', {
        get: () => {
          throw new Error('The entity is detached.');
        },
      });
      const broken = fc.constantFrom<unknown>('Article', 5, [], [{}], () => ({}), Promise.resolve({}));
      const name = fc.constantFrom<unknown>(undefined, null, '', 5, {}, ['read']);
      holdsForAny(fc.tuple(broken, name), (sketches, asking, { action, subject }, [instance, wrong]) => {
        const allowing = [
          everyone({ effect: 'can', action: 'manage', subject: 'all' }),
          ...withoutFailures(sketches),
        ];
        const ability = new PolicySet(mappingsOf(allowing), { defaultPool: DEFAULT_POOL }).abilityFor(asking);
        const denied = { granted: false, reason: 'policy_failed' };
        expect(ability.decide(action, subject, instance)).toMatchObject(denied);
        expect(ability.decide(wrong as string, subject)).toMatchObject(denied);
        if (typeof wrong !== 'string') expect(ability.decide(action, wrong as string)).toMatchObject(denied);
        const reading = everyone({ effect: 'cannot', action, subject, conditions: { a: 1 } });
        expect(verdictOf([...allowing, reading], asking, { action, subject, instance: throws })).not.toBe(
          'granted',
        );
      });
    },
    PROPERTY_TIMEOUT,
  );
});

describe('losing a group', () => {
  const losing = fc.tuple(caller, fc.subarray<string>([...GROUPS], { minLength: 1 }));
  const lose = (user: UserPrincipal, lost: readonly string[]): UserPrincipal => ({
    ...user,
    groups: user.groups.filter((group) => !lost.includes(group)),
  });

  // Few runs meet a caller whom the group matters to.
  const RUNS = { ...PROPERTY_RUNS, numRuns: 10 * (PROPERTY_RUNS.numRuns ?? 0) };

  it(
    'never adds a right where no policy of a group forbids anything or fails',
    () => {
      fc.assert(
        fc.property(policies, losing, question, (sketches, [user, lost], asked) => {
          fc.pre(user.kind === 'user');
          const allowingGroups = sketches.map((sketch) =>
            sketch.appliesTo.kind === 'group'
              ? { ...sketch, rules: sketch.rules.filter((each) => !isProhibition(each)), fails: false }
              : sketch,
          );
          if (!decisionOf(allowingGroups, lose(user, lost), asked).granted) return;
          expect(decisionOf(allowingGroups, user, asked).granted).toBe(true);
        }),
        RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'adds a right, in any other policies, only where a policy of a lost group forbade it',
    () => {
      fc.assert(
        fc.property(policies, losing, question, (sketches, [user, lost], asked) => {
          fc.pre(user.kind === 'user');
          const sound = withoutFailures(sketches);
          if (!decisionOf(sound, lose(user, lost), asked).granted) return;
          const before = decisionOf(sound, user, asked);
          if (before.granted) return;
          expect(before.rule).toMatchObject({ effect: 'forbid', appliesTo: { kind: 'group' } });
        }),
        RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it('does add the right that a prohibition of the group took', () => {
    const asked = { action: 'read', subject: 'Article' };
    const sketches: PolicySketch[] = [
      everyone({ effect: 'can', ...asked }),
      { appliesTo: { kind: 'group', group: 'readers' }, rules: [{ effect: 'cannot', ...asked }] },
    ];
    const [user] = fc.sample(
      caller.filter((each) => each.kind === 'user' && each.pool === DEFAULT_POOL),
      1,
    ) as [UserPrincipal];
    expect(verdictOf(sketches, { ...user, groups: ['readers'] }, asked)).toBe('rule');
    expect(verdictOf(sketches, { ...user, groups: [] }, asked)).toBe('granted');
  });
});

function shuffle<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
}
