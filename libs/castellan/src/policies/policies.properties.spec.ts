import fc from 'fast-check';
import { abilityOf, mapping, policySet, user } from './callers.spec-helper.js';
import type { PolicyMapping } from './policy-set.js';

const ACTIONS = ['read', 'update', 'delete'];
const SUBJECTS = ['Article', 'Comment'];
const FIELDS = ['title', 'owner', 'owner.id'];
const GROUPS = ['readers', 'editors', 'admins'];

interface RuleSketch {
  effect: 'can' | 'cannot';
  action: string;
  subject: string;
  fields?: string[] | undefined;
  conditions?: Record<string, unknown> | undefined;
}

const conditions = fc.oneof(
  fc.record({ a: fc.constantFrom(1, 2) }),
  fc.record({ b: fc.constantFrom('x', 'y') }),
  fc.constantFrom<Record<string, unknown>>(
    { a: { $lt: 2 } },
    { a: { $gte: 2 } },
    { b: { $ne: 'x' } },
    { b: { $in: ['x', 'y'] } },
    { b: { $exists: false } },
    { a: undefined },
    { a: { $ne: null } },
    {},
  ),
);
const rule: fc.Arbitrary<RuleSketch> = fc.record(
  {
    effect: fc.constantFrom('can', 'can', 'cannot'),
    action: fc.constantFrom(...ACTIONS, 'manage'),
    subject: fc.constantFrom(...SUBJECTS, 'all'),
    fields: fc.subarray(FIELDS, { minLength: 1 }),
    conditions,
  },
  { requiredKeys: ['effect', 'action', 'subject'] },
);
const rules = fc.array(rule, { maxLength: 8 });
const instance = fc.record(
  { a: fc.constantFrom<unknown>(1, 2, '1', null), b: fc.constantFrom<unknown>('x', 'y', ['x'], null) },
  { requiredKeys: [] },
);
const question = fc.record({
  action: fc.constantFrom(...ACTIONS, 'manage'),
  subject: fc.constantFrom(...SUBJECTS, 'all'),
  instance: fc.option(instance, { nil: undefined }),
  field: fc.option(fc.constantFrom(...FIELDS, 'other'), { nil: undefined }),
});
type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;

function build(sketches: readonly RuleSketch[]): PolicyMapping['build'] {
  return (builder) => {
    for (const sketch of sketches) {
      const define = builder[sketch.effect] as (...args: unknown[]) => unknown;
      const rest = [sketch.fields, sketch.conditions].filter((part) => part !== undefined);
      define(sketch.action, sketch.subject, ...rest);
    }
  };
}

function granted(
  sketches: readonly RuleSketch[],
  { action, subject, instance: item, field }: Question,
): boolean {
  return abilityOf(build(sketches) as never).can(action, subject, item, field);
}

describe('for any rules and any question', () => {
  it('nothing is granted unless a can is about it', () => {
    fc.assert(
      fc.property(rules, question, (sketches, asked) => {
        const about = sketches.some(
          ({ effect, action, subject }) =>
            effect === 'can' &&
            [asked.action, 'manage'].includes(action) &&
            [asked.subject, 'all'].includes(subject),
        );
        if (!about) expect(granted(sketches, asked)).toBe(false);
      }),
    );
  });

  it('a cannot about it wins, wherever it stands', () => {
    fc.assert(
      fc.property(rules, question, fc.nat(), (sketches, asked, seed) => {
        const position = seed % (sketches.length + 1);
        const forbid: RuleSketch = { effect: 'cannot', action: asked.action, subject: asked.subject };
        expect(granted(sketches.toSpliced(position, 0, forbid), asked)).toBe(false);
      }),
    );
  });

  it('the order of the rules makes no difference', () => {
    fc.assert(
      fc.property(
        rules.chain((sketches) =>
          fc.tuple(
            fc.constant(sketches),
            fc.shuffledSubarray(sketches, { minLength: sketches.length, maxLength: sketches.length }),
          ),
        ),
        question,
        ([sketches, shuffled], asked) => {
          expect(granted(shuffled, asked)).toBe(granted(sketches, asked));
        },
      ),
    );
  });

  it('a rule about something else changes nothing', () => {
    fc.assert(
      fc.property(
        rules,
        question,
        fc.constantFrom<'can' | 'cannot'>('can', 'cannot'),
        (sketches, asked, effect) => {
          fc.pre(asked.subject !== 'all');
          const unrelated: RuleSketch = { effect, action: asked.action, subject: 'Unrelated' };
          expect(granted([...sketches, unrelated], asked)).toBe(granted(sketches, asked));
        },
      ),
    );
  });

  it('more rules that allow never take a right away, more that forbid never give one', () => {
    fc.assert(
      fc.property(rules, rule, question, (sketches, added, asked) => {
        const before = granted(sketches, asked);
        const after = granted([...sketches, added], asked);
        if (added.effect === 'can') expect(after || !before).toBe(true);
        else expect(before || !after).toBe(true);
      }),
    );
  });

  it('a question without the instance is granted only if every instance would be', () => {
    fc.assert(
      fc.property(rules, question, instance, (sketches, asked, item) => {
        if (granted(sketches, { ...asked, instance: undefined })) {
          expect(granted(sketches, { ...asked, instance: item })).toBe(true);
        }
      }),
    );
  });

  it('all fields are granted exactly if each one is', () => {
    fc.assert(
      fc.property(
        rules,
        question,
        fc.subarray([...FIELDS, 'other'], { minLength: 1 }),
        (sketches, asked, fields) => {
          const ability = abilityOf(build(sketches) as never);
          const { action, subject, instance: item } = asked;
          expect(ability.decideFields(action, subject, item, fields).granted).toBe(
            fields.every((field) => ability.can(action, subject, item, field)),
          );
        },
      ),
    );
  });

  it('the list filter keeps exactly what is granted one by one', () => {
    fc.assert(
      fc.property(rules, question, fc.array(instance), (sketches, { action, subject }, items) => {
        const ability = abilityOf(build(sketches) as never);
        expect(ability.accessible(action, subject).filter(items)).toEqual(
          items.filter((item) => ability.decide(action, subject, item).granted),
        );
      }),
    );
  });

  it('a failing policy grants nothing', () => {
    fc.assert(
      fc.property(rules, rules, question, (before, after, asked) => {
        const broken = mapping('broken', { kind: 'authenticated' }, (builder, caller) => {
          build(before)(builder, caller);
          throw new Error('broken');
        });
        const set = policySet(
          mapping(
            'good',
            { kind: 'everyone' },
            build([...before, { effect: 'can', action: 'manage', subject: 'all' }]),
          ),
          broken,
          mapping('good too', { kind: 'everyone' }, build(after)),
        );
        const { action, subject, instance: item, field } = asked;
        expect(set.abilityFor(user()).decide(action, subject, item, field)).toMatchObject({
          granted: false,
          reason: 'policy_failed',
        });
      }),
    );
  });

  it('losing a group never adds a right where no policy forbids', () => {
    const byGroup = fc.tuple(
      ...GROUPS.map(() => rules.map((all) => all.filter(({ effect }) => effect === 'can'))),
    );
    fc.assert(
      fc.property(
        byGroup,
        fc.subarray(GROUPS),
        fc.subarray(GROUPS),
        question,
        (sketches, held, lost, asked) => {
          const set = policySet(
            ...GROUPS.map((group, index) =>
              mapping(
                group,
                { kind: 'group', group, ...(index > 0 && { includes: GROUPS.slice(index - 1, index) }) },
                build(sketches[index] ?? []),
              ),
            ),
          );
          const { action, subject, instance: item, field } = asked;
          const can = (groups: readonly string[]) =>
            set.abilityFor(user({ groups })).can(action, subject, item, field);
          if (can(held.filter((group) => !lost.includes(group)))) expect(can(held)).toBe(true);
        },
      ),
    );
  });
});
