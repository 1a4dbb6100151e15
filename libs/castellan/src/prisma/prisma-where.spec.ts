import { PolicySet, type AccessibleFilter, type Conditions, type Rules } from 'castellan/core';
import { ConfigurationError, PolicyFailureError } from '../errors/index.js';
import { prismaModel } from './prisma-model.js';
import { prismaWhere } from './prisma-where.js';

const model = prismaModel<{
  id: number;
  title: string | null;
  level: number | null;
  createdAt: Date;
  serial: bigint;
}>({
  provider: 'postgresql',
  fields: { id: 'Int', title: 'String?', level: 'Int?', createdAt: 'DateTime', serial: 'BigInt' },
});

function readable(define: (rules: Rules) => void): AccessibleFilter {
  const policies = new PolicySet(
    [{ source: 'ArticlePolicies.test', appliesTo: { kind: 'everyone' }, build: define }],
    { defaultPool: 'customers' },
  );
  return policies.abilityFor({ kind: 'anonymous' }).accessible('read', 'Article');
}

const whereOf = (define: (rules: Rules) => void) => prismaWhere(readable(define), model);

describe('prismaWhere', () => {
  it('writes a comparison of an optional field so that null is neither equal nor unknown', () => {
    expect(whereOf(({ can }) => can('read', 'Article', { title: 'a' }))).toEqual({
      AND: [{ AND: [{ title: { not: null } }, { title: { equals: 'a' } }] }],
    });
    expect(whereOf(({ can }) => can('read', 'Article', { title: { $ne: 'a' } }))).toEqual({
      AND: [{ NOT: { AND: [{ title: { not: null } }, { title: { equals: 'a' } }] } }],
    });
  });

  it('writes no member that is undefined, which Prisma would take for no condition', () => {
    const where = whereOf(({ can, cannot }) => {
      can('read', 'Article', { level: { $in: [] }, id: 1 });
      can('read', 'Article', { level: { $lt: 5 } });
      cannot('read', 'Article', { title: { $nin: ['x', 1] } });
    });
    const members = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(members) : [value];
    expect(members(where)).not.toContain(undefined);
  });

  it.each<[string, Conditions, RegExp]>([
    ['a field that is not declared', { secret: 'x' }, /"secret" \(\$eq\).*not declared/],
    ['a field of a relation', { 'author.name': 'x' }, /"author\.name" \(\$eq\).*not declared/],
    ['a pattern', { title: { $regex: /a/ } }, /"title" \(\$regex\)/],
    ['the size of a list', { title: { $size: 1 } }, /\(\$size\)/],
    ['the order of text', { title: { $gte: 'b' } }, /order text in other ways/],
    ['a date before the year 1000', { createdAt: { $lt: new Date(-4e13) } }, /not in the years 1000 to 9999/],
    ['a number too large to compare big integers with', { serial: { $lt: 1e20 } }, /too large to be exact/],
  ])('refuses %s, naming the rule, the field and the operator', (_what, conditions, message) => {
    const attempt = () => whereOf(({ can }) => can('read', 'Article', conditions));
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^The rule of ArticlePolicies\.test about "/);
    expect(attempt).toThrow(message);
  });

  it('throws where a policy failed', () => {
    const attempt = () =>
      whereOf(() => {
        throw new Error('broken');
      });
    expect(attempt).toThrow(PolicyFailureError);
  });
});
