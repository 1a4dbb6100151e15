import { ConfigurationError } from '../errors/index.js';
import type { Caller, UserPrincipal } from '../tokens/principal.js';
import { ANONYMOUS, machine, mapping, policySet, user } from './callers.spec-helper.js';
import type { MappingCondition } from './mapping-condition.js';
import { PolicySet } from './policy-set.js';

function applies(condition: MappingCondition, caller: Caller): boolean {
  const set = policySet(mapping('p', condition, ({ can }) => can('do', 'It')));
  const ability = set.abilityFor(caller);
  expect(ability.failed).toBe(false);
  return ability.can('do', 'It');
}

describe('whom a policy applies to', () => {
  const callers = {
    anonymous: ANONYMOUS,
    machine: machine(['articles/import']),
    plain: user(),
    editor: user({ groups: ['editors'], scopes: ['articles/import'], claims: { 'custom:tier': 'gold' } }),
    staffEditor: user({ pool: 'staff', groups: ['editors'] }),
  };
  const cases: [condition: MappingCondition, names: (keyof typeof callers)[]][] = [
    [{ kind: 'everyone' }, ['anonymous', 'machine', 'plain', 'editor', 'staffEditor']],
    [{ kind: 'authenticated' }, ['machine', 'plain', 'editor', 'staffEditor']],
    [{ kind: 'machine' }, ['machine']],
    [{ kind: 'pool', pool: 'customers' }, ['machine', 'plain', 'editor']],
    [{ kind: 'pool', pool: 'staff' }, ['staffEditor']],
    [{ kind: 'group', group: 'editors' }, ['editor']],
    [{ kind: 'group', group: 'EDITORS' }, []],
    [{ kind: 'group', group: 'editors', pool: 'staff' }, ['staffEditor']],
    [{ kind: 'scope', scope: 'articles/import' }, ['machine', 'editor']],
    [{ kind: 'claim', claim: 'custom:tier', value: 'gold' }, ['editor']],
    [{ kind: 'claim', claim: 'custom:tier', value: ['silver', 'gold'] }, ['editor']],
    [{ kind: 'claim', claim: 'custom:tier', value: 'silver' }, []],
    [{ kind: 'claim', claim: 'custom:tier', value: (tier) => tier !== 'silver' }, ['editor']],
    [{ kind: 'claim', claim: 'constructor', value: () => true }, []],
  ];

  it.each(cases)('%j', (condition, names) => {
    const reached = Object.entries(callers).filter(([, caller]) => applies(condition, caller));
    expect(reached.map(([name]) => name)).toEqual(names);
  });

  it.each<[string, unknown]>([
    ['a list', ['gold']],
    ['an object', { 0: 'gold' }],
    ['a number', 1],
    ['true', true],
    ['null', null],
  ])('never matches a claim that is %s against a string', (_what, tier) => {
    const caller = user({ claims: { 'custom:tier': tier } });
    expect(
      applies({ kind: 'claim', claim: 'custom:tier', value: ['gold', '1', 'true', 'null'] }, caller),
    ).toBe(false);
  });

  it('gives a machine no group, whatever its token says', () => {
    const forged = { ...machine(), groups: ['editors'] } as Caller;
    expect(applies({ kind: 'group', group: 'editors' }, forged)).toBe(false);
  });
});

describe('groups that include others', () => {
  const set = policySet(
    mapping('readers', { kind: 'group', group: 'readers' }, ({ can }) => can('read', 'Article')),
    mapping('editors', { kind: 'group', group: 'editors', includes: ['readers'] }, ({ can }) =>
      can('update', 'Article'),
    ),
    mapping('admins', { kind: 'group', group: 'admins', includes: ['editors'] }, ({ can }) =>
      can('delete', 'Article'),
    ),
    mapping('admins too', { kind: 'group', group: 'admins', includes: ['billing'] }, ({ can }) =>
      can('read', 'Log'),
    ),
    mapping('billing', { kind: 'group', group: 'billing' }, ({ can }) => can('read', 'Invoice')),
    mapping('staff', { kind: 'group', group: 'admins', pool: 'staff' }, ({ can }) => can('read', 'Secret')),
  );
  const rights = (caller: Caller) =>
    ['read Article', 'update Article', 'delete Article', 'read Log', 'read Invoice', 'read Secret'].filter(
      (right) => {
        const [action = '', subject = ''] = right.split(' ');
        return set.abilityFor(caller).can(action, subject);
      },
    );

  it('have their rights, and the rights of those these include', () => {
    expect(rights(user({ groups: ['readers'] }))).toEqual(['read Article']);
    expect(rights(user({ groups: ['editors'] }))).toEqual(['read Article', 'update Article']);
    expect(rights(user({ groups: ['admins'] }))).toEqual([
      'read Article',
      'update Article',
      'delete Article',
      'read Log',
      'read Invoice',
    ]);
  });

  it('stay inside their pool', () => {
    expect(rights(user({ pool: 'staff', groups: ['admins'] }))).toEqual(['read Secret']);
    expect(rights(user({ pool: 'partners', groups: ['admins'] }))).toEqual([]);
  });
});

describe('a policy set written wrongly', () => {
  const nothing = () => undefined;
  const group = (name: string, ...includes: string[]) =>
    mapping(name, { kind: 'group', group: name, ...(includes.length > 0 && { includes }) }, nothing);
  const mistakes: [what: string, make: () => unknown, message: RegExp][] = [
    ['a circle of two groups', () => policySet(group('a', 'b'), group('b', 'a')), /circle: a > b > a/],
    ['a group that includes itself', () => policySet(group('a', 'a')), /circle: a > a/],
    ['a longer circle', () => policySet(group('a', 'b'), group('b', 'c'), group('c', 'b')), /circle/],
    [
      'an included group nobody maps',
      () => policySet(group('a', 'b')),
      /"b", which no policy is mapped from/,
    ],
    [
      'an empty includes',
      () => policySet(mapping('a', { kind: 'group', group: 'a', includes: [] }, nothing)),
      /includes/,
    ],
    ['an empty group', () => policySet(group('')), /must be a non-empty string/],
    [
      'an empty pool of a group',
      () => policySet(mapping('a', { kind: 'group', group: 'a', pool: '' }, nothing)),
      /pool/,
    ],
    ['an empty pool', () => policySet(mapping('a', { kind: 'pool', pool: '' }, nothing)), /pool/],
    [
      'two scopes in one',
      () => policySet(mapping('a', { kind: 'scope', scope: 'x y' }, nothing)),
      /not one scope/,
    ],
    ['an empty scope', () => policySet(mapping('a', { kind: 'scope', scope: '' }, nothing)), /scope/],
    [
      'an empty claim',
      () => policySet(mapping('a', { kind: 'claim', claim: '', value: 'x' }, nothing)),
      /claim/,
    ],
    [
      'a claim of undefined',
      () => policySet(mapping('a', { kind: 'claim', claim: 'x', value: undefined as never }, nothing)),
      /claim/,
    ],
    ['an unknown kind', () => policySet(mapping('a', { kind: 'role' } as never, nothing)), /not a kind/],
    ['an empty source', () => policySet(mapping('', { kind: 'everyone' }, nothing)), /source/],
    ['no default pool', () => new PolicySet([], { defaultPool: '' }), /default pool/],
  ];

  it.each(mistakes)('is refused: %s', (_what, make, message) => {
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });
});

describe('the ability of a caller', () => {
  it('is compiled once for each principal and once for all anonymous callers', () => {
    let built = 0;
    const set = policySet(
      mapping('p', { kind: 'everyone' }, () => {
        built++;
      }),
    );
    const alice = user();
    expect(set.abilityFor(alice)).toBe(set.abilityFor(alice));
    expect(set.abilityFor(ANONYMOUS)).toBe(set.abilityFor({ kind: 'anonymous' }));
    expect(built).toBe(2);
    expect(set.abilityFor(user())).not.toBe(set.abilityFor(alice));
  });

  it('is not kept for a principal that can still change', () => {
    const set = policySet(
      mapping('p', { kind: 'group', group: 'editors' }, ({ can }) => can('update', 'Article')),
    );
    const mutable = { ...user(), groups: ['editors'] } as UserPrincipal & { groups: string[] };
    expect(set.abilityFor(mutable).can('update', 'Article')).toBe(true);
    mutable.groups.pop();
    expect(set.abilityFor(mutable).can('update', 'Article')).toBe(false);
  });

  it('is apart for each caller', () => {
    const set = policySet(
      mapping('own', { kind: 'authenticated' }, ({ can }, caller) =>
        can('read', 'Order', { owner: (caller as UserPrincipal).sub }),
      ),
    );
    const order = { owner: 'alice' };
    expect(set.abilityFor(user({ sub: 'alice' })).can('read', 'Order', order)).toBe(true);
    expect(set.abilityFor(user({ sub: 'bob' })).can('read', 'Order', order)).toBe(false);
    expect(set.abilityFor(ANONYMOUS).can('read', 'Order', order)).toBe(false);
  });

  it('has conditions for programs and anonymous callers too', () => {
    const set = policySet(
      mapping('p', { kind: 'everyone' }, ({ can }) => can('read', 'Article', { published: true })),
    );
    for (const caller of [machine(), ANONYMOUS]) {
      expect(set.abilityFor(caller).can('read', 'Article', { published: true })).toBe(true);
      expect(set.abilityFor(caller).can('read', 'Article', {})).toBe(false);
    }
  });

  it('names the policy that decided', () => {
    const set = policySet(
      mapping('ArticlePolicies.guests', { kind: 'everyone' }, ({ can }) => can('read', 'Article')),
      mapping('ArticlePolicies.editors', { kind: 'group', group: 'editors' }, ({ can, cannot }) => {
        can('update', 'Article');
        cannot('delete', 'Article');
      }),
    );
    const ability = set.abilityFor(user({ groups: ['editors'] }));
    expect(ability.decide('read', 'Article')).toMatchObject({ by: 'ArticlePolicies.guests' });
    expect(ability.decide('update', 'Article')).toMatchObject({ by: 'ArticlePolicies.editors' });
    expect(ability.decide('delete', 'Article')).toMatchObject({
      granted: false,
      by: 'ArticlePolicies.editors',
    });
  });
});

describe('a policy that fails', () => {
  const failures: [what: string, condition: MappingCondition, build: () => unknown][] = [
    [
      'throws',
      { kind: 'everyone' },
      () => {
        throw new Error('broken');
      },
    ],
    ['is asynchronous', { kind: 'everyone' }, async () => undefined],
    ['rejects', { kind: 'everyone' }, () => Promise.reject(new Error('broken'))],
    ['returns a thenable', { kind: 'everyone' }, () => ({ then: () => undefined })],
    [
      'returns a function with then',
      { kind: 'everyone' },
      () => Object.assign(() => 1, { then: () => undefined }),
    ],
    [
      'has a claim function that throws',
      {
        kind: 'claim',
        claim: 'sub',
        value: () => {
          throw new Error('broken');
        },
      },
      () => undefined,
    ],
    [
      'has a claim function without an answer',
      { kind: 'claim', claim: 'sub', value: (() => undefined) as never },
      () => undefined,
    ],
    [
      'has an asynchronous claim function',
      { kind: 'claim', claim: 'sub', value: (() => Promise.reject(new Error('broken'))) as never },
      () => undefined,
    ],
  ];

  it.each(failures)(
    'closes everything, whatever other policies allow, when it %s',
    async (_what, condition, build) => {
      const set = policySet(
        mapping('open', { kind: 'everyone' }, ({ can }) => can('manage', 'all')),
        mapping('broken', condition, build),
        mapping('open too', { kind: 'everyone' }, ({ can }) => can('manage', 'all')),
      );
      const alice = user();
      const ability = set.abilityFor(alice);
      expect(ability.failed).toBe(true);
      expect(ability.decide('read', 'Article', {})).toMatchObject({
        reason: 'policy_failed',
        message: 'The policy broken failed.',
        cause: expect.any(Error),
      });
      expect(ability.decideFields('read', 'Article', {}, ['a'])).toMatchObject({ reason: 'policy_failed' });
      expect(ability.can('read', 'Article')).toBe(false);
      // An unhandled rejection would end the process here.
      await new Promise((resolve) => setImmediate(resolve));
    },
  );

  it('is asked again, and heals', () => {
    let broken = true;
    const set = policySet(
      mapping('sometimes', { kind: 'everyone' }, ({ can }) => {
        if (broken) throw new Error('broken');
        can('read', 'Article');
      }),
    );
    const alice = user();
    expect(set.abilityFor(alice).failed).toBe(true);
    expect(set.abilityFor(ANONYMOUS).failed).toBe(true);
    broken = false;
    expect(set.abilityFor(alice).can('read', 'Article')).toBe(true);
    expect(set.abilityFor(ANONYMOUS).can('read', 'Article')).toBe(true);
    broken = true;
    expect(set.abilityFor(alice).can('read', 'Article')).toBe(true);
  });
});
