import { PolicySet, type AccessibleFilter, type Conditions, type Rules } from 'castellan/core';
import { DataSource, EntitySchema } from 'typeorm';
import { ConfigurationError, PolicyFailureError } from '../errors/index.js';
import { whereAccessible } from './where-accessible.js';

interface Author {
  id: number;
  name: string;
}

interface Article {
  id: number;
  title: string | null;
  hidden: string;
  shouted: string;
  folded: string;
  payload: object;
  address: { city: string | null };
  author?: Author;
  authorId: number | null;
}

const authorEntity = new EntitySchema<Author>({
  name: 'Author',
  columns: { id: { type: Number, primary: true }, name: { type: String } },
});
const articleEntity = new EntitySchema<Article>({
  name: 'Article',
  columns: {
    id: { type: Number, primary: true },
    title: { type: 'text', nullable: true },
    hidden: { type: String, select: false, default: '' },
    shouted: {
      type: String,
      default: '',
      transformer: { from: (text: string) => text.toUpperCase(), to: (text: string) => text },
    },
    folded: { type: String, collation: 'NOCASE', default: '' },
    payload: { type: 'simple-json', default: '{}' },
    authorId: { type: Number, nullable: true },
  },
  embeddeds: {
    address: {
      schema: new EntitySchema({ name: 'Address', columns: { city: { type: String, nullable: true } } }),
    },
  },
  relations: {
    author: { type: 'many-to-one', target: 'Author', joinColumn: { name: 'authorId' }, nullable: true },
  },
});

function readable(define: (rules: Rules) => void): AccessibleFilter {
  const policies = new PolicySet(
    [{ source: 'ArticlePolicies.test', appliesTo: { kind: 'everyone' }, build: define }],
    { defaultPool: 'customers' },
  );
  return policies.abilityFor({ kind: 'anonymous' }).accessible('read', 'Article');
}

const reading = (conditions: Conditions) => readable(({ can }) => can('read', 'Article', conditions));

describe('whereAccessible', () => {
  let dataSource: DataSource;

  beforeAll(async () => {
    dataSource = new DataSource({
      type: 'sqljs',
      entities: [articleEntity, authorEntity],
      synchronize: true,
    });
    await dataSource.initialize();
    await dataSource.getRepository(authorEntity).insert([
      { id: 1, name: 'alice' },
      { id: 2, name: 'bob' },
    ]);
    await dataSource.getRepository(articleEntity).insert([
      { id: 1, title: 'a', authorId: 1, address: { city: 'Bern' } },
      { id: 2, title: 'b', authorId: 2, address: { city: null } },
      { id: 3, title: null, authorId: null, address: { city: 'bern' } },
    ]);
  });

  afterAll(() => dataSource.destroy());

  const query = () =>
    dataSource.getRepository(articleEntity).createQueryBuilder('article').orderBy('article.id');
  const idsOf = async (found: ReturnType<typeof query>) => (await found.getMany()).map(({ id }) => id);

  it('returns the builder it was given', () => {
    const builder = query();
    expect(whereAccessible(builder, reading({ title: 'a' }))).toBe(builder);
  });

  it('puts what was asked for in parentheses', async () => {
    const builder = query().where('article.id = 1').orWhere('article.id = 3');
    expect(await idsOf(whereAccessible(builder, reading({ title: { $ne: 'a' } })))).toEqual([3]);
  });

  it('goes on with conditions that are added', async () => {
    const builder = whereAccessible(query(), reading({ title: { $in: ['a', 'b'] } }));
    expect(await idsOf(builder.andWhere('article.id > :least', { least: 1 }))).toEqual([2]);
  });

  it('applies two filters to one query, each with its own values', async () => {
    const builder = whereAccessible(query(), reading({ title: { $in: ['a', 'b'] } }));
    expect(await idsOf(whereAccessible(builder, reading({ title: { $in: ['b', 'c'] } })))).toEqual([2]);
  });

  it('keeps the values of a query inside a query apart', async () => {
    const inner = dataSource.createQueryBuilder().subQuery().select('i.id').from(articleEntity, 'i');
    const outer = whereAccessible(query(), reading({ title: 'b' }));
    outer.andWhere(`article.id IN ${whereAccessible(inner, reading({ title: { $ne: 'a' } })).getQuery()}`);
    expect(await idsOf(outer.setParameters(inner.getParameters()))).toEqual([2]);
  });

  it('works with joins, pages and counts', async () => {
    const builder = query().leftJoinAndSelect('article.author', 'author').skip(1).take(1);
    const [found, count] = await whereAccessible(builder, reading({ id: { $gte: 1 } })).getManyAndCount();
    expect([found.map(({ id }) => id), count]).toEqual([[2], 3]);
  });

  it('applies to another entity of the query by its alias', async () => {
    const builder = query().innerJoin('article.author', 'writer');
    expect(await idsOf(whereAccessible(builder, reading({ name: 'bob' }), 'writer'))).toEqual([2]);
  });

  it('compares embedded columns', async () => {
    expect(await idsOf(whereAccessible(query(), reading({ 'address.city': 'Bern' })))).toEqual([1]);
    expect(await idsOf(whereAccessible(query(), reading({ 'address.city': { $ne: 'Bern' } })))).toEqual([
      2, 3,
    ]);
  });

  it('takes SQL in a value for text', async () => {
    const injection = `' OR 1=1 --`;
    expect(await idsOf(whereAccessible(query(), reading({ title: injection })))).toEqual([]);
    expect(await idsOf(whereAccessible(query(), reading({ title: { $ne: injection } })))).toEqual([1, 2, 3]);
  });

  it.each<[string, Conditions, RegExp]>([
    ['a column that does not exist', { missing: 'x' }, /"missing" \(\$eq\).*Article has no such column/],
    ['SQL for a column', { 'id" OR 1=1 --': 1 }, /has no such column/],
    ['a relation', { author: 'x' }, /"author" \(\$eq\).*relation of Article/],
    ['a field of a relation', { 'author.name': 'x' }, /"author\.name".*relation/],
    ['an embedded object', { address: 'x' }, /has no such column/],
    ['the presence of an embedded field', { 'address.city': { $exists: true } }, /\(\$exists\).*embedded/],
    ['a column that is not selected', { hidden: 'x' }, /not selected by default/],
    ['a column with a transformer', { shouted: 'X' }, /has a transformer/],
    ['a column with a collation', { folded: 'x' }, /has a collation/],
    ['a column of JSON', { payload: 'x' }, /columns of type simple-json are not compared exactly in SQLite/],
    ['a pattern', { title: { $regex: /a/ } }, /"title" \(\$regex\)/],
    ['the size of a list', { title: { $size: 1 } }, /\(\$size\)/],
    ['members of a list', { title: { $all: ['a'] } }, /\(\$all\)/],
    ['an element of a list', { title: { $elemMatch: { $eq: 'a' } } }, /\(\$elemMatch\)/],
    ['the order of text', { title: { $lt: 'b' } }, /\(\$lt\).*order text in other ways/],
    ['text with NUL', { title: 'a\0' }, /has a NUL/],
    ['half of a surrogate pair', { title: { $in: ['\ud800'] } }, /surrogate/],
  ])('refuses %s, naming the rule, the field and the operator', (_what, conditions, message) => {
    const attempt = () => whereAccessible(query(), reading(conditions));
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^The rule of ArticlePolicies\.test about "/);
    expect(attempt).toThrow(message);
  });

  it('refuses a rule it cannot express even where another decides alone', () => {
    const filter = readable(({ can }) => {
      can('read', 'Article');
      can('read', 'Article', { title: { $regex: /a/ } });
    });
    expect(() => whereAccessible(query(), filter)).toThrow(/\(\$regex\)/);
  });

  it('throws where a policy failed', () => {
    const filter = readable(() => {
      throw new Error('broken');
    });
    expect(() => whereAccessible(query(), filter)).toThrow(PolicyFailureError);
  });

  it('refuses an alias that stands for no entity', () => {
    expect(() => whereAccessible(query(), reading({ id: 1 }), 'other')).toThrow(/no entity "other"/);
  });

  it('refuses databases whose comparisons are not known to be exact', () => {
    const { alias, expressionMap } = query();
    const mysql = { alias, expressionMap, dataSource: { options: { type: 'mysql' } } };
    expect(() => whereAccessible(mysql as never, reading({ id: 1 }))).toThrow(/but the data source is mysql/);
  });
});
