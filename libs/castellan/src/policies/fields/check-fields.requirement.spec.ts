import { ConfigurationError } from '../../errors/index.js';
import { abilityOf, ANONYMOUS, contextOf, user } from '../callers.spec-helper.js';
import { can } from '../can.requirement.js';
import { claim } from '../claims.requirement.js';
import type { Decision, Denied } from '../decision.js';
import { toError } from '../denial-error.js';
import { outlineText } from '../outlines/outline-text.js';
import type { Rules } from '../policy-rules.js';
import { evaluate } from '../requirement.js';
import { checkFields, type CheckFieldsOptions } from './check-fields.requirement.js';

const ARTICLE = {
  authorId: 'alice',
  title: 'Old',
  text: 'Text',
  role: 'user',
  salary: 100,
  createdAt: new Date('2030-01-01T00:00:00.000Z'),
  address: { city: 'Bern', zip: '3000' },
  tags: ['a', 'b'],
};
const load = () => ARTICLE;

interface Situation {
  readonly rules: (rules: Rules) => void;
  readonly body: unknown;
  readonly options?: CheckFieldsOptions;
  readonly instance?: unknown;
  readonly hideExistence?: boolean;
  readonly caller?: ReturnType<typeof user> | typeof ANONYMOUS;
}

function decide({ rules, body, options, hideExistence = false, caller = user(), ...rest }: Situation) {
  let loads = 0;
  const context = contextOf(caller, {
    ability: abilityOf(rules, caller),
    readBody: () => body,
    loadSubject: () => {
      loads += 1;
      return 'instance' in rest ? rest.instance : ARTICLE;
    },
  });
  const requirement = checkFields(can('update', 'Article', { subject: load, hideExistence }), options);
  return { decision: evaluate(requirement, context) as Decision, loads: () => loads };
}

const reason = (situation: Situation) => {
  const { decision } = decide(situation);
  return decision.granted ? 'granted' : decision.reason;
};

const owner = ({ can: allow }: Rules) => allow('update', 'Article', { authorId: 'alice' });
const ownerButRole = ({ can: allow, cannot }: Rules) => {
  allow('update', 'Article', { authorId: 'alice' });
  cannot('update', 'Article', ['role']);
};
const titleOnly = ({ can: allow }: Rules) => allow('update', 'Article', ['title'], { authorId: 'alice' });
const anything = ({ can: allow }: Rules) => allow('update', 'Article');

/** A body of so many fields. */
function fieldsNamed(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 1]));
}

describe('checkFields(...)', () => {
  it.each<[string, (rules: Rules) => void, unknown, string]>([
    ['a field that no rule restricts', owner, { title: 'New' }, 'granted'],
    ['a forbidden field', ownerButRole, { role: 'admin' }, 'rule'],
    ['a forbidden field beside others', ownerButRole, { title: 'New', role: 'admin' }, 'rule'],
    ['only the field that a rule allows', titleOnly, { title: 'New' }, 'granted'],
    ['a field beside the only one that is allowed', titleOnly, { title: 'New', text: 'x' }, 'rule'],
    [
      'a forbidden field under a rule without fields',
      ({ can: allow, cannot }) => {
        allow('update', 'Article');
        cannot('update', 'Article', ['ownerId']);
      },
      { title: 'New', ownerId: 'bob' },
      'rule',
    ],
    [
      'a field that is forbidden on this instance',
      ({ can: allow, cannot }) => {
        allow('update', 'Article');
        cannot('update', 'Article', ['title'], { role: 'user' });
      },
      { title: 'New' },
      'rule',
    ],
    ['a field that is set to undefined', ownerButRole, { role: undefined }, 'rule'],
    [
      'a field around a forbidden one',
      ({ can: allow, cannot }) => {
        allow('update', 'Article');
        cannot('update', 'Article', ['address.zip']);
      },
      { address: { city: 'Bern' } },
      'rule',
    ],
    ['an empty body, under a rule about the whole', owner, {}, 'granted'],
    ['an empty body, under a rule for a field', titleOnly, {}, 'rule'],
  ])('decides about %s', (_what, rules, body, expected) => {
    expect(reason({ rules, body })).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['no body', undefined],
    ['null', null],
    ['text', 'role=admin'],
    ['a number', 1],
    ['a list', [{ op: 'replace', path: '/role', value: 'admin' }]],
    ['an empty list', []],
    ['bytes', Buffer.from('{"role":"admin"}')],
    ['an instance of a class', Object.create({ role: 'admin' })],
    ['a member __proto__', JSON.parse('{"title":"x","__proto__":{"role":"admin"}}')],
    ['a member constructor', { constructor: { prototype: { role: 'admin' } } }],
    ['a member prototype deep inside', { title: { a: [{ prototype: 1 }] } }],
    ['a member __proto__ deep inside', JSON.parse('{"title":{"a":[{"__proto__":{"role":"admin"}}]}}')],
    ['a path', { 'profile.role': 'admin' }],
    ['a path in brackets', { 'profile[role]': 'admin' }],
    ['an operator', { $set: { role: 'admin' } }],
    ['a member without a name', { '': 1 }],
    ['bytes in it', { picture: Buffer.from('x') }],
    ['numbers of a typed array in it', { picture: { a: [new Float64Array(8)] } }],
    ['a map in it', { title: new Map() }],
    ['an instance of a class in it', { title: new URL('https://example.com') }],
    ['a name of 257 characters', { ['x'.repeat(257)]: 1 }],
    ['1,001 fields', fieldsNamed(1_001)],
    ['nesting without end', JSON.parse(`{"title":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)],
  ])('denies a body that is or has %s, whatever the rules allow', (_what, body) => {
    const { decision, loads } = decide({ rules: anything, body });
    expect(decision).toMatchObject({ granted: false, reason: 'body' });
    expect(loads()).toBe(0);
    expect(toError(decision as Denied, user())).toMatchObject({ code: 'access_denied', httpStatus: 403 });
  });

  it('says why it denies, without a value of the body', () => {
    expect(decide({ rules: anything, body: [] }).decision).toMatchObject({
      message: expect.stringContaining('a JSON Patch (RFC 6902), cannot be checked'),
    });
    const { decision } = decide({ rules: ownerButRole, body: { role: 'a-secret-value' } });
    expect(decision).toMatchObject({ message: expect.stringContaining('field "role"') });
    expect(JSON.stringify(decision)).not.toContain('a-secret-value');
  });

  it('keeps a member of the body from forging a line of the log', () => {
    const { decision } = decide({ rules: titleOnly, body: { 'x\n{"level":"info"}': 1 } });
    expect((decision as Denied).message).not.toContain('\n');
    const operator = decide({ rules: titleOnly, body: { '$x\n': 1 } }).decision as Denied;
    expect(operator.message).not.toContain('\n');
  });

  it('denies where nothing can read the body', () => {
    const requirement = checkFields(can('update', 'Article'));
    expect(evaluate(requirement, contextOf(user(), { ability: abilityOf(anything) }))).toMatchObject({
      reason: 'body',
    });
  });

  it('loads nothing for a field that no instance would allow', () => {
    const { decision, loads } = decide({ rules: ownerButRole, body: { title: 'New', role: 'admin' } });
    expect(decision).toMatchObject({ reason: 'rule' });
    expect(loads()).toBe(0);
  });

  it('denies an instance of somebody else, and hides it where it should', () => {
    const instance = { ...ARTICLE, authorId: 'bob' };
    expect(reason({ rules: owner, body: { title: 'New' }, instance })).toBe('rule');
    expect(reason({ rules: owner, body: { title: 'New' }, instance, hideExistence: true })).toBe(
      'subject_not_found',
    );
    expect(reason({ rules: owner, body: {}, instance, hideExistence: true })).toBe('subject_not_found');
    expect(reason({ rules: owner, body: { title: 'New' }, instance: undefined, hideExistence: true })).toBe(
      'subject_not_found',
    );
  });

  it('does not hide an instance from a caller who may change something else of it', () => {
    const rules = ({ can: allow, cannot }: Rules) => {
      allow('update', 'Article', { authorId: 'alice' });
      cannot('update', 'Article', ['title'], { role: 'user' });
    };
    expect(reason({ rules, body: { title: 'New' }, hideExistence: true })).toBe('rule');
    expect(reason({ rules, body: { title: 'New', text: 'x' }, hideExistence: true })).toBe('rule');
  });

  it('denies where an instance is needed and none is loaded', () => {
    const context = contextOf(user(), { ability: abilityOf(owner), readBody: () => ({ title: 'New' }) });
    expect(evaluate(checkFields(can('update', 'Article')), context)).toMatchObject({
      reason: 'subject_not_loaded',
    });
    const free = contextOf(user(), { ability: abilityOf(anything), readBody: () => ({ title: 'New' }) });
    expect(evaluate(checkFields(can('update', 'Article')), free)).toMatchObject({ granted: true });
  });

  it('waits for a loader, and denies where it fails', async () => {
    const requirement = checkFields(can('update', 'Article', { subject: load }));
    const contextWith = (loaded: Promise<unknown>) =>
      contextOf(user(), {
        ability: abilityOf(titleOnly),
        readBody: () => ({ title: 'New' }),
        loadSubject: () => loaded,
      });
    expect(await evaluate(requirement, contextWith(Promise.resolve(ARTICLE)))).toMatchObject({
      granted: true,
    });
    expect(await evaluate(requirement, contextWith(Promise.reject(new Error('down'))))).toMatchObject({
      reason: 'policy_failed',
    });
  });

  it('does not grant where a policy failed', () => {
    const failing = () => {
      throw new Error('a fault');
    };
    expect(reason({ rules: failing, body: { title: 'New' } })).toBe('policy_failed');
    expect(reason({ rules: failing, body: {}, options: { unchanged: 'ignore' } })).toBe('policy_failed');
  });

  it('asks an anonymous caller for credentials', () => {
    const { decision } = decide({ rules: owner, body: [], caller: ANONYMOUS });
    expect(toError(decision as Denied, ANONYMOUS)).toMatchObject({ httpStatus: 401 });
  });

  describe('given a body made to cost much', () => {
    /** What a decision costs: how often the body is read, and how many questions are asked. */
    function cost(body: unknown, rules: (rules: Rules) => void, options?: CheckFieldsOptions) {
      let reads = 0;
      const ability = abilityOf(rules);
      const questions = jest.spyOn(ability, 'decide');
      const context = contextOf(user(), {
        ability,
        readBody: () => {
          reads += 1;
          return body;
        },
        loadSubject: () => ARTICLE,
      });
      const requirement = checkFields(can('update', 'Article', { subject: load }), options);
      const decision = evaluate(requirement, context) as Decision;
      return { decision, reads, questions: questions.mock.calls.length };
    }
    const onlyForbids = ({ can: allow, cannot }: Rules) => {
      allow('read', 'Article');
      cannot('update', 'Article', ['role']);
    };

    it.each<[string, (rules: Rules) => void]>([
      ['nothing', () => undefined],
      ['something else only', onlyForbids],
    ])('does not look at it for a caller who may do %s', (_what, rules) => {
      for (const unchanged of ['refuse', 'ignore'] as const) {
        const { decision, reads, questions } = cost(fieldsNamed(100_000), rules, { unchanged });
        expect(decision).toMatchObject({ granted: false, reason: 'rule' });
        expect([reads, questions]).toEqual([0, 1]);
      }
    });

    it('asks nothing about more than 1,000 fields, on one level or on several', () => {
      const halves = { a: fieldsNamed(500), b: fieldsNamed(501) };
      for (const body of [fieldsNamed(1_001), { a: fieldsNamed(1_001) }, halves]) {
        const { decision, questions } = cost(body, anything, { nested: true });
        expect(decision).toMatchObject({
          reason: 'body',
          message: expect.stringContaining('more than 1000 fields'),
        });
        expect(questions).toBe(0);
      }
      expect(
        cost({ a: fieldsNamed(500), b: fieldsNamed(500) }, anything, { nested: true }).decision.granted,
      ).toBe(true);
    });

    it('repeats no long path', () => {
      const body = { ['x'.repeat(50_000)]: fieldsNamed(900) };
      const { decision, questions } = cost(body, anything, { nested: true });
      expect(decision).toMatchObject({
        reason: 'body',
        message: expect.stringMatching(/at most 256 characters.*\(50000 characters\)/),
      });
      expect(questions).toBe(0);
      expect((decision as Denied).message.length).toBeLessThan(400);
      const long = { ['a'.repeat(200)]: { ['b'.repeat(55)]: 1 } };
      expect(cost(long, anything, { nested: true }).decision.granted).toBe(true);
      const longer = { ['a'.repeat(200)]: { ['b'.repeat(56)]: 1 } };
      expect(cost(longer, anything, { nested: true }).decision).toMatchObject({ reason: 'body' });
    });

    it('stops at the first field that no instance could allow', () => {
      const { decision, questions } = cost(fieldsNamed(1_000), titleOnly);
      expect(decision).toMatchObject({ reason: 'rule', message: expect.stringContaining('field "n0"') });
      expect(questions).toBe(1);
    });

    it('shows the beginning of a long name only', () => {
      const { decision } = cost({ ['$' + 'x'.repeat(50_000)]: 1 }, anything);
      expect((decision as Denied).message.length).toBeLessThan(400);
      const { message } = cost({ ['x'.repeat(256)]: 1 }, titleOnly).decision as Denied;
      expect(message).toContain(`field "${'x'.repeat(100)}"... (256 characters)`);
    });
  });

  describe('with nested fields', () => {
    const rules = ({ can: allow, cannot }: Rules) => {
      allow('update', 'Article', ['address.*', 'tags', 'title']);
      cannot('update', 'Article', ['address.zip']);
    };
    it.each<[unknown, string]>([
      [{ address: { city: 'Bern' } }, 'granted'],
      [{ address: { city: 'Bern' }, title: 'New' }, 'granted'],
      [{ address: { zip: '1' } }, 'rule'],
      [{ address: { city: 'Bern', zip: '1' } }, 'rule'],
      [{ address: { city: { zip: '1' } } }, 'rule'],
      [{ address: {} }, 'rule'],
      [{ address: null }, 'rule'],
      [{ address: [{ city: 'Bern' }] }, 'rule'],
      [{ tags: ['x'] }, 'granted'],
      [{ address: { $set: 1 } }, 'body'],
      [{ address: { 'a.b': 1 } }, 'body'],
    ])('decides about %j', (body, expected) => {
      expect(reason({ rules, body, options: { nested: true } })).toBe(expected);
    });
  });

  describe('with unchanged fields ignored', () => {
    const options: CheckFieldsOptions = { unchanged: 'ignore' };
    const rules = ({ can: allow, cannot }: Rules) => {
      allow('read', 'Article');
      cannot('read', 'Article', ['salary']);
      allow('update', 'Article', ['title'], { authorId: 'alice' });
    };
    it.each<[string, unknown, string]>([
      ['the same text', { title: 'New', role: 'user' }, 'granted'],
      ['another text', { title: 'New', role: 'admin' }, 'rule'],
      ['the same date, as JSON shows it', { title: 'New', createdAt: '2030-01-01T00:00:00.000Z' }, 'granted'],
      ['another date', { title: 'New', createdAt: '2031-01-01T00:00:00.000Z' }, 'rule'],
      ['the same object', { title: 'New', address: { zip: '3000', city: 'Bern' } }, 'granted'],
      ['a part of an object', { title: 'New', address: { city: 'Bern' } }, 'rule'],
      ['an object with more in it', { title: 'New', address: { city: 'Bern', zip: '3000', x: 1 } }, 'rule'],
      ['the same list', { title: 'New', tags: ['a', 'b'] }, 'granted'],
      ['another order', { title: 'New', tags: ['b', 'a'] }, 'rule'],
      ['a shorter list', { title: 'New', tags: ['a'] }, 'rule'],
      ['an object in the place of a list', { title: 'New', tags: { 0: 'a', 1: 'b' } }, 'rule'],
      ['a list in the place of an object', { title: 'New', address: [] }, 'rule'],
      ['null in the place of nothing', { title: 'New', missing: null }, 'rule'],
      ['a number as text', { title: 'New', salary: '100' }, 'rule'],
      ['a value that the caller may not read, although it is right', { title: 'New', salary: 100 }, 'rule'],
      ['nothing but unchanged fields', { role: 'user' }, 'rule'],
    ])('decides about %s', (_what, body, expected) => {
      expect(reason({ rules, body, options })).toBe(expected);
    });

    it('needs the instance', () => {
      expect(() => checkFields(can('update', 'Article'), options)).toThrow(ConfigurationError);
    });
  });

  it('describes itself and outlines what it asks', () => {
    const requirement = checkFields(can('update', 'Article', { subject: load }));
    expect(requirement.describe()).toBe('checkFields(can(update, Article))');
    expect(requirement.outline).toEqual({
      kind: 'can',
      action: 'update',
      subject: 'Article',
      loads: true,
      checksFields: true,
    });
    expect(outlineText(requirement.outline!)).toBe('can(update, Article, fields of the body, loaded)');
  });

  it.each<[string, () => unknown]>([
    ['another requirement', () => checkFields(claim('a', 'b'))],
    ['no requirement', () => checkFields(undefined as never)],
    ['a question about one field', () => checkFields(can('update', 'Article', { field: 'title' }))],
    ['an unknown option', () => checkFields(can('update', 'Article'), { deep: true } as never)],
    ['nested that is no boolean', () => checkFields(can('update', 'Article'), { nested: 'yes' } as never)],
    [
      'unchanged that is something else',
      () => checkFields(can('update', 'Article'), { unchanged: true } as never),
    ],
  ])('refuses %s', (_what, make) => {
    expect(make).toThrow(ConfigurationError);
  });
});
