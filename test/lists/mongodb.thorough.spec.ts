import { mongoCollection, mongooseCollection, mongoQuery } from 'castellan/mongodb';
import fc from 'fast-check';
import mongoose, { Schema } from 'mongoose';
import { ARTICLES, type Article } from './articles.js';
import { find } from './mongo-server.js';
import { nestedRuleSet, PROJECTS, type Project } from './nested-rule-sets.js';
import { abilityFrom, abilityOf, RULE_SET_RUNS, ruleSet } from './rule-sets.js';

const ids = (documents: readonly { _id: number }[]) => documents.map(({ _id }) => _id);

/** Half of the rows lack what is null in the other half. */
const DOCUMENTS = ARTICLES.map(({ id, ...article }, index) => ({
  _id: id,
  ...(index % 2 === 0
    ? article
    : Object.fromEntries(Object.entries(article).filter(([, value]) => value !== null))),
}));

const articleSchema = new Schema<Omit<Article, 'id'> & { _id: number }>({
  _id: Number,
  title: String,
  authorId: String,
  status: String,
  level: Number,
  score: Number,
  published: Boolean,
  createdAt: Date,
});
const projectSchema = new Schema<Project>({
  _id: Number,
  ownerId: Schema.Types.ObjectId,
  name: String,
  owner: { id: String, level: Number },
  tags: { type: [String], default: undefined },
  ratings: { type: [Number], default: undefined },
  members: { type: [new Schema({ userId: String, level: Number }, { _id: false })], default: undefined },
});

const articles = mongoCollection({
  title: 'string',
  authorId: 'string',
  status: 'string',
  level: 'number',
  score: 'number',
  published: 'boolean',
  createdAt: 'date',
});
const projects = mongoCollection({
  ownerId: 'objectId',
  name: 'string',
  'owner.id': 'string',
  'owner.level': 'number',
  tags: ['string'],
  ratings: ['number'],
  members: [{ userId: 'string', level: 'number' }],
});

describe('MongoDB', () => {
  const connection = mongoose.createConnection();
  const ArticleModel = connection.model('Article', articleSchema);
  const ProjectModel = connection.model('Project', projectSchema);

  afterAll(() => connection.destroy());

  it('returns for the 1,000 rule sets of all databases exactly the documents that are allowed one by one', () => {
    let telling = 0;
    fc.assert(
      fc.property(ruleSet, (sketches) => {
        const ability = abilityFrom(sketches);
        const query = mongoQuery(ability.accessible('read', 'Article'), articles);
        const found = find(DOCUMENTS, query);
        const allowed = DOCUMENTS.filter((document) => ability.decide('read', 'Article', document).granted);
        expect(ids(found)).toEqual(ids(allowed));
        if (found.length > 0 && found.length < DOCUMENTS.length) telling += 1;
      }),
      RULE_SET_RUNS,
    );
    expect(telling).toBeGreaterThan(RULE_SET_RUNS.numRuns / 4);
  });

  it('returns for 1,000 rule sets about lists and nested documents exactly what is allowed one by one', () => {
    let telling = 0;
    fc.assert(
      fc.property(nestedRuleSet, (sketches) => {
        const ability = abilityFrom(sketches);
        const query = mongoQuery(ability.accessible('read', 'Project'), projects);
        const found = find(PROJECTS, query);
        const allowed = PROJECTS.filter((project) => ability.decide('read', 'Project', project).granted);
        expect(ids(found)).toEqual(ids(allowed));
        if (found.length > 0 && found.length < PROJECTS.length) telling += 1;
      }),
      RULE_SET_RUNS,
    );
    expect(telling).toBeGreaterThan(RULE_SET_RUNS.numRuns / 4);
  });

  it('makes queries that Mongoose casts to themselves: nothing is coerced, nothing is dropped', () => {
    const articlesOfSchema = mongooseCollection(articleSchema);
    const projectsOfSchema = mongooseCollection(projectSchema);
    fc.assert(
      fc.property(ruleSet, nestedRuleSet, (about, aboutProjects) => {
        const flat = mongoQuery(abilityFrom(about).accessible('read', 'Article'), articlesOfSchema);
        const nested = mongoQuery(abilityFrom(aboutProjects).accessible('read', 'Project'), projectsOfSchema);
        expect(ArticleModel.find(structuredClone(flat)).cast(ArticleModel)).toEqual(flat);
        expect(ProjectModel.find(nested).cast(ProjectModel)).toEqual(
          mongoQuery(abilityFrom(aboutProjects).accessible('read', 'Project'), projects),
        );
      }),
      RULE_SET_RUNS,
    );
  });

  it('returns nothing without rules, and everything where everything is allowed, wherever the query stands', () => {
    const none = mongoQuery(abilityOf(() => undefined).accessible('read', 'Article'), articles);
    const every = mongoQuery(
      abilityOf(({ can }) => can('read', 'Article')).accessible('read', 'Article'),
      articles,
    );
    expect(find(DOCUMENTS, none)).toEqual([]);
    expect(find(DOCUMENTS, { $or: [none, { _id: 1 }] })).toHaveLength(1);
    expect(find(DOCUMENTS, every)).toHaveLength(DOCUMENTS.length);
    expect(find(DOCUMENTS, { $and: [every, { _id: 1 }] })).toHaveLength(1);
  });

  it('never returns a document that holds another type than declared in a field that rules compare', () => {
    const ability = abilityOf(({ can, cannot }) => {
      can('read', 'Project');
      cannot('read', 'Project', { name: 'x', 'owner.level': { $gt: 5 }, tags: { $size: 9 }, ratings: 7 });
      cannot('read', 'Project', { members: { $elemMatch: { level: { $lt: -5 } } } });
    });
    const query = mongoQuery(ability.accessible('read', 'Project'), projects);
    const right = {
      _id: 1,
      name: 'y',
      owner: { level: 1 },
      tags: ['a'],
      ratings: [1],
      members: [{ level: 1 }],
    };
    const strange: object[] = [
      { name: 5 },
      { name: ['y'] },
      { name: mongoose.Types.Decimal128.fromString('1') },
      { owner: [{ level: 1 }] },
      { owner: { level: '9' } },
      { owner: { level: mongoose.Types.Decimal128.fromString('9') } },
      { owner: { level: 2 ** 60 } },
      { tags: 'a' },
      { tags: [5] },
      { tags: [['a']] },
      { ratings: ['7'] },
      { members: { level: 1 } },
      { members: ['x'] },
      { members: [null] },
      { members: [{ level: '-9' }] },
      { members: [{ level: [-9] }] },
    ];
    const documents = [right, ...strange.map((part, index) => ({ ...right, ...part, _id: index + 2 }))];
    expect(ids(find(documents, query))).toEqual([1]);
  });
});
