import { abilityOf, mapping, policySet, user } from './callers.spec-helper.js';

describe('conditions', () => {
  class ObjectId {
    constructor(private readonly hex: string) {}
    toJSON() {
      return this.hex;
    }
  }
  class Entity {
    readonly #owner = 'alice';
    get ownerId() {
      return this.#owner;
    }
  }
  const noon = new Date(Date.UTC(2030, 0, 1, 12));
  const evening = new Date(Date.UTC(2030, 0, 1, 18));

  const cases: [conditions: Record<string, unknown>, matching: object[], others: object[]][] = [
    [
      { a: 1 },
      [{ a: 1 }, { a: [1, 2] }],
      [{}, { a: '1' }, { a: null }, { a: { toString: 1, valueOf: 1, toJSON: 1 } }],
    ],
    [{ a: 'x', b: true }, [{ a: 'x', b: true }], [{ a: 'x' }, { b: true }, { a: 'x', b: 'true' }]],
    [{ a: 2n }, [{ a: 2n }], [{ a: 2 }]],
    [
      { 'a.b': 1 },
      [{ a: { b: 1 } }, { a: [{ b: 2 }, { b: 1 }] }],
      [{ 'a.b': 1 }, { a: null }, { a: [null, 1] }],
    ],
    [{ a: { $ne: 1 } }, [{ a: 2 }, {}], [{ a: 1 }, { a: [1] }]],
    [{ a: { $eq: 1 } }, [{ a: 1 }], [{}]],
    [{ a: { $in: [1, 'x'] } }, [{ a: 1 }, { a: ['x'] }], [{ a: 2 }, {}]],
    [{ a: { $in: [] } }, [], [{}, { a: 1 }, { a: [] }]],
    [{ a: { $nin: [1] } }, [{ a: 2 }], [{ a: 1 }]],
    [{ a: { $gt: 1, $lte: 3 } }, [{ a: 2 }, { a: 3 }, { a: 3n }], [{ a: 1 }, { a: 4 }]],
    [{ a: { $gte: 'b' } }, [{ a: 'b' }, { a: 'c' }], [{ a: 'a' }]],
    [{ at: { $lt: evening } }, [{ at: noon }, { at: [evening, noon] }], [{ at: evening }, {}]],
    [{ at: noon }, [{ at: new Date(noon) }], [{ at: evening }]],
    [{ a: { $exists: true } }, [{ a: null }, { a: 0 }], [{}, { a: undefined }]],
    [{ a: { $exists: false } }, [{}], [{ a: null }]],
    [{ 'a.b': { $exists: false } }, [{}, { a: '' }, { a: [] }, { a: [{}] }], [{ a: [{}, { b: 1 }] }]],
    [
      { 'a.b': { $elemMatch: { $gt: 1 } } },
      [{ a: [{}, { b: [2] }] }],
      [{ a: [{ b: 2 }, { b: 3 }] }, { a: '' }],
    ],
    [{ 'a.b': { $exists: true } }, [{ a: { b: 1 } }, { a: [{}, { b: 1 }] }], [{ a: {} }, {}, { a: null }]],
    [{ a: { $size: 2 } }, [{ a: [1, 2] }], [{ a: [1] }, { a: 'xx' }, {}]],
    [{ a: { $all: [1, 2] } }, [{ a: [2, 1, 3] }], [{ a: [1] }, { a: 1 }]],
    [{ a: { $regex: /^x/g } }, [{ a: 'xy' }], [{ a: 'yx' }, { a: 1 }, {}]],
    [
      { a: { $elemMatch: { b: 1, c: 2 } } },
      [{ a: [null, 0, { b: 1, c: 2 }] }],
      [{ a: [{ b: 1 }, { c: 2 }] }, {}],
    ],
    [
      { a: { $elemMatch: { b: { $gt: 0 }, 'c.d': 1 } } },
      [{ a: [null, 0, { b: 1, c: { d: 1 } }] }],
      [{ a: [null, 0, {}] }],
    ],
    [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, [{ a: [null, 5, 2] }], [{ a: [0, 5] }, { a: 2 }]],
    [{ a: { $elemMatch: { $in: [1] } } }, [{ a: [1] }], [{ a: [2] }]],
    [{ a: { $elemMatch: { $exists: true } } }, [{ a: [null] }], [{ a: [] }, { a: [undefined] }]],
    [
      { id: new ObjectId('f00') },
      [{ id: new ObjectId('f00') }, { id: 'f00' }],
      [{ id: new ObjectId('bar') }],
    ],
    [{ ownerId: 'alice' }, [new Entity()], [Object.create({ ownerId: 'alice' }) as object]],
    [{ ownerId: { $exists: true } }, [new Entity()], [{}]],
    [Object.assign(Object.create(null) as object, { a: 1 }), [{ a: 1 }], [{}]],
  ];

  it.each(cases.map((row, index) => [index, ...row] as const))(
    'match what they say and nothing else (%#)',
    (_index, conditions, matching, others) => {
      const allowed = abilityOf(({ can }) => can('read', 'Article', conditions));
      const forbidden = abilityOf(({ can, cannot }) => {
        can('read', 'Article');
        cannot('read', 'Article', conditions);
      });
      for (const instance of matching) {
        expect(allowed.decide('read', 'Article', instance)).toMatchObject({ granted: true });
        expect(forbidden.decide('read', 'Article', instance)).toMatchObject({
          granted: false,
          reason: 'rule',
        });
      }
      for (const instance of others) {
        expect(allowed.decide('read', 'Article', instance)).toMatchObject({ granted: false, reason: 'rule' });
        expect(forbidden.decide('read', 'Article', instance)).toMatchObject({ granted: true });
      }
    },
  );

  it.each<[string, unknown]>([
    ['text', 'abc'],
    ['a number as text', '99999'],
    ['an object', { valueOf: 1 }],
    ['NaN', NaN],
    ['true', true],
    ['an invalid date', new Date(NaN)],
  ])('that order numbers neither allow %s nor fail to forbid it', (_what, amount) => {
    const ability = abilityOf(({ can, cannot }) => {
      can('spend', 'Budget', { amount: { $lte: 100 } });
      can('pay', 'Budget');
      cannot('pay', 'Budget', { amount: { $gt: 100 } });
    });
    expect(ability.can('spend', 'Budget', { amount })).toBe(false);
    expect(ability.can('pay', 'Budget', { amount })).toBe(false);
    expect(ability.can('pay', 'Budget', { amount: 100 })).toBe(true);
  });

  it('take a list of strings of the token where each member is checked', () => {
    const caller = user({ groups: ['red', 'blue'], claims: { teams: ['t1'] } });
    const set = policySet(
      mapping('teams', { kind: 'authenticated' }, ({ can }, { claims, groups }: typeof caller) => {
        can('read', 'Article', { group: { $in: groups } });
        can('update', 'Article', { team: { $in: claims.teams } });
      }),
    );
    const ability = set.abilityFor(caller);
    expect(ability.can('read', 'Article', { group: 'red' })).toBe(true);
    expect(ability.can('read', 'Article', { group: 'green' })).toBe(false);
    expect(ability.can('update', 'Article', { team: 't1' })).toBe(true);
  });
});

describe('the message of a rule that is not built', () => {
  const messageOf = (conditions: Record<string, unknown>): string => {
    const decision = abilityOf(({ can }) => can('read', 'Article', conditions)).decide('read', 'Article', {
      a: null,
      deletedAt: null,
    });
    if (decision.granted) throw new Error('The rule was built.');
    return decision.message;
  };

  it.each([[{ deletedAt: null }], [{ deletedAt: { $eq: null } }], [{ deletedAt: { $in: [null] } }]])(
    'says what to write in place of null: %j',
    (conditions) => {
      expect(messageOf(conditions)).toContain(
        'the value of "deletedAt" is null, which cannot be told from a missing claim: compare a field that always ' +
          'has a value, such as { deleted: false }.',
      );
    },
  );

  it('names the operators', () => {
    expect(messageOf({ a: { $near: 1 } })).toContain(
      '"a" uses $near, which is not a supported operator: there are $eq, $ne, ',
    );
  });

  it.each([
    ['$or', 'write two rules'],
    ['$and', 'write the conditions side by side'],
    ['$not', 'write a cannot'],
    ['$where', 'it stands in the value of a field'],
  ])('says what to write in place of %s', (operator, way) => {
    expect(messageOf({ [operator]: [{ a: 1 }] })).toContain(
      `the operator ${operator} is not supported here: ${way}`,
    );
  });

  it('speaks of empty conditions as one object', () => {
    expect(messageOf({})).toContain('the object of conditions is empty, which would match everything');
  });
});
