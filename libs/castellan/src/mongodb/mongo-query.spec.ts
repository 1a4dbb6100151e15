import { PolicySet, type AccessibleFilter, type Conditions, type Rules } from 'castellan/core';
import { Schema, Types } from 'mongoose';
import { ConfigurationError, PolicyFailureError } from '../errors/index.js';
import { mongoCollection } from './mongo-collection.js';
import { mongoQuery } from './mongo-query.js';
import { mongooseCollection } from './mongoose-collection.js';

const declared = mongoCollection({
  name: 'string',
  level: 'number',
  ownerId: 'objectId',
  createdAt: 'date',
  tags: ['string'],
  members: [{ userId: 'string' }],
});
const schema = new Schema({
  name: String,
  email: { type: String, lowercase: true },
  price: { type: Number, get: (price: number) => price / 100 },
  secret: { type: String, select: false },
  state: { type: String, default: 'draft' },
  anything: Schema.Types.Mixed,
  amount: Schema.Types.Decimal128,
  labels: [{ type: String, trim: true }],
  days: { type: [Date], default: undefined },
  owner: new Schema({ id: String }),
  nested: { deep: { level: Number } },
  members: [new Schema({ userId: String, code: { type: String, uppercase: true } })],
});
const ofSchema = mongooseCollection(schema);

function readable(define: (rules: Rules) => void): AccessibleFilter {
  const policies = new PolicySet(
    [{ source: 'ArticlePolicies.test', appliesTo: { kind: 'everyone' }, build: define }],
    { defaultPool: 'customers' },
  );
  return policies.abilityFor({ kind: 'anonymous' }).accessible('read', 'Article');
}

const queryOf = (conditions: Conditions, collection = declared) =>
  mongoQuery(
    readable(({ can }) => can('read', 'Article', conditions)),
    collection,
  ) as { $and: [object, { $nor: object[] }] };

describe('mongoQuery', () => {
  it('says what the rules say, and leaves out documents of other types', () => {
    expect(queryOf({ name: { $ne: 'x' } })).toEqual({
      $and: [
        { $nor: [{ name: { $eq: 'x' } }] },
        {
          $nor: [
            { name: { $type: 'array' } },
            { name: { $exists: true, $not: { $type: ['string', 'null'] } } },
          ],
        },
      ],
    });
  });

  it.each<[string, Conditions, object]>([
    ['a value of another type', { level: '1' }, { _id: { $in: [] } }],
    ['a member of another type', { tags: { $all: ['a', 1] } }, { _id: { $in: [] } }],
    ['an element of another type', { tags: { $elemMatch: { $eq: 1 } } }, { _id: { $in: [] } }],
    ['a document that cannot be', { members: { $elemMatch: { userId: 1 } } }, { _id: { $in: [] } }],
    ['a pattern on a number', { level: { $regex: /1/ } }, { _id: { $in: [] } }],
    ['anything but another type', { level: { $ne: '1' } }, {}],
    [
      'an element that is not of another type',
      { tags: { $elemMatch: { $ne: 1 } } },
      { 'tags.0': { $exists: true } },
    ],
    [
      'a document with anything but another type',
      { members: { $elemMatch: { userId: { $ne: 1 } } } },
      { 'members.0': { $exists: true } },
    ],
    ['a pattern', { name: { $regex: /^a\.b/ } }, { name: { $regex: /^a\.b/ } }],
    [
      'an order of dates by a fraction',
      { createdAt: { $lte: 1e12 + 0.5 } },
      { createdAt: { $lte: new Date(1e12) } },
    ],
    [
      'an element in several ways',
      { tags: { $elemMatch: { $in: ['a', 1], $nin: ['b', 'c'] } } },
      { tags: { $elemMatch: { $in: ['a'], $nin: ['b', 'c'] } } },
    ],
  ])('writes %s', (_what, conditions, query) => {
    expect(queryOf(conditions).$and[0]).toEqual(query);
  });

  it.each<[string, Conditions, RegExp]>([
    ['a field that is not declared', { secret: 'x' }, /"secret" \(\$eq\).*not declared/],
    ['an operator for a field', { 'name.$where': 'x' }, /not declared/],
    ['an index', { 'tags.0': 'x' }, /not declared/],
    ['a path through a list', { 'members.userId': 'x' }, /leads into the list "members".*\$elemMatch/],
    ['a list of documents as a value', { members: 'x' }, /Use \$elemMatch/],
    ['the size of one value', { name: { $size: 1 } }, /"name" \(\$size\)/],
    ['the order of text', { name: { $gt: 'a' } }, /order text in other ways/],
    ['an order of list members with another type', { tags: { $lt: 5 } }, /another type than the members/],
    ['text for an ObjectId', { ownerId: '0123456789abcdef01234567' }, /Write new ObjectId/],
    ['half of a surrogate pair', { name: '\udfff' }, /surrogate/],
    ['a pattern with flags', { name: { $regex: /a/i } }, /\(\$regex\).*only plain text/],
    ['a pattern that is read in two ways', { name: { $regex: /a$/ } }, /only plain text/],
    [
      'a pattern inside an element',
      { tags: { $elemMatch: { $regex: /[a]/ } } },
      /\(\$regex\).*only plain text/,
    ],
    ['a size inside an element', { tags: { $elemMatch: { $size: 1 } } }, /\(\$size\)/],
    ['an undeclared field of an element', { members: { $elemMatch: { role: 'x' } } }, /"role".*not declared/],
  ])('refuses %s, naming the rule, the field and the operator', (_what, conditions, message) => {
    // An order among values of different types matters only to a rule that forbids.
    const filter = readable(({ can, cannot }) => {
      can('read', 'Article');
      cannot('read', 'Article', conditions);
    });
    const attempt = () => mongoQuery(filter, declared);
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^The rule of ArticlePolicies\.test about "/);
    expect(attempt).toThrow(message);
  });

  it('throws where a policy failed', () => {
    const filter = readable(() => {
      throw new Error('broken');
    });
    expect(() => mongoQuery(filter, declared)).toThrow(PolicyFailureError);
  });
});

describe('mongoCollection', () => {
  it.each(['String', 'decimal', undefined, null, [], ['string', 'number'], [['string']], {}, 5])(
    'refuses the type %j',
    (type) => {
      expect(() => mongoCollection({ field: type } as never)).toThrow(/The field "field" has a type/);
    },
  );
});

describe('mongooseCollection', () => {
  it.each<[string, Conditions]>([
    ['a path', { name: 'x' }],
    ['_id', { _id: new Types.ObjectId() }],
    ['a nested path', { 'nested.deep.level': 1 }],
    ['a subdocument', { 'owner.id': 'x' }],
    ['a list', { days: new Date() }],
    ['a list of subdocuments', { members: { $elemMatch: { userId: 'x' } } }],
  ])('reads %s from the schema', (_what, conditions) => {
    expect(() => queryOf(conditions, ofSchema)).not.toThrow();
  });

  it.each<[string, Conditions, RegExp]>([
    ['a setter', { email: 'X@Y' }, /"email" \(\$eq\).*a setter/],
    ['a getter', { price: 5 }, /a getter/],
    ['select: false', { secret: 'x' }, /select: false/],
    ['a type that can be anything', { anything: 'x' }, /type Mixed/],
    ['decimals', { amount: 5 }, /type Decimal128/],
    ['setters on members of a list', { labels: 'x' }, /members have a setter/],
    ['a setter in a list of subdocuments', { members: { $elemMatch: { code: 'x' } } }, /a setter/],
    ['no such path', { missing: 'x' }, /not declared/],
  ])('refuses a path with %s', (_what, conditions, message) => {
    expect(() => queryOf(conditions, ofSchema)).toThrow(message);
  });

  it('leaves out documents that lack a path with a default: an instance of them has it', () => {
    expect(queryOf({ state: { $ne: 'draft' } }, ofSchema).$and[1].$nor).toContainEqual({
      state: { $exists: false },
    });
  });
});
