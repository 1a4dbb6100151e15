import { ANONYMOUS, machine, user } from '../callers.spec-helper.js';
import { PolicySet } from '../policy-set.js';
import { readDocument } from './document-policies.js';
import { RefusedDocumentError } from './document-problem.js';

const POOLS = { defaultPool: 'customers', userPools: ['customers', 'staff'] };

const read = (document: unknown) =>
  readDocument(
    'articles.json',
    Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)),
    POOLS,
  );
const documentOf = (...policies: object[]) => ({ version: 1, policies });
const policyOf = (appliesTo: object, ...rules: object[]) => ({ name: 'a', appliesTo, rules });
const RULE = { can: 'read', subject: 'Article' };
const withRule = (rule: object) => documentOf(policyOf({ kind: 'everyone' }, { ...RULE, ...rule }));
const withConditions = (conditions: unknown) => withRule({ conditions });
const appliedTo = (appliesTo: unknown) => documentOf(policyOf(appliesTo as object, RULE));
const abilityOf = (document: unknown, caller: Parameters<PolicySet['abilityFor']>[0] = user()) =>
  new PolicySet(read(document), POOLS).abilityFor(caller);

function problemsOf(document: unknown): string[] {
  try {
    read(document);
  } catch (error) {
    if (error instanceof RefusedDocumentError)
      return error.problems.map(({ path, reason }) => `${path}: ${reason}`);
    throw error;
  }
  return [];
}

describe('a policy document', () => {
  it.each([
    [{ kind: 'everyone' }, [true, true, true, true]],
    [{ kind: 'authenticated' }, [true, true, true, false]],
    [{ kind: 'machine' }, [false, false, true, false]],
    [{ kind: 'pool', pool: 'staff' }, [false, true, false, false]],
    [{ kind: 'group', group: 'editors' }, [true, false, false, false]],
    [{ kind: 'group', group: 'editors', pool: 'staff' }, [false, true, false, false]],
    [{ kind: 'scope', scope: 'articles/read' }, [false, false, true, false]],
    [{ kind: 'claim', claim: 'custom:tier', value: 'gold' }, [true, false, false, false]],
    [{ kind: 'claim', claim: 'custom:tier', value: ['silver', 'gold'] }, [true, false, false, false]],
    [{ kind: 'claim', claim: 'level', value: 3 }, [false, true, false, false]],
  ])('maps %j', (appliesTo, expected) => {
    const callers = [
      user({ groups: ['editors'], claims: { 'custom:tier': 'gold' } }),
      user({ groups: ['editors'], pool: 'staff', claims: { level: 3 } }),
      machine(['articles/read']),
      ANONYMOUS,
    ];
    expect(callers.map((caller) => abilityOf(appliedTo(appliesTo), caller).can('read', 'Article'))).toEqual(
      expected,
    );
  });

  it('includes groups', () => {
    const document = documentOf(
      { ...policyOf({ kind: 'group', group: 'admins', includes: ['editors'] }), name: 'admins' },
      { ...policyOf({ kind: 'group', group: 'editors' }, RULE), name: 'editors' },
    );
    expect(abilityOf(document, user({ groups: ['admins'] })).can('read', 'Article')).toBe(true);
    expect(abilityOf(document, user({ groups: ['others'] })).can('read', 'Article')).toBe(false);
  });

  it('names the policy that decides, and why', () => {
    const ability = abilityOf(
      documentOf(
        policyOf(
          { kind: 'everyone' },
          { can: ['read', 'update'], subject: 'Article' },
          {
            cannot: 'update',
            subject: 'Article',
            conditions: { locked: true },
            because: 'the article is locked',
          },
        ),
      ),
    );
    expect(ability.decide('update', 'Article', { locked: false })).toMatchObject({ by: 'articles.json#a' });
    expect(ability.decide('update', 'Article', { locked: true })).toMatchObject({
      by: 'articles.json#a',
      because: 'the article is locked',
    });
  });

  it('limits rules to fields', () => {
    const ability = abilityOf(withRule({ fields: ['title', 'meta.*'] }));
    expect(ability.can('read', 'Article', {}, 'title')).toBe(true);
    expect(ability.can('read', 'Article', {}, 'meta.words')).toBe(true);
    expect(ability.can('read', 'Article', {}, 'secret')).toBe(false);
  });

  it.each<[object, object, object]>([
    [{ authorId: '${user.sub}' }, { authorId: 'alice' }, { authorId: 'bob' }],
    [{ tenant: "${user.claims['custom:tenant']}" }, { tenant: 'acme' }, { tenant: 'other' }],
    [{ level: { $lte: '${user.claims.level}' } }, { level: 3 }, { level: 4 }],
    [{ level: '${user.claims.level}' }, { level: 3 }, { level: '3' }],
    [{ team: { $in: '${user.groups}' } }, { team: 'editors' }, { team: 'admins' }],
    [{ team: { $in: ['public', '${user.sub}'] } }, { team: 'alice' }, { team: 'bob' }],
    [
      { 'owner.id': '${user.sub}', open: true },
      { owner: { id: 'alice' }, open: true },
      { owner: { id: 'alice' } },
    ],
    [
      { notes: { $elemMatch: { by: '${user.sub}' } } },
      { notes: [{ by: 'alice' }] },
      { notes: [{ by: 'bob' }] },
    ],
    [{ notes: { $elemMatch: { $gt: 3 } } }, { notes: [4] }, { notes: [3] }],
    [{ tags: { $all: ['a', 'b'], $size: 2 } }, { tags: ['a', 'b'] }, { tags: ['a', 'b', 'c'] }],
    [{ deletedAt: { $exists: false }, kind: { $nin: ['x'], $ne: 'y' } }, { kind: 'a' }, { kind: 'y' }],
  ])('%j is a condition', (conditions, matching, other) => {
    const ability = abilityOf(
      withConditions(conditions),
      user({ groups: ['editors'], claims: { 'custom:tenant': 'acme', level: 3 } }),
    );
    expect(ability.can('read', 'Article', matching)).toBe(true);
    expect(ability.can('read', 'Article', other)).toBe(false);
  });

  it.each<[string, object, RegExp]>([
    ['is not there', {}, /"tenant" is missing: \$\{user\.claims\.tenant\}, which the token does not have/],
    ['is null', { tenant: null }, /which is null/],
    ['is an object', { tenant: { $ne: 'x' } }, /which is an object/],
    ['is a list', { tenant: ['acme'] }, /is a list/],
  ])('builds no rule from a claim that %s, and the decision says so', (_what, claims, reason) => {
    const conditions = { tenant: '${user.claims.tenant}' };
    const caller = user({ claims: claims as Record<string, unknown> });
    const allowing = abilityOf(withConditions(conditions), caller).decide('read', 'Article', {
      tenant: 'acme',
    });
    expect(allowing).toMatchObject({
      granted: false,
      reason: 'rule',
      unbuiltRules: [expect.stringMatching(/^articles\.json#a: can read Article was not built: /) as string],
    });
    expect(allowing).toMatchObject({ message: expect.stringMatching(reason) as string });
    expect(abilityOf(withConditions(conditions), caller).can('read', 'Article', {})).toBe(false);
  });

  it('forbids without its condition where the claim of a prohibition is missing', () => {
    const ability = abilityOf(
      documentOf(
        policyOf({ kind: 'everyone' }, RULE, {
          cannot: 'read',
          subject: 'Article',
          conditions: { tenant: { $ne: '${user.claims.tenant}' } },
        }),
      ),
    );
    expect(ability.can('read', 'Article', { tenant: 'acme' })).toBe(false);
  });

  it('gives anonymous callers no rule of a template', () => {
    expect(
      abilityOf(withConditions({ a: '${user.sub}' }), ANONYMOUS).can('read', 'Article', { a: 'x' }),
    ).toBe(false);
  });

  it.each<[string, unknown, string[]]>([
    ['no JSON', '{', ['$: cannot be read: it is not JSON from line 1, column 2 on']],
    [
      'a comma too many',
      '{"version": 1,\n "policies": [\n  {"name": "secret",}\n]}',
      ['$: cannot be read: it is not JSON from line 3, column 21 on'],
    ],
    ['no object', [], ['$: cannot be read: it is not a JSON object']],
    [
      'a member twice',
      '{"version":1,"version":1,"policies":[]}',
      ['$.version: cannot be read: it has duplicate member names'],
    ],
    [
      '__proto__',
      '{"version":1,"policies":[],"__proto__":1}',
      ['$: cannot be read: it has a member called __proto__'],
    ],
    ['nothing', {}, ['$.version: is missing: must be 1', '$.policies: is missing: must be a list']],
    ['another version', { version: 2, policies: [] }, ['$.version: must be 1']],
    [
      'an unknown member',
      { version: 1, policys: [], policies: [] },
      ['$.policys: is not a member that is known here: did you mean policies?'],
    ],
    [
      'a member like no other',
      { version: 1, policies: [], somethingElse: 1 },
      ['$.somethingElse: is not a member that is known here'],
    ],
    [
      'no condition',
      appliedTo('everyone'),
      ['$.policies[0].appliesTo: must be an object, but it is a string'],
    ],
    [
      'an unknown kind',
      appliedTo({ kind: 'grup', group: 'a' }),
      ['$.policies[0].appliesTo.kind: must be everyone, authenticated, machine, pool, group, scope or claim'],
    ],
    [
      'a misspelt group',
      appliedTo({ kind: 'group', grup: 'a' }),
      [
        '$.policies[0].appliesTo.group: is missing: must be a string',
        '$.policies[0].appliesTo.grup: is not a member that is known here: did you mean group?',
      ],
    ],
    [
      'no includes',
      appliedTo({ kind: 'group', group: 'a', includes: [] }),
      ['$.policies[0].appliesTo.includes: must not be an empty list'],
    ],
    [
      'a claim without a value',
      appliedTo({ kind: 'claim', claim: 'a', value: null }),
      [
        '$.policies[0].appliesTo.value: must be a string, or a number, or true or false, or a list, but it is null',
      ],
    ],
    [
      'a template as the value of a claim',
      appliedTo({ kind: 'claim', claim: 'a', value: '${user.sub}' }),
      [
        '$.policies[0].appliesTo.value: must not have a template in it: those stand in the values of conditions',
      ],
    ],
    [
      'an unknown pool',
      appliedTo({ kind: 'pool', pool: 'partners' }),
      [
        '$.policies[0].appliesTo: articles.json#a is about the user pool "partners", which is not configured. The ' +
          'configured pools are customers, staff.',
      ],
    ],
    [
      'a scope with a space',
      appliedTo({ kind: 'scope', scope: 'a b' }),
      [expect.stringMatching(/^\$\.policies\[0\]\.appliesTo: articles\.json#a: the scope/) as string],
    ],
    [
      'one name twice',
      documentOf(policyOf({ kind: 'everyone' }, RULE), policyOf({ kind: 'everyone' }, RULE)),
      ['$.policies[1].name: is the name of another policy of this document'],
    ],
    [
      'no rules',
      documentOf(policyOf({ kind: 'everyone' })),
      ['$.policies[0].rules: is empty, so the policy says nothing'],
    ],
    [
      'both',
      withRule({ cannot: 'read' }),
      ['$.policies[0].rules[0]: must have either can or cannot, and not both'],
    ],
    [
      'neither',
      documentOf(policyOf({ kind: 'everyone' }, { subject: 'Article' })),
      ['$.policies[0].rules[0]: must have either can or cannot, and not both'],
    ],
    ['no action', withRule({ can: [] }), ['$.policies[0].rules[0].can: must not be an empty list']],
    [
      'a number as an action',
      withRule({ can: 1 }),
      ['$.policies[0].rules[0].can: must be a string, or a list, but it is a number'],
    ],
    [
      'a template as a subject',
      withRule({ subject: '${user.sub}' }),
      ['$.policies[0].rules[0].subject: must be a name that is not blank, and no template'],
    ],
    [
      'a blank subject',
      withRule({ subject: ' ' }),
      ['$.policies[0].rules[0].subject: must be a name that is not blank, and no template'],
    ],
    ['no fields', withRule({ fields: [] }), ['$.policies[0].rules[0].fields: must not be an empty list']],
    [
      'fields that are no list',
      withRule({ fields: 'title' }),
      ['$.policies[0].rules[0].fields: must be a list, but it is a string'],
    ],
    [
      'a misspelt condition',
      withRule({ condition: { a: 1 } }),
      ['$.policies[0].rules[0].condition: is not a member that is known here: did you mean conditions?'],
    ],
    ['an empty reason', withRule({ because: '' }), ['$.policies[0].rules[0].because: must not be empty']],
  ])('is refused with %s', (_what, document, problems) => {
    expect(problemsOf(document)).toEqual(problems);
  });

  it.each<[string, unknown, RegExp]>([
    ['no field', {}, /^: the object of conditions is empty/],
    ['a list', [], /^: must be an object, but it is a list/],
    [
      'null',
      { a: null },
      /^\.a: must be a string, or a number, or true or false, or an object, but it is null/,
    ],
    ['an object as a value', { a: { b: 1 } }, /^\.a\.b: is not a member/],
    ['no operator', { a: {} }, /^: the value of "a" is empty/],
    ['a list as a value', { 'a.b': [1] }, /^\["a\.b"\]: must be .*, but it is a list/],
    [
      'an operator as a field',
      { $or: [] },
      /^\["\$or"\]: the operator \$or is not supported here: write two rules/,
    ],
    ['an unknown operator', { a: { $gtt: 1 } }, /^\.a\["\$gtt"\]: .* did you mean \$gt\?/],
    [
      'a pattern',
      { a: { $regex: '.*' } },
      /^\.a\["\$regex"\]: is no operator that is known here: there are \$eq, .*, \$elemMatch$/,
    ],
    ['a value that is no list', { a: { $in: 1 } }, /^\.a\["\$in"\]: must be a list/],
    ['a text that is no list', { a: { $in: 'x' } }, /^\.a\["\$in"\]: must be a list, or a template of one/],
    ['null in a list', { a: { $in: [null] } }, /^\.a\["\$in"\]\[0\]: must be/],
    ['an empty list', { a: { $all: [] } }, /^: the list of "a" is empty/],
    ['a path into a prototype', { 'a.__proto__.b': 1 }, /^: the path "a\.__proto__\.b" is not allowed/],
    [
      'an unknown template',
      { a: '${user.id}' },
      /^\.a: looks like a template and is none\. There are \$\{user\.sub\}/,
    ],
    ['a template inside a text', { a: 'x-${user.sub}' }, /^\.a: looks like a template/],
    [
      'a template of another tool',
      { a: { $in: ['{{user.sub}}'] } },
      /^\.a\["\$in"\]\[0\]: looks like a template/,
    ],
    ['members mistaken twice', { a: { $elemMatch: { b: { c: 1 } } } }, /^\.a\["\$elemMatch"\]/],
  ])('is refused with conditions that have %s', (_what, conditions, problem) => {
    const [first = ''] = problemsOf(withConditions(conditions));
    expect(first).toMatch(/^\$\.policies\[0\]\.rules\[0\]\.conditions/);
    expect(first.slice('$.policies[0].rules[0].conditions'.length)).toMatch(problem);
  });

  it('is refused where it is larger than a mebibyte', () => {
    const spaces = ' '.repeat(1_048_576);
    expect(problemsOf(`{"version":1,"policies":[]}${spaces}`)).toEqual(['$: is larger than 1048576 bytes']);
  });

  it('shows no more than ten of its problems', () => {
    const rules = Array.from({ length: 50 }, () => ({ can: '', subject: 'a' }));
    expect(problemsOf(documentOf(policyOf({ kind: 'everyone' }, ...rules)))).toHaveLength(10);
  });
});
