import { PolicySet, type CallerAbility, type Rules } from 'castellan/core';
import fc from 'fast-check';

/** `LISTS_SEED=...` tries other rule sets. By default every adapter is tried with the same ones. */
const seed = Number(process.env.LISTS_SEED ?? 4_096);

/** How many rule sets are tried, and which. */
export const RULE_SET_RUNS = { numRuns: 1_000, seed };

process.stdout.write(`lists: ${RULE_SET_RUNS.numRuns} rule sets, LISTS_SEED=${seed}\n`);

type Operators = Record<string, unknown>;

/** One call of `can` or `cannot`. */
export interface RuleSketch {
  readonly effect: 'can' | 'cannot';
  readonly action: string;
  readonly subject: string;
  readonly fields?: string[] | undefined;
  readonly conditions?: Record<string, unknown> | undefined;
}

/** Values of every type, so that most are compared with a field of another one. */
const values: readonly unknown[] = [
  ...[
    'a',
    'A',
    'á',
    'a\u0301',
    'ß',
    'SS',
    '',
    ' a',
    'a ',
    '1',
    'true',
    "a'b",
    '%',
    '_',
    ':a',
    '?',
    '$1',
    '😀',
    'null',
  ],
  ...[
    '00000000-0000-4000-8000-00000000000a',
    '00000000-0000-4000-8000-00000000000A',
    'DRAFT',
    'draft',
    'DELETED',
  ],
  ...[0, 1, -1, 1.5, 0.1, 2, -2.25, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 40, Date.UTC(2020, 0, 1)],
  ...[true, false, 1n, 2n ** 62n],
  ...[
    new Date('2020-01-01T00:00:00.000Z'),
    new Date('2020-01-01T00:00:00.123Z'),
    new Date('1999-12-31T23:59:59.999Z'),
  ],
];
const value = fc.constantFrom(...values);
const ordered = fc.constantFrom(
  ...values.filter((one) => typeof one === 'number' || typeof one === 'string' || one instanceof Date),
);
const orderedButText = ordered.filter((one) => typeof one !== 'string');

const operator = (orderable: fc.Arbitrary<unknown>): fc.Arbitrary<Operators> =>
  fc.oneof(
    fc.record({ $eq: value }),
    fc.record({ $ne: value }),
    fc.record({ $in: fc.array(value, { maxLength: 6 }) }),
    fc.record({ $nin: fc.array(value, { minLength: 1, maxLength: 6 }) }),
    fc.record({ $exists: fc.boolean() }),
    fc.record({ $lt: orderable }),
    fc.record({ $lte: orderable }),
    fc.record({ $gt: orderable }),
    fc.record({ $gte: orderable }),
  );

/** What is compared with one field: a value, an operator, or two of them. */
const comparison = (orderable: fc.Arbitrary<unknown>) =>
  fc.oneof(
    value,
    operator(orderable),
    fc.tuple(operator(orderable), operator(orderable)).map(([one, other]) => ({ ...one, ...other })),
  );

/** Conditions on the fields of `Article`. Text has no order that all databases share. */
const conditions = fc.record(
  {
    title: comparison(orderedButText),
    authorId: comparison(orderedButText),
    status: comparison(orderedButText),
    level: comparison(ordered),
    score: comparison(ordered),
    published: comparison(ordered),
    createdAt: comparison(ordered),
  },
  { requiredKeys: [] },
);

const rule: fc.Arbitrary<RuleSketch> = fc.record(
  {
    effect: fc.constantFrom('can', 'can', 'cannot'),
    action: fc.constantFrom('read', 'read', 'read', 'manage', 'update'),
    subject: fc.constantFrom('Article', 'Article', 'Article', 'all', 'Comment'),
    fields: fc.option(fc.constant(['title']), { nil: undefined, freq: 10 }),
    conditions: fc.option(
      conditions.filter((some) => Object.keys(some).length > 0),
      { nil: undefined, freq: 12 },
    ),
  },
  { requiredKeys: ['effect', 'action', 'subject', 'conditions'] },
);

/** The rules of one caller. */
export const ruleSet: fc.Arbitrary<readonly RuleSketch[]> = fc.array(rule, { minLength: 1, maxLength: 6 });

/** The ability that rules make up. */
export function abilityOf(define: (rules: Rules) => void): CallerAbility {
  const policies = new PolicySet(
    [{ source: 'ArticlePolicies.test', appliesTo: { kind: 'everyone' }, build: define }],
    { defaultPool: 'customers' },
  );
  return policies.abilityFor({ kind: 'anonymous' });
}

export function abilityFrom(sketches: readonly RuleSketch[]): CallerAbility {
  return abilityOf((rules) => {
    for (const { effect, action, subject, fields, conditions: where } of sketches) {
      const define = rules[effect] as (...args: unknown[]) => unknown;
      define(action, subject, ...[fields, where].filter((part) => part !== undefined));
    }
  });
}
