import fc from 'fast-check';
import { Types } from 'mongoose';
import type { RuleSketch } from './rule-sets.js';

/** A document with lists, lists of documents, nested objects and an identifier. */
export interface Project {
  _id: number;
  ownerId?: Types.ObjectId | null;
  name?: string | null;
  owner?: { id?: string | null; level?: number | null } | null;
  tags?: (string | null)[] | null;
  ratings?: number[] | null;
  members?: { userId?: string | null; level?: number | null }[] | null;
}

export const OWNERS = ['0123456789abcdef01234567', '0123456789abcdef01234568'].map(
  (hex) => new Types.ObjectId(hex),
);

const NAMES = ['alpha', 'Alpha', 'alphabet', 'be.ta', 'beXta', 'x alpha', ''];
const TAGS = ['a', 'A', 'b', '1', ''];

const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.option(fc.option(value, { nil: undefined, freq: 8 }), { freq: 8 });
const level = fc.constantFrom(0, 1, 2.5, -1, 2 ** 40);
const member = fc.record({ userId: optional(fc.constantFrom('alice', 'bob')), level: optional(level) });

/** Documents that lack fields, and have null, empty lists and lists of several. */
export const PROJECTS: readonly Project[] = fc
  .sample(
    fc.record({
      ownerId: optional(fc.constantFrom(...OWNERS)),
      name: optional(fc.constantFrom(...NAMES)),
      owner: optional(fc.record({ id: optional(fc.constantFrom('alice', 'bob')), level: optional(level) })),
      tags: optional(fc.array(fc.option(fc.constantFrom(...TAGS), { freq: 6 }), { maxLength: 3 })),
      ratings: optional(fc.array(level, { maxLength: 3 })),
      members: optional(fc.array(member, { maxLength: 3 })),
    }),
    { numRuns: 80, seed: 1 },
  )
  .map((project, index) => withoutUndefined({ _id: index + 1, ...project }) as Project);

/** What MongoDB stores has no member that is undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || value instanceof Types.ObjectId) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, withoutUndefined(member)]),
  );
}

const text = fc.constantFrom<unknown>(...TAGS, 'alice', 'bob', 'alpha', 1, true);
const number = fc.constantFrom<unknown>(0, 1, 2.5, -1, 2 ** 40, '1', false);
const identifier = fc.constantFrom<unknown>(...OWNERS, 1, true);
const size = fc.record({ $size: fc.nat(3) });
const exists = fc.record({ $exists: fc.boolean() });
const pattern = fc.record({ $regex: fc.constantFrom(/alpha/, /^alpha/, /be\.ta/, /^a/, /1/) });
const order = fc.constantFrom('$lt', '$lte', '$gt', '$gte');

const equality = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    value.map(($eq) => ({ $eq })),
    value.map(($ne) => ({ $ne })),
    fc.array(value, { maxLength: 3 }).map(($in) => ({ $in })),
    fc.array(value, { minLength: 1, maxLength: 3 }).map(($nin) => ({ $nin })),
  );
const ordered = fc.tuple(order, fc.constantFrom(0, 1, 2.4, -1)).map(([name, bound]) => ({ [name]: bound }));
const both = (one: fc.Arbitrary<object>, other: fc.Arbitrary<object>) =>
  fc.tuple(one, other).map(([first, second]) => ({ ...first, ...second }));
const all = (value: fc.Arbitrary<unknown>) =>
  fc.array(value, { minLength: 1, maxLength: 2 }).map(($all) => ({ $all }));
const some = (conditions: fc.Arbitrary<object>) => conditions.map(($elemMatch) => ({ $elemMatch }));

const texts = equality(text);
const numbers = fc.oneof(equality(number), ordered, both(ordered, ordered), both(equality(number), ordered));
const members = fc
  .record(
    { userId: fc.oneof(text, texts, pattern, exists), level: fc.oneof(numbers, exists) },
    { requiredKeys: [] },
  )
  .filter((conditions) => Object.keys(conditions).length > 0);

const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ownerId: fc.oneof(identifier, equality(identifier), exists),
  name: fc.oneof(texts, pattern, exists),
  'owner.id': fc.oneof(text, texts, exists, pattern),
  'owner.level': fc.oneof(numbers, exists),
  tags: fc.oneof(
    text,
    texts,
    pattern,
    exists,
    size,
    all(text),
    some(fc.oneof(texts, pattern, both(texts, texts))),
  ),
  ratings: fc.oneof(numbers, exists, size, all(number), some(numbers)),
  members: fc.oneof(exists, size, { weight: 2, arbitrary: some(members) }),
};
const oneField = fc
  .constantFrom(...Object.keys(FIELDS))
  .chain((field) => FIELDS[field]!.map((compared): Record<string, unknown> => ({ [field]: compared })));
const conditions = fc.oneof(
  { weight: 3, arbitrary: oneField },
  fc.tuple(oneField, oneField).map(([one, other]) => ({ ...one, ...other })),
);

const rule: fc.Arbitrary<RuleSketch> = fc.record({
  effect: fc.constantFrom('can', 'can', 'cannot'),
  action: fc.constant('read'),
  subject: fc.constant('Project'),
  conditions: fc.option(conditions, { nil: undefined, freq: 20 }),
});

export const nestedRuleSet: fc.Arbitrary<readonly RuleSketch[]> = fc.array(rule, {
  minLength: 1,
  maxLength: 5,
});
