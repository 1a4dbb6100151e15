import { AssertionError } from 'node:assert';
import { PolicySet, type PolicyMapping } from '../policies/index.js';
import { policyTests } from './policy-tests.js';

class Article {
  constructor(
    readonly authorId: string,
    readonly locked = false,
  ) {}
}

const POLICIES: PolicyMapping[] = [
  {
    source: 'ArticlePolicies.everyone',
    appliesTo: { kind: 'everyone' },
    build: ({ can }) => void can('read', 'Article', { published: true }),
  },
  {
    source: 'ArticlePolicies.editors',
    appliesTo: { kind: 'group', group: 'editors' },
    build: ({ can, cannot }, caller) => {
      can('update', Article, { authorId: caller.kind === 'user' ? caller.sub : '' });
      can('archive', 'Article', ['state']);
      cannot('update', 'Article', { locked: true }).because('the article is locked');
    },
  },
  {
    source: 'ArticlePolicies.admins',
    appliesTo: { kind: 'group', group: 'admins', includes: ['editors'] },
    build: ({ can }) => void can('manage', 'Article'),
  },
  {
    source: 'ArticlePolicies.importers',
    appliesTo: { kind: 'scope', scope: 'articles/import' },
    build: ({ can }) => void can('create', 'Article'),
  },
  {
    source: 'ArticlePolicies.broken',
    appliesTo: { kind: 'group', group: 'broken' },
    build: () => {
      throw new Error('no such table');
    },
  },
];

const { expectPolicy, guest, machine, policyMatrix, user } = policyTests(
  new PolicySet(POLICIES, { defaultPool: 'customers' }),
);
const alice = user({ username: 'alice', groups: ['editors'] });
const hers = new Article('alice');
const his = new Article('bob');
const locked = new Article('alice', true);

/** The message of the assertion that fails. */
function messageOf(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
  throw new Error('The assertion holds.');
}

describe('expectPolicy', () => {
  it('holds where the policies decide as expected', () => {
    expectPolicy(alice).toAllow('update', hers);
    expectPolicy(alice).toAllow('update', Article, hers);
    expectPolicy(alice).toAllow('update', 'Article', hers, 'title');
    expectPolicy(alice).toAllow('archive', 'Article', hers, 'state');
    expectPolicy(alice).not.toAllow('archive', 'Article', hers, 'title');
    expectPolicy(alice).not.toAllow('update', his);
    expectPolicy(alice).not.toAllow('update', 'Article');
    expectPolicy(alice).toDeny('update', his);
    expectPolicy(alice).toDeny('update', locked).because('the article is locked').withReason('rule');
    expectPolicy(alice)
      .toDeny('update', locked)
      .because(/locked$/);
    expectPolicy(alice).toDependOnInstance('update', 'Article');
    expectPolicy(user({ groups: ['admins'] })).toAllow('delete', his);
    expectPolicy(machine({ scopes: ['articles/import'] })).toAllow('create', 'Article');
    expectPolicy(guest()).toAllow('read', 'Article', { published: true });
    expectPolicy(guest()).toDeny('update', 'Article');
    expectPolicy(user({ groups: ['admins'], pool: 'staff' })).toDeny('delete', 'Article');
  });

  it('explains a denial where a grant was expected', () => {
    expect(messageOf(() => expectPolicy(alice).toAllow('update', locked))).toBe(
      [
        'Expected the user alice (groups editors, pool customers, scopes aws.cognito.signin.user.admin) to get the ' +
          'decision "allowed": update Article, this instance.',
        'It is denied (rule): ArticlePolicies.editors forbids update Article because the article is locked.',
        '  ArticlePolicies.editors: cannot update Article; with conditions; mapped from group editors customers',
      ].join('\n'),
    );
    expect(messageOf(() => expectPolicy(alice).toAllow('update', his))).toContain(
      '  ArticlePolicies.editors: can update Article; with conditions; mapped from group editors customers',
    );
    expect(messageOf(() => expectPolicy(machine()).toAllow('archive', 'Article', hers, 'state'))).toMatch(
      /^Expected the program test_client \(pool customers\) .*: archive Article, field "state", this instance\.\n/,
    );
  });

  it('explains a grant where a denial was expected', () => {
    for (const assertion of [
      () => expectPolicy(alice).toDeny('update', hers),
      () => expectPolicy(alice).not.toAllow('update', hers),
    ]) {
      expect(messageOf(assertion)).toContain(
        'It is allowed by ArticlePolicies.editors.\n  ArticlePolicies.editors: can update',
      );
    }
  });

  it('does not take a question without its instance for a denial', () => {
    expect(messageOf(() => expectPolicy(alice).toDeny('update', 'Article'))).toContain(
      'It depends on the instance: The rules about update Article have conditions',
    );
    expect(messageOf(() => expectPolicy(guest()).toDependOnInstance('update', 'Article'))).toContain(
      'No rule allows update Article.',
    );
  });

  it('tells the reason of a denial from another', () => {
    expect(messageOf(() => expectPolicy(alice).toDeny('update', locked).because('it is old'))).toContain(
      'to be denied because "it is old"',
    );
    expect(
      messageOf(() =>
        expectPolicy(alice)
          .toDeny('update', his)
          .because(/locked/),
      ),
    ).toContain('/locked/');
    expect(messageOf(() => expectPolicy(alice).toDeny('update', his).withReason('excluded'))).toContain(
      'with the reason excluded',
    );
  });

  it('takes a policy that fails for no denial', () => {
    const broken = expectPolicy(user({ groups: ['broken'] }));
    for (const assertion of [
      () => broken.toAllow('read', 'Article'),
      () => broken.toDeny('read', 'Article'),
      () => broken.not.toAllow('read', 'Article'),
      () => broken.toDependOnInstance('read', 'Article'),
    ]) {
      expect(messageOf(assertion)).toContain('The policy ArticlePolicies.broken failed. no such table');
    }
    expect(messageOf(() => expectPolicy(alice).toDeny('', 'Article'))).toContain('The action must be');
  });

  it('points to the line of the test', () => {
    let error: unknown;
    try {
      expectPolicy(guest()).toAllow('update', hers);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ actual: 'denied', expected: 'allowed', code: 'ERR_ASSERTION' });
    expect((error as Error).stack?.split('\n').find((line) => line.startsWith('    at '))).toContain(
      'policy-tests.spec.ts',
    );
  });

  it('asks for the type of an instance that has no class', () => {
    expect(() => expectPolicy(alice).toAllow('update', { authorId: 'alice' })).toThrow(
      "Write its type as well, such as toAllow('update', 'Article', article)",
    );
    expect(() => (expectPolicy(alice).toAllow as (...args: unknown[]) => void)('update', hers, his)).toThrow(
      'the subject',
    );
    expect(() => (expectPolicy(alice).toAllow as (...args: unknown[]) => void)('update', undefined)).toThrow(
      'undefined, which has no class',
    );
  });
});

describe('policyMatrix', () => {
  const options = {
    callers: { guest: guest(), editors: alice, admins: user({ groups: ['admins'] }) },
    actions: ['read', 'update'],
    subjects: [
      Article,
      { label: 'Article (of bob)', type: 'Article', instance: his },
      { label: 'Article (locked)', type: Article, instance: locked },
      { label: 'Article (state)', type: Article, instance: hers, field: 'state' },
      'Comment',
    ],
  };

  it('is a table of who may do what', () => {
    expect(policyMatrix(options)).toBe(
      [
        '                        | guest   | editors | admins',
        '------------------------|---------|---------|--------',
        'read Article            | depends | depends | allow',
        'update Article          | deny    | depends | depends',
        'read Article (of bob)   | deny    | deny    | allow',
        'update Article (of bob) | deny    | deny    | allow',
        'read Article (locked)   | deny    | deny    | allow',
        'update Article (locked) | deny    | deny    | deny',
        'read Article (state)    | deny    | deny    | allow',
        'update Article (state)  | deny    | allow   | allow',
        'read Comment            | deny    | deny    | deny',
        'update Comment          | deny    | deny    | deny',
      ].join('\n'),
    );
  });

  it('shows fields that are given away, as the rules write them', () => {
    const tableOf = (build: PolicyMapping['build'], instance?: object): string => {
      const mapping: PolicyMapping = { source: 'Policies', appliesTo: { kind: 'everyone' }, build };
      const tests = policyTests(new PolicySet([mapping], { defaultPool: 'customers' }));
      const subject = instance === undefined ? 'Note' : { label: 'Note', type: 'Note' as const, instance };
      const table = tests.policyMatrix({
        callers: { me: guest() },
        actions: ['update'],
        subjects: [subject],
      });
      return table.split(' | ').at(-1) ?? '';
    };
    expect(tableOf(({ can }) => void can('update', 'Note', ['title', 'tags']))).toBe('fields: title, tags');
    expect(tableOf(({ can }) => void can('update', 'Note', ['meta.*'], { open: true }))).toBe(
      'fields: meta.* (depends)',
    );
    const both: PolicyMapping['build'] = ({ can }) => {
      can('update', 'Note', ['title'], { open: true });
      can('update', 'Note', ['title', 'tags']);
      can('update', 'Note', ['tags'], { open: true });
    };
    expect(tableOf(both)).toBe('fields: title, tags');
    const conditional: PolicyMapping['build'] = ({ can }) =>
      void can('update', 'Note', ['title'], { open: true });
    expect(tableOf(conditional)).toBe('fields: title (depends)');
    expect(tableOf(conditional, { open: true })).toBe('fields: title');
    expect(tableOf(conditional, { open: false })).toBe('deny');
    const besides: PolicyMapping['build'] = ({ can }) => {
      can('update', 'Note', { open: true });
      can('update', 'Note', ['tags']);
    };
    expect(tableOf(besides)).toBe('depends; fields: tags');
    const taken: PolicyMapping['build'] = ({ can, cannot }) => {
      can('update', 'Note', ['**']);
      cannot('update', 'Note', ['owner']);
      cannot('update', 'Note', ['price'], { sold: true });
    };
    expect(tableOf(taken)).toBe('fields: **, not owner, not price (depends)');
    expect(
      tableOf(({ can, cannot }) => {
        can('update', 'Note', ['title', 'owner']);
        cannot('update', 'Note', ['owner']);
      }),
    ).toBe('fields: title');
    const locked: PolicyMapping['build'] = ({ can, cannot }) => {
      can('update', 'Note', ['title', 'meta.*']);
      cannot('update', 'Note', { locked: true });
    };
    expect(tableOf(locked)).toBe('fields: title (depends), meta.* (depends)');
    expect(tableOf(locked, { locked: true })).toBe('deny');
    expect(tableOf(locked, { locked: false })).toBe('fields: title, meta.*');
  });

  it('has no cell for a policy that fails', () => {
    const callers = { broken: user({ groups: ['broken'] }) };
    expect(messageOf(() => policyMatrix({ ...options, callers }))).toMatch(
      /^There is no decision for the user test-user .*: read Article in general\.\n.*failed\. no such table/,
    );
  });
});

describe('policyTests', () => {
  it('is refused in production', () => {
    const { NODE_ENV: before } = process.env;
    process.env.NODE_ENV = 'production';
    try {
      expect(() => policyTests(new PolicySet([], { defaultPool: 'customers' }))).toThrow(
        'NODE_ENV is production',
      );
    } finally {
      process.env.NODE_ENV = before;
    }
  });

  it('refuses what are no policies, and who is no caller', () => {
    class SomePolicies {
      readonly name = 'some';
    }
    const make = policyTests as (policies: unknown) => unknown;
    expect(() => make(SomePolicies)).toThrow(
      'The argument of policyTests(...): found the function SomePolicies. Write a PolicySet, policiesOf(',
    );
    expect(() => make(undefined)).toThrow('found undefined');
    expect(() => make([new SomePolicies()])).toThrow('found an array');
    const expectNobody = expectPolicy as (caller: unknown) => unknown;
    for (const nobody of [{ sub: 'alice' }, undefined, 'alice']) {
      expect(() => expectNobody(nobody)).toThrow(/^The caller: found .* Write a caller made by user\(/);
    }
  });
});
