import { ConfigurationError } from '../errors/index.js';
import type { Caller } from '../tokens/principal.js';
import { allOf } from './all-of.requirement.js';
import { anyOf } from './any-of.requirement.js';
import { authenticated } from './authenticated.requirement.js';
import { ANONYMOUS, contextOf, machine, user } from './callers.spec-helper.js';
import { claim, claims } from './claims.requirement.js';
import { deny, grant, type Decision } from './decision.js';
import { groups } from './groups.requirement.js';
import { not } from './not.requirement.js';
import { evaluate, type Requirement } from './requirement.js';
import { scopes } from './scopes.requirement.js';

const editor = user({ groups: ['editors'], scopes: ['articles/read'], claims: { 'custom:tier': 'gold' } });

/** The decision of a requirement that has nothing to wait for. */
function decideNow(requirement: Requirement, caller: Caller): Decision {
  const decision = evaluate(requirement, contextOf(caller));
  expect(decision).not.toBeInstanceOf(Promise);
  return decision as Decision;
}

function outcome(requirement: Requirement, caller: Caller): string {
  const decision = decideNow(requirement, caller);
  return decision.granted ? 'granted' : decision.reason;
}

describe('requirements', () => {
  const yes = groups('editors');
  const no = groups('admins');
  const noScope = scopes('articles/write');
  const cases: [requirement: Requirement, editor: string, machine: string, anonymous: string][] = [
    [authenticated(), 'granted', 'granted', 'anonymous'],
    [groups('editors'), 'granted', 'group', 'anonymous'],
    [groups('admins', 'editors'), 'granted', 'group', 'anonymous'],
    [groups('Editors'), 'group', 'group', 'anonymous'],
    [groups({ any: ['admins', 'editors'] }), 'granted', 'group', 'anonymous'],
    [groups({ all: ['admins', 'editors'] }), 'group', 'group', 'anonymous'],
    [groups({ all: ['editors'] }), 'granted', 'group', 'anonymous'],
    [groups({ none: ['admins'] }), 'granted', 'granted', 'anonymous'],
    [groups({ none: ['admins', 'editors'] }), 'excluded', 'granted', 'anonymous'],
    [groups({ any: ['editors'], none: ['editors'] }), 'excluded', 'group', 'anonymous'],
    [groups({ any: ['editors'], pool: 'staff' }), 'pool', 'pool', 'anonymous'],
    [groups({ none: ['admins'], pool: 'staff' }), 'pool', 'pool', 'anonymous'],
    [scopes('articles/read'), 'granted', 'granted', 'anonymous'],
    [scopes('articles/read', 'articles/write'), 'scope', 'scope', 'anonymous'],
    [claim('custom:tier', 'gold'), 'granted', 'claim', 'anonymous'],
    [claim('custom:tier', ['silver', 'gold']), 'granted', 'claim', 'anonymous'],
    [claim('custom:tier', 'silver'), 'claim', 'claim', 'anonymous'],
    [claim('custom:tier', (tier) => tier === 'gold'), 'granted', 'claim', 'anonymous'],
    [claim('toString', () => true), 'claim', 'claim', 'anonymous'],
    [claims({ 'custom:tier': 'gold', sub: 'alice' }), 'granted', 'claim', 'anonymous'],
    [claims({ 'custom:tier': 'gold', sub: 'bob' }), 'claim', 'claim', 'anonymous'],
    [claims((all) => all['custom:tier'] === 'gold'), 'granted', 'claim', 'anonymous'],
    [allOf(yes, yes), 'granted', 'group', 'anonymous'],
    [allOf(yes, no), 'group', 'group', 'anonymous'],
    [allOf(noScope, yes), 'scope', 'group', 'anonymous'],
    [allOf(noScope, no), 'group', 'group', 'anonymous'],
    [anyOf(no, yes), 'granted', 'group', 'anonymous'],
    [anyOf(noScope, no), 'group', 'group', 'anonymous'],
    [anyOf(noScope, scopes('articles/import')), 'scope', 'scope', 'anonymous'],
    [anyOf(no, allOf(yes, claim('custom:tier', 'gold'))), 'granted', 'group', 'anonymous'],
    [not(yes), 'excluded', 'granted', 'anonymous'],
    [not(no), 'granted', 'granted', 'anonymous'],
    [not(not(yes)), 'granted', 'excluded', 'anonymous'],
    [not(groups({ any: ['admins'], pool: 'staff' })), 'pool', 'pool', 'anonymous'],
    [not(authenticated()), 'excluded', 'excluded', 'anonymous'],
    [allOf(yes, not(claim('custom:tier', 'silver'))), 'granted', 'group', 'anonymous'],
  ];

  it.each(
    cases.map(([requirement, ...outcomes]) => [requirement.describe(), requirement, ...outcomes] as const),
  )('%s is decided', (_description, requirement, ofEditor, ofMachine, ofAnonymous) => {
    expect(outcome(requirement, editor)).toBe(ofEditor);
    expect(outcome(requirement, machine(['articles/read']))).toBe(ofMachine);
    expect(outcome(requirement, ANONYMOUS)).toBe(ofAnonymous);
  });

  it('say what granted', () => {
    expect(decideNow(allOf(groups('editors'), claim('custom:tier', 'gold')), editor)).toMatchObject(
      grant('groups(editors) and claim(custom:tier)'),
    );
    expect(decideNow(anyOf(groups('admins'), groups('editors')), editor)).toMatchObject(
      grant('groups(editors)'),
    );
  });

  it('name everything that is missing', () => {
    const everything = allOf(
      groups({ all: ['admins', 'editors'] }),
      scopes('a', 'b'),
      claim('department', 'it'),
    );
    expect(decideNow(everything, editor)).toMatchObject({
      missing: { groups: ['admins'], scopes: ['a', 'b'], claims: ['department'] },
    });
    expect(decideNow(anyOf(scopes('a'), scopes('b')), editor)).toMatchObject({
      missing: { scopes: ['a', 'b'] },
      requiredScopes: ['a'],
    });
  });

  it('name every scope the resource needs when a scope is missing', () => {
    const both = allOf(scopes('articles/read'), anyOf(scopes('articles/write'), scopes('articles/import')));
    expect(both.requiredScopes).toEqual(['articles/read']);
    expect(decideNow(both, editor)).toMatchObject({
      reason: 'scope',
      requiredScopes: ['articles/read', 'articles/write'],
    });
  });

  it('describe themselves', () => {
    const requirement = anyOf(
      groups({ all: ['a'], none: ['b', 'c'], pool: 'staff' }),
      not(allOf(scopes('s'))),
    );
    expect(requirement.describe()).toBe(
      'anyOf(groups(all of a; none of b, c; pool staff), not(allOf(scopes(s))))',
    );
    expect(authenticated().describe()).toBe('authenticated()');
    expect(claims(() => true).describe()).toBe('claims(function)');
  });

  it('take the group of a plain name from the default pool only', () => {
    const stranger = user({ pool: 'staff', groups: ['editors'] });
    expect(outcome(groups('editors'), stranger)).toBe('pool');
    expect(outcome(not(groups('editors')), stranger)).toBe('pool');
    expect(outcome(groups({ any: ['editors'], pool: 'staff' }), stranger)).toBe('granted');
    expect(decideNow(groups('editors'), stranger)).toMatchObject({
      message: 'groups(editors) is about the pool customers and the caller is of staff.',
    });
  });

  it.each([
    ['a list that holds the value', ['gold']],
    ['an object', { gold: true }],
    ['another case', 'GOLD'],
    ['null', null],
  ])('never match a claim that is %s', (_what, tier) => {
    expect(outcome(claim('custom:tier', 'gold'), user({ claims: { 'custom:tier': tier } }))).toBe('claim');
  });

  it('take no claim from a prototype', () => {
    const inherited = { ...editor, claims: Object.create({ admin: true }) as Record<string, unknown> };
    expect(outcome(claim('admin', true), inherited)).toBe('claim');
    expect(
      outcome(
        claim('constructor', () => true),
        inherited,
      ),
    ).toBe('claim');
  });

  it('coerce no claim', () => {
    const caller = user({ claims: { level: '3', verified: 'true', count: 1 } });
    expect(outcome(claim('level', 3), caller)).toBe('claim');
    expect(outcome(claim('verified', true), caller)).toBe('claim');
    expect(outcome(claim('count', true), caller)).toBe('claim');
    expect(outcome(claim('count', 1), caller)).toBe('granted');
  });
});

describe('a requirement written wrongly', () => {
  const mistakes: [what: string, make: () => unknown][] = [
    ['groups()', () => groups()],
    ['groups("")', () => groups('')],
    ['groups(" ")', () => groups(' ')],
    ['groups(undefined)', () => groups(undefined as never)],
    ['groups(1)', () => groups(1 as never)],
    ['groups([])', () => groups([] as never)],
    ['groups(null)', () => groups(null as never)],
    ['groups({})', () => groups({})],
    ['groups({ pool }) alone', () => groups({ pool: 'staff' })],
    ['groups({ any: [] })', () => groups({ any: [] })],
    ['groups({ any: undefined })', () => groups({ any: undefined } as never)],
    ['groups({ all: "editors" })', () => groups({ all: 'editors' } as never)],
    ['groups({ none: [NaN] })', () => groups({ none: [NaN] } as never)],
    ['groups({ any, pool: "" })', () => groups({ any: ['a'], pool: '' })],
    ['groups({ allowed })', () => groups({ allowed: ['a'] } as never)],
    ['groups({ any }, "b")', () => (groups as (...args: unknown[]) => unknown)({ any: ['a'] }, 'b')],
    ['scopes()', () => scopes()],
    ['scopes("")', () => scopes('')],
    ['scopes("a b")', () => scopes('a b')],
    ['scopes with a quote', () => scopes('a"b')],
    ['claim("")', () => claim('', 'x')],
    ['claim of undefined', () => claim('x', undefined as never)],
    ['claim of null', () => claim('x', null as never)],
    ['claim of an empty string', () => claim('x', '')],
    ['claim of an empty list', () => claim('x', [])],
    ['claim of a list with undefined', () => claim('x', ['a', undefined as never])],
    ['claim of NaN', () => claim('x', NaN)],
    ['claim of an object', () => claim('x', {} as never)],
    ['claims({})', () => claims({})],
    ['claims({ x: undefined })', () => claims({ x: undefined as never })],
    ['claims(null)', () => claims(null as never)],
    ['claims([])', () => claims([] as never)],
    ['claims("x")', () => claims('x' as never)],
    ['allOf()', () => allOf()],
    ['anyOf()', () => anyOf()],
    ['not()', () => (not as (requirement?: Requirement) => Requirement)()],
    ['allOf("editors")', () => allOf('editors' as never)],
    ['anyOf({})', () => anyOf({} as never)],
    ['allOf of a factory', () => allOf(authenticated as never)],
  ];

  it.each(mistakes)('is refused when it is made: %s', (_what, make) => {
    expect(make).toThrow(ConfigurationError);
  });
});

describe('a predicate', () => {
  const failures: [what: string, predicate: () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['returns undefined', () => undefined],
    ['returns null', () => null],
    ['returns 1', () => 1],
    ['returns a truthy string', () => 'true'],
    ['returns an object', () => ({ granted: true })],
    ['resolves to undefined', () => Promise.resolve(undefined)],
    ['never settles', () => new Promise(() => undefined)],
    [
      'returns a thenable that throws',
      () => ({
        then: () => {
          throw new Error('broken');
        },
      }),
    ],
  ];

  it.each(failures)('that %s never grants, under no composition', async (_what, predicate) => {
    const failing = claims(predicate as never);
    const alsoFailing = claim('sub', predicate as never);
    const context = contextOf(editor, { timeoutMilliseconds: 5 });
    const compositions = [
      failing,
      alsoFailing,
      not(failing),
      not(not(failing)),
      allOf(authenticated(), failing),
      allOf(failing, alsoFailing),
      anyOf(failing, groups('admins')),
      anyOf(scopes('x'), alsoFailing),
      anyOf(groups({ any: ['editors'], pool: 'staff' }), failing),
      not(allOf(failing)),
      not(anyOf(groups('admins'), failing)),
    ];
    for (const composition of compositions) {
      expect(await evaluate(composition, context)).toMatchObject({ granted: false, reason: 'policy_failed' });
    }
  });

  it('may be asynchronous', async () => {
    const tier = claim('custom:tier', (value) => Promise.resolve(value === 'gold'));
    expect(await evaluate(tier, contextOf(editor))).toEqual(grant('claim(custom:tier)'));
    expect(await evaluate(not(tier), contextOf(editor))).toMatchObject({ reason: 'excluded' });
    expect(
      await evaluate(
        claims(async () => false),
        contextOf(editor),
      ),
    ).toMatchObject({ reason: 'claim' });
    expect(await evaluate(allOf(tier, tier), contextOf(editor))).toMatchObject({ granted: true });
    expect(await evaluate(anyOf(not(tier), tier), contextOf(editor))).toMatchObject({ granted: true });
  });

  it('is not asked about a claim that is absent', () => {
    expect(
      outcome(
        claim('banned', (banned) => banned !== 'yes'),
        editor,
      ),
    ).toBe('claim');
  });

  it('is asked last, and not at all when a cheap requirement refuses', () => {
    const asked: string[] = [];
    const slow = claims(() => asked.push('slow') > 0);
    expect(outcome(allOf(slow, groups('admins')), editor)).toBe('group');
    expect(outcome(anyOf(slow, groups('editors')), editor)).toBe('granted');
    expect(asked).toEqual([]);
    expect(outcome(allOf(slow, groups('editors')), editor)).toBe('granted');
    expect(asked).toEqual(['slow']);
  });

  it('does not run after another one refused', () => {
    const asked: string[] = [];
    const refusing = claims(() => false);
    const counting = claims(() => asked.push('second') > 0);
    expect(outcome(allOf(refusing, counting), editor)).toBe('claim');
    expect(asked).toEqual([]);
  });
});

describe('the time limit', () => {
  it('denies what takes too long and leaves no timer behind', async () => {
    jest.useFakeTimers();
    try {
      const stuck = evaluate(
        claims(() => new Promise<boolean>(() => undefined)),
        contextOf(editor),
      );
      await jest.advanceTimersByTimeAsync(4_999);
      expect(jest.getTimerCount()).toBe(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(await stuck).toMatchObject({
        reason: 'policy_failed',
        message: 'claims(function) did not decide within 5000 ms.',
      });
      const quick = evaluate(
        claims(async () => true),
        contextOf(editor),
      );
      expect(jest.getTimerCount()).toBe(1);
      expect(await quick).toMatchObject({ granted: true });
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a requirement of the application', () => {
  function custom(decide: () => unknown): Requirement {
    return { immediate: true, decide: decide as Requirement['decide'], describe: () => 'custom' };
  }

  it('may lack a scope without naming what the resource needs', () => {
    const lacking = custom(() => deny('scope', 'no'));
    expect(decideNow(allOf(lacking, scopes('articles/read')), editor)).toMatchObject({
      reason: 'scope',
      requiredScopes: ['articles/read'],
    });
  });

  it('counts when it answers with a decision', async () => {
    expect(
      outcome(
        custom(() => grant('custom')),
        editor,
      ),
    ).toBe('granted');
    expect(
      outcome(
        custom(() => deny('claim', 'no')),
        editor,
      ),
    ).toBe('claim');
    expect(await evaluate(allOf(custom(async () => grant('custom'))), contextOf(editor))).toEqual(
      grant('custom'),
    );
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['true', true],
    ['a decision without what granted', { granted: true }],
    ['a truthy grant', { granted: 'yes', by: 'custom' }],
    ['a denial without a reason', { granted: false }],
    ['null', null],
  ])('never grants, not even inside not(...), by answering %s', async (_what, answer) => {
    for (const requirement of [custom(() => answer), custom(async () => answer)]) {
      for (const composition of [requirement, not(requirement), allOf(requirement), anyOf(requirement)]) {
        const decision = await evaluate(composition, contextOf(editor));
        expect(decision).toMatchObject({ granted: false, reason: 'policy_failed' });
      }
    }
  });
});
