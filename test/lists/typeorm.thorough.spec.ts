import { whereAccessible } from 'castellan/typeorm';
import fc from 'fast-check';
import { DataSource, type Repository } from 'typeorm';
import { ARTICLES, type Article } from './articles.js';
import { abilityFrom, RULE_SET_RUNS, ruleSet } from './rule-sets.js';
import { articleEntity } from './typeorm-articles.js';
import { PostgresProcess } from './postgres-process.js';

const ids = (articles: readonly Article[]) => articles.map(({ id }) => id);

describe.each(['SQLite', 'PostgreSQL'] as const)('TypeORM on %s', (database) => {
  let postgres: PostgresProcess | undefined;
  let dataSource: DataSource;
  let articles: Repository<Article>;
  let stored: Article[];

  beforeAll(async () => {
    const entity = articleEntity(database);
    if (database === 'SQLite') {
      dataSource = new DataSource({ type: 'sqljs', entities: [entity], synchronize: true });
    } else {
      postgres = await PostgresProcess.start();
      dataSource = new DataSource({
        type: 'postgres',
        driver: postgres.driver(),
        entities: [entity],
        synchronize: true,
      });
    }
    await dataSource.initialize();
    articles = dataSource.getRepository(entity);
    await articles.insert(ARTICLES.map((article) => ({ ...article })));
    await dataSource.query(
      database === 'SQLite'
        ? `UPDATE "some articles" SET "createdAt" = '2020-01-01 00:00:00' WHERE "id" IN (3, 4)`
        : `UPDATE "some articles" SET "createdAt" = '2020-01-01 00:00:00.123456Z', "score" = 'NaN' WHERE "id" IN (3, 4)`,
    );
    stored = await articles.find({ order: { id: 'ASC' } });
  });

  afterAll(async () => {
    postgres?.stop();
    await dataSource.destroy();
  });

  const list = async (filter: Parameters<typeof whereAccessible>[1]) =>
    ids(await whereAccessible(articles.createQueryBuilder('a').orderBy('a.id'), filter).getMany());

  it('has rows of every kind', () => {
    expect(stored).toHaveLength(ARTICLES.length);
    expect(stored.find(({ id }) => id === 2)).toEqual(ARTICLES[1]);
  });

  it('returns for 1,000 rule sets exactly the rows that are allowed one by one', async () => {
    let telling = 0;
    await fc.assert(
      fc.asyncProperty(ruleSet, async (sketches) => {
        const ability = abilityFrom(sketches);
        const found = await list(ability.accessible('read', 'Article'));
        expect(found).toEqual(
          ids(stored.filter((article) => ability.decide('read', 'Article', article).granted)),
        );
        if (found.length > 0 && found.length < stored.length) telling += 1;
      }),
      RULE_SET_RUNS,
    );
    expect(telling).toBeGreaterThan(RULE_SET_RUNS.numRuns / 4);
  });
});
