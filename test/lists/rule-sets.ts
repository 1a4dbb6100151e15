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

const TEXT = [
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
];
const UUIDS = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000A'];
const STATUSES = ['DRAFT', 'PUBLISHED', 'draft', 'DELETED'];
const NUMBERS = [
  0,
  1,
  -1,
  1.5,
  0.1,
  2,
  -2.25,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 40,
  Date.UTC(2020, 0, 1),
];
const BOOLEANS = [true, false];
const DATES = ['2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.123Z', '1999-12-31T23:59:59.999Z'].map(
  (date) => new Date(date),
);
const ANY: readonly unknown[] = [
  ...TEXT,
  ...UUIDS,
  ...STATUSES,
  ...NUMBERS,
  ...BOOLEANS,
  ...DATES,
  1n,
  2n ** 62n,
];

/** What a field is compared with: mostly values of its type, and values of all the others. */
function comparison(own: readonly unknown[], ordered: readonly unknown[]): fc.Arbitrary<unknown> {
  const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...own) }, fc.constantFrom(...ANY));
  const bound = fc.constantFrom(...ordered);
  const operator: fc.Arbitrary<Operators> = fc.oneof(
    fc.record({ $eq: value }),
    fc.record({ $ne: value }),
    fc.record({ $in: fc.array(value, { maxLength: 6 }) }),
    fc.record({ $nin: fc.array(value, { minLength: 1, maxLength: 6 }) }),
    fc.record({ $exists: fc.boolean() }),
    fc.record({ $lt: bound }),
    fc.record({ $lte: bound }),
    fc.record({ $gt: bound }),
    fc.record({ $gte: bound }),
  );
  const two = fc.tuple(operator, operator).map(([one, other]) => ({ ...one, ...other }));
  return fc.oneof(value, { weight: 3, arbitrary: operator }, two);
}

// Text has no order that all databases share: only other types are ordered against it.
const UNORDERED = [...NUMBERS, ...DATES];
const ORDERED = [...UNORDERED, ...UNORDERED, ...TEXT];
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  title: comparison(TEXT, UNORDERED),
  authorId: comparison(UUIDS, UNORDERED),
  status: comparison(STATUSES, UNORDERED),
  level: comparison(NUMBERS, ORDERED),
  score: comparison(NUMBERS, ORDERED),
  published: comparison(BOOLEANS, ORDERED),
  createdAt: comparison(DATES, ORDERED),
};

const oneField = fc
  .constantFrom(...Object.keys(FIELDS))
  .chain((field) => FIELDS[field]!.map((compared): Operators => ({ [field]: compared })));
const conditions = fc.oneof(
  { weight: 3, arbitrary: oneField },
  fc.tuple(oneField, oneField).map(([one, other]) => ({ ...one, ...other })),
);

const oneIn = <T>(count: number, rare: T, usual: T): fc.Arbitrary<T> =>
  fc.nat(count - 1).map((drawn) => (drawn === 0 ? rare : usual));

const rule: fc.Arbitrary<RuleSketch> = fc.record({
  effect: fc.constantFrom('can', 'can', 'cannot'),
  action: fc.constantFrom('read', 'read', 'read', 'read', 'read', 'read', 'manage', 'update'),
  subject: fc.constantFrom('Article', 'Article', 'Article', 'Article', 'Article', 'all', 'Comment'),
  fields: oneIn(12, ['title'], undefined),
  conditions: fc.option(conditions, { nil: undefined, freq: 20 }),
});

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
