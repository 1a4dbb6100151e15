import { ANONYMOUS, machine, mapping, policySet, user } from '../policies/callers.spec-helper.js';
import {
  allOf,
  can,
  checkFields,
  claims,
  deny,
  freshAuth,
  grant,
  groups,
  type PolicyMapping,
  type Requirement,
} from '../policies/index.js';
import { DecisionLog } from './decision-log.js';
import { contextFor, memoryLog } from './observe.spec-helper.js';

const editorsOnly = groups('editors');
const editor = user({ groups: ['editors'] });

describe('DecisionLog.evaluate', () => {
  it('decides as evaluate does, at once where nothing has to be waited for', async () => {
    const { log } = memoryLog();
    expect(log.evaluate(editorsOnly, contextFor(editor))).toMatchObject({ granted: true });
    expect(log.evaluate(editorsOnly, contextFor())).toMatchObject({ granted: false, reason: 'group' });
    const slowly = claims(() => Promise.resolve(true));
    expect(await log.evaluate(slowly, contextFor())).toMatchObject({ granted: true });
  });

  it('records denials always, and grants not unless they are asked for', async () => {
    const { log, sink } = memoryLog();
    for (let index = 0; index < 50; index++) {
      void log.evaluate(editorsOnly, contextFor(editor));
      void log.evaluate(editorsOnly, contextFor());
    }
    await log.flush();
    expect(sink.decisions.map(({ granted }) => granted)).toEqual(Array<boolean>(50).fill(false));
  });

  it('records the share of grants that is asked for', async () => {
    const numbers = [0, 0.24, 0.25, 0.9, 0.1];
    const { log, sink } = memoryLog({ grantSampleRate: 0.25, random: () => numbers.shift() ?? 1 });
    for (let index = 0; index < 5; index++) void log.evaluate(editorsOnly, contextFor(editor));
    await log.flush();
    expect(sink.decisions).toHaveLength(3);

    const all = memoryLog({ grantSampleRate: 1, random: () => 0.999_999 });
    for (let index = 0; index < 5; index++) void all.log.evaluate(editorsOnly, contextFor(editor));
    await all.log.flush();
    expect(all.sink.decisions).toHaveLength(5);
  });

  it('names users, programs and nobody', async () => {
    const { log, sink } = memoryLog();
    for (const caller of [user(), machine(), ANONYMOUS]) void log.evaluate(editorsOnly, contextFor(caller));
    await log.flush();
    expect(sink.decisions.map(({ caller }) => caller)).toEqual([
      { kind: 'user', sub: 'alice', pool: 'customers', clientId: 'web', tokenUse: 'access' },
      { kind: 'machine', sub: 'batch', pool: 'customers', clientId: 'web', tokenUse: 'access' },
      { kind: 'anonymous' },
    ]);
  });

  it('records the subject that was loaded, if the application says which it is', async () => {
    const { log, sink } = memoryLog({
      subjectId: (subject, type) => `${type}:${(subject as { id: number }).id}`,
    });
    const update = can('update', 'Article', { subject: 'loader', field: 'title' });
    const policies = policySet(
      mapping('P.p', { kind: 'everyone' }, ({ can: allow }) => {
        allow('update', 'Article', { open: true });
      }),
    );
    const ability = policies.abilityFor(editor);
    for (const loadSubject of [
      () => ({ id: 7 }),
      () => Promise.resolve({ id: 8 }),
      () => undefined,
      () => Promise.reject(new Error('down')),
    ]) {
      await log.evaluate(allOf(editorsOnly, update), contextFor(editor, { ability, loadSubject }));
    }
    await log.flush();
    expect(sink.decisions.map(({ subject, reason }) => [subject, reason])).toEqual([
      [{ type: 'Article', id: 'Article:7' }, 'rule'],
      [{ type: 'Article', id: 'Article:8' }, 'rule'],
      [{ type: 'Article' }, 'subject_not_found'],
      [{ type: 'Article' }, 'policy_failed'],
    ]);
    expect(sink.decisions[0]).toMatchObject({ action: 'update', fields: ['title'] });
  });

  it('leaves the question out where the policies are asked more than one', async () => {
    const { log, sink } = memoryLog();
    void log.evaluate(allOf(can('read', 'Article'), can('read', 'Comment')), contextFor());
    await log.flush();
    expect(sink.decisions[0]).not.toHaveProperty('action');
    expect(sink.decisions[0]?.trail?.map(({ requirement }) => requirement)).toEqual([
      'can(read, Article)',
      'can(read, Comment)',
    ]);
  });

  it.each<[string, Parameters<typeof memoryLog>[0]]>([
    [
      'subjectId throws',
      {
        subjectId: () => {
          throw new Error('SENTINEL');
        },
      },
    ],
    ['subjectId answers nonsense', { subjectId: () => ({ toString: () => 'SENTINEL' }) as never }],
  ])('records the denial all the same where %s', async (_what, options) => {
    const { log, sink } = memoryLog(options);
    log.recordAssertion(editor, {
      action: 'update',
      subjectType: 'Article',
      instance: { id: 1 },
      fields: undefined,
      decision: deny('rule', 'No.'),
    });
    await log.flush();
    expect(sink.decisions).toMatchObject([{ reason: 'rule', subject: { type: 'Article' } }]);
    expect(JSON.stringify(sink.decisions)).not.toContain('SENTINEL');
  });

  it('changes no decision where what the application gave throws', async () => {
    const fails = (): never => {
      throw new Error('down');
    };
    const sampling = memoryLog({ grantSampleRate: 1, random: fails });
    expect(sampling.log.evaluate(editorsOnly, contextFor(editor))).toMatchObject({ granted: true });
    expect(sampling.problems).toHaveLength(1);

    const { log, sink, problems } = memoryLog();
    expect(log.evaluate(editorsOnly, contextFor(), { about: fails })).toMatchObject({ reason: 'group' });
    await log.flush();
    expect(sink.decisions).toMatchObject([{ reason: 'group' }]);
    expect(sink.decisions[0]).not.toHaveProperty('route');
    expect(problems).toEqual(['What a decision was about could not be found out.']);
  });

  it('names the fields of a body that was checked, granted and denied', async () => {
    const editors = mapping(
      'editors',
      { kind: 'everyone' },
      ({ can: allow }) => void allow('update', 'Article', ['title', 'tags']),
    );
    const caller = user();
    const ability = policySet(editors).abilityFor(caller);
    const requirement = allOf(checkFields(can('update', 'Article')));
    const { log, sink } = memoryLog({ grantSampleRate: 1 });
    const check = (body: unknown) =>
      log.evaluate(requirement, contextFor(caller, { ability, readBody: () => body }));
    void check({ title: 'secret', tags: ['secret'] });
    void check({ title: 'secret', owner: 'secret' });
    void check('secret');
    void check(
      Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index}${'f'.repeat(200)}`, 1])),
    );
    await log.flush();
    const [granted, denied, text, long] = sink.decisions;
    expect(granted).toMatchObject({ granted: true, action: 'update', fields: ['title', 'tags'] });
    expect(denied).toMatchObject({ granted: false, reason: 'rule', fields: ['title', 'owner'] });
    expect(text).toMatchObject({ granted: false, reason: 'body' });
    expect(text).not.toHaveProperty('fields');
    expect(long?.fields).toHaveLength(50);
    expect(Math.max(...(long?.fields ?? []).map((name) => name.length))).toBe(100);
    expect(JSON.stringify(sink.decisions)).not.toContain('secret');
  });

  it('cuts off what a handler or a policy wrote at great length', async () => {
    const { log, sink } = memoryLog({ claims: ['long', 'many'] });
    const caller = user({ claims: { long: 'x'.repeat(10_000), many: Array<number>(100).fill(1) } });
    log.recordAssertion(caller, {
      action: 'a'.repeat(10_000),
      subjectType: 's'.repeat(10_000),
      instance: undefined,
      fields: Array<string>(1_000).fill('f'.repeat(10_000)),
      decision: deny('rule', 'm'.repeat(10_000), { unbuiltRules: ['u'.repeat(10_000)] }),
    });
    await log.flush();
    expect(JSON.stringify(sink.decisions).length).toBeLessThan(10_000);
    expect(sink.decisions[0]).toMatchObject({ action: expect.stringMatching(/^a{99}…$/) });
  });

  it('records a question that was no question', async () => {
    const { log, sink } = memoryLog();
    for (const [action, subjectType] of [
      [undefined, 'Article'],
      [['read'], () => 'Article'],
    ]) {
      log.recordAssertion(editor, {
        action: action as string,
        subjectType: subjectType as string,
        instance: undefined,
        fields: 'title' as never,
        decision: deny('policy_failed', 'The question to the policies could not be decided.'),
      });
    }
    await log.flush();
    expect(sink.decisions).toMatchObject([
      { action: 'undefined', subject: { type: 'Article' }, asked: 'handler' },
      { action: 'a list', subject: { type: 'a function' } },
    ]);
  });

  it('records decisions that no requirement made', async () => {
    const { log, sink } = memoryLog({ grantSampleRate: 1 });
    log.record(ANONYMOUS, grant('public'), () => ({ route: { handler: 'Health.check' }, requestId: 'r1' }));
    await log.flush();
    expect(sink.decisions).toEqual([
      {
        kind: 'decision',
        time: '2030-01-01T12:00:00.000Z',
        caller: { kind: 'anonymous' },
        asked: 'route',
        route: { handler: 'Health.check' },
        granted: true,
        by: 'public',
        requestId: 'r1',
      },
    ]);
  });
});

describe('the options of a DecisionLog', () => {
  const sink = { record: () => undefined };

  it.each<[object, string]>([
    [{}, 'decisionLog.sink'],
    [{ sink: console }, 'decisionLog.sink'],
    [{ sink, grantSampleRate: 1.1 }, 'decisionLog.grantSampleRate: found 1.1'],
    [{ sink, grantSampleRate: NaN }, 'decisionLog.grantSampleRate: found NaN'],
    [{ sink, grantSampleRate: '1' }, 'decisionLog.grantSampleRate: found a string'],
    [{ sink, claims: 'email' }, 'decisionLog.claims'],
    [{ sink, claims: [''] }, 'decisionLog.claims'],
    [{ sink, subjectId: 'id' }, 'decisionLog.subjectId'],
    [{ sink, random: 0.5 }, 'decisionLog.random'],
    [{ sink, maxHeldEntries: 9 }, 'decisionLog.maxHeldEntries: found 9'],
    [{ sink, flushTimeoutMilliseconds: -1 }, 'decisionLog.flushTimeoutMilliseconds'],
    [{ sink, shadowTimeoutMilliseconds: 0 }, 'decisionLog.shadowTimeoutMilliseconds'],
    [{ sink, samplerate: 1 }, 'samplerate'],
  ])('are refused where they are wrong: %p', (options, message) => {
    expect(() => new DecisionLog(options as never)).toThrow(message);
  });

  it('are refused where there are none', () => {
    expect(() => new DecisionLog(undefined as never)).toThrow('decisionLog');
  });

  it('may list no claims', () => {
    expect(() => new DecisionLog({ sink, claims: [] })).not.toThrow();
  });
});

describe('policies on trial', () => {
  const trial = (...mappings: PolicyMapping[]) => ({ policies: policySet(...mappings) });
  const nobody = trial();
  const everybody = trial(
    mapping('Trial.all', { kind: 'everyone' }, ({ can: allow }) => {
      allow('read', 'Article', { open: true });
    }),
  );

  const readers = policySet(
    mapping('Live.readers', { kind: 'everyone' }, ({ can: allow }) => {
      allow('read', 'Article');
    }),
  ).abilityFor(editor);

  it('load what those in force did not need, by a way of their own if there is one', async () => {
    const { log, sink } = memoryLog();
    const read = can('read', 'Article', { subject: 'loader' });
    const apart = (reference: unknown) => ({ reference, open: true });
    void log.evaluate(read, contextFor(editor), { shadow: { ...everybody, loadSubject: apart } });
    void log.evaluate(read, contextFor(editor, { loadSubject: () => ({ open: true }) }), {
      shadow: everybody,
    });
    void log.evaluate(read, contextFor(editor, { loadSubject: () => undefined }), { shadow: everybody });
    await log.flush();
    expect(sink.entries.filter(({ kind }) => kind === 'shadow_difference')).toMatchObject([
      { live: { reason: 'rule' }, shadow: { granted: true } },
      { live: { reason: 'rule' }, shadow: { granted: true } },
      { live: { reason: 'rule' }, shadow: { reason: 'subject_not_found' } },
    ]);
  });

  it('are not asked where policies had no part, nor where the caller is not known well enough', async () => {
    const { log } = memoryLog();
    const asked: string[] = [];
    const curious = trial(
      mapping('Trial.curious', { kind: 'everyone' }, (_rules, { kind }) => {
        asked.push(kind);
      }),
    );
    const recent = allOf(freshAuth('5m'), can('read', 'Article'));
    const anHourLater = contextFor(editor).now + 3_600_000;
    void log.evaluate(editorsOnly, contextFor(editor), { shadow: curious });
    void log.evaluate(allOf(editorsOnly, can('read', 'Article')), contextFor(ANONYMOUS), { shadow: curious });
    void log.evaluate(recent, contextFor(editor, { now: anHourLater, ability: readers }), {
      shadow: curious,
    });
    await log.flush();
    expect(asked).toEqual([]);
    void log.evaluate(recent, contextFor(editor, { ability: readers }), { shadow: curious });
    expect(asked).toEqual(['user']);
  });

  it('tell the request nothing about tenants', async () => {
    const { log } = memoryLog();
    const verified: string[] = [];
    const tenantOf: Requirement = {
      immediate: true,
      describe: () => 'tenantOf',
      decide: ({ ability, tenantVerified }) => {
        tenantVerified?.(ability.can('read', 'Article', { open: true }) ? 'on trial' : 'in force');
        return grant('tenantOf');
      },
    };
    const context = contextFor(editor, { tenantVerified: (tenant) => verified.push(tenant) });
    void log.evaluate(tenantOf, context, { shadow: everybody });
    await log.flush();
    expect(verified).toEqual(['in force']);
  });

  it('are compared on fields that are asserted', async () => {
    const { log, sink } = memoryLog();
    const live = trial(
      mapping('Live.all', { kind: 'everyone' }, ({ can: allow }) => {
        allow('update', 'Article', ['title', 'text']);
      }),
    );
    const next = trial(
      mapping('Next.all', { kind: 'everyone' }, ({ can: allow }) => {
        allow('update', 'Article', ['title']);
      }),
    );
    const ability = live.policies
      .abilityFor(editor)
      .observedBy((assertion) => log.recordAssertion(editor, assertion, { shadow: next }));
    ability.assertFields('update', 'Article', {}, ['title']);
    ability.assert('update', 'Article', {}, 'title');
    ability.assertFields('update', 'Article', {}, ['title', 'text']);
    await log.flush();
    expect(sink.entries).toMatchObject([
      { kind: 'shadow_difference', fields: ['title', 'text'], shadow: { granted: false } },
    ]);
  });

  it('are reported with their own answer where both deny', async () => {
    const { log, sink } = memoryLog();
    const failing = trial(
      mapping('Broken.all', { kind: 'everyone' }, () => {
        throw new Error('down');
      }),
    );
    void log.evaluate(can('read', 'Article'), contextFor(), { shadow: failing });
    void log.evaluate(can('read', 'Article'), contextFor(), { shadow: nobody });
    await log.flush();
    expect(sink.entries.filter(({ kind }) => kind === 'shadow_difference')).toMatchObject([
      { live: { reason: 'rule' }, shadow: { reason: 'policy_failed' } },
    ]);
  });
});
