import { type PrismaModel, prismaModel, prismaWhere } from 'castellan/prisma';
import type { AccessibleFilter, Rules } from 'castellan/core';
import fc from 'fast-check';
import { ARTICLES, type Article } from './articles.js';
import { PostgresProcess } from './postgres-process.js';
import { generatedPrismaClient, TABLE } from './prisma-client.js';
import { abilityFrom, abilityOf, RULE_SET_RUNS, ruleSet } from './rule-sets.js';

/** `serial` is beyond what a number holds exactly. */
type Row = Article & { serial: bigint; slug: string };

const model = prismaModel<Row>({
  provider: 'postgresql',
  fields: {
    id: 'Int',
    title: 'String?',
    authorId: 'Uuid?',
    status: ['DRAFT', 'PUBLISHED', null],
    level: 'Int?',
    score: 'Float?',
    published: 'Boolean?',
    createdAt: 'DateTime?',
    serial: 'BigInt',
    slug: 'String',
  },
});
const serialOf = ({ id }: Article) => 2n ** 53n + BigInt(id);

describe('Prisma on PostgreSQL', () => {
  let client: ReturnType<typeof generatedPrismaClient>;
  let postgres: PostgresProcess;
  let stored: Row[];

  const findMany = async (where: object) =>
    (await postgres.call('findMany', { where, orderBy: { id: 'asc' } })) as Row[];
  const listed = async (filter: AccessibleFilter) =>
    (await findMany(prismaWhere(filter, model))).map(({ id }) => id);
  const expectExact = async (ability: ReturnType<typeof abilityOf>) => {
    const found = await listed(ability.accessible('read', 'Article'));
    const allowed = stored.filter((article) => ability.decide('read', 'Article', article).granted);
    expect(found).toEqual(allowed.map(({ id }) => id));
    return found.length;
  };

  beforeAll(async () => {
    client = generatedPrismaClient();
    postgres = await PostgresProcess.start(client.folder);
    await postgres.call('exec', TABLE);
    for (const article of ARTICLES) {
      const row = { ...article, serial: serialOf(article), slug: `article-${article.id}` };
      const names = Object.keys(row).map((name) => `"${name}"`);
      const marks = names.map((_, index) => `$${index + 1}`);
      const sql = `INSERT INTO "Article" (${names.join()}) VALUES (${marks.join()})`;
      await postgres.call('query', sql, Object.values(row));
    }
    await postgres.call(
      'exec',
      `UPDATE "Article" SET "createdAt" = '2020-01-01 00:00:00.123456Z', "score" = 'NaN' WHERE "id" IN (3, 4)`,
    );
    stored = await findMany({});
  });

  afterAll(() => {
    postgres.stop();
    client.remove();
  });

  it('has rows of every kind', () => {
    expect(stored).toHaveLength(ARTICLES.length);
    expect(stored[1]).toEqual({ ...ARTICLES[1], serial: serialOf(ARTICLES[1]!), slug: 'article-2' });
    expect(stored[2]).toMatchObject({ score: Number.NaN, createdAt: new Date('2020-01-01T00:00:00.123Z') });
  });

  it('returns for 1,000 rule sets exactly the rows that are allowed one by one', async () => {
    let telling = 0;
    await fc.assert(
      fc.asyncProperty(ruleSet, async (sketches) => {
        const found = await expectExact(abilityFrom(sketches));
        if (found > 0 && found < stored.length) telling += 1;
      }),
      RULE_SET_RUNS,
    );
    expect(telling).toBeGreaterThan(RULE_SET_RUNS.numRuns / 4);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['one that is stored', { serial: 2n ** 53n + 5n }, 1],
    ['one of several', { serial: { $in: [2n ** 53n + 5n, 2n ** 53n + 6n, 5n] } }, 2],
    ['any but one', { serial: { $ne: 2n ** 53n + 5n } }, 63],
    ['an order', { serial: { $gt: 2 ** 53 - 2 } }, 64],
    ['one that no column can hold', { serial: 2n ** 63n }, 0],
    ['a number', { serial: 5 }, 0],
    ['text', { serial: '5' }, 0],
    ['an order with text, which is none', { serial: { $gt: '5' } }, 0],
  ])('compares big integers with %s', async (_case, conditions, count) => {
    expect(await expectExact(abilityOf(({ can }) => can('read', 'Article', conditions)))).toBe(count);
  });

  it.each<[string, Record<string, unknown>]>([
    ['equality', { slug: 'article-1' }],
    ['inequality', { slug: { $ne: 'article-1' } }],
    ['an order with a number, which is none', { slug: { $lt: 5 } }],
  ])('has no test for null on a required field: %s', async (_case, conditions) => {
    const rules = ({ can, cannot }: Rules): void => {
      can('read', 'Article');
      cannot('read', 'Article', conditions);
    };
    await expect(expectExact(abilityOf(rules))).resolves.toBeLessThan(64);
  });

  describe.each<[string, PrismaModel<object>]>([
    ['a number', model],
    ['a boolean', prismaModel<Row>({ provider: 'postgresql', fields: { published: 'Boolean?' } })],
    ['an enumeration', prismaModel<Row>({ provider: 'postgresql', fields: { status: ['DRAFT', null] } })],
    ['a UUID', prismaModel<Row>({ provider: 'postgresql', fields: { authorId: 'Uuid?' } })],
    ['a date', prismaModel<Row>({ provider: 'postgresql', fields: { createdAt: 'DateTime?' } })],
  ])('a model that begins with %s', (_first, declared) => {
    it('returns nothing without rules, wherever the condition stands', async () => {
      const where = prismaWhere(abilityOf(() => undefined).accessible('read', 'Article'), declared);
      expect(await findMany(where)).toEqual([]);
      expect(await findMany({ AND: [where] })).toEqual([]);
      expect(await findMany({ AND: [where, { id: 1 }] })).toEqual([]);
      expect(await findMany({ OR: [where, { id: 1 }] })).toHaveLength(1);
      expect(await findMany({ NOT: where })).toHaveLength(64);
    });

    it('returns everything where everything is allowed, wherever the condition stands', async () => {
      const every = abilityOf(({ can }) => can('read', 'Article'));
      const where = prismaWhere(every.accessible('read', 'Article'), declared);
      expect(await findMany(where)).toHaveLength(64);
      expect(await findMany({ AND: [where, { id: 1 }] })).toHaveLength(1);
      expect(await findMany({ OR: [where, { id: 1 }] })).toHaveLength(64);
      expect(await findMany({ NOT: where })).toEqual([]);
    });
  });

  it('joins conditions of the application with AND', async () => {
    const mine = abilityOf(({ can }) => can('read', 'Article', { authorId: ARTICLES[2]!.authorId }));
    const where = prismaWhere(mine.accessible('read', 'Article'), model);
    const found = await findMany({ AND: [where, { OR: [{ id: 3 }, { id: 1 }] }] });
    expect(found.map(({ id }) => id)).toEqual([3]);
  });
});
