import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditEntry, DecisionEntry } from './decision-entry.js';
import type { DecisionSink } from './decision-sink.js';
import { EntryQueue } from './entry-queue.js';
import { NOW } from './observe.spec-helper.js';
import { SinkProblems } from './sink-problems.js';

function entry(granted: boolean, requestId = ''): DecisionEntry {
  const time = new Date(NOW).toISOString();
  return { kind: 'decision', time, caller: { kind: 'anonymous' }, asked: 'route', granted, requestId };
}

function setUp(sink: DecisionSink, capacity = 10) {
  let now = NOW;
  const problems: { message: string; cause: unknown }[] = [];
  const clock = () => now;
  const listener = (message: string, cause: unknown) => {
    problems.push({ message, cause });
  };
  const queue = new EntryQueue({ sink, capacity, problems: new SinkProblems(listener, clock), clock });
  return {
    queue,
    problems,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const idsOf = (entries: readonly AuditEntry[]) =>
  entries.map((found) => (found.kind === 'entries_lost' ? 'lost' : found.requestId));

describe('EntryQueue', () => {
  it('hands entries on after the request has gone on, in order', async () => {
    const taken: AuditEntry[] = [];
    const { queue } = setUp({ record: (next) => void taken.push(next) });
    queue.add(entry(false, '1'));
    queue.add(entry(true, '2'));
    expect(taken).toEqual([]);
    await queue.flush(1_000);
    queue.add(entry(false, '3'));
    await queue.flush(1_000);
    expect(idsOf(taken)).toEqual(['1', '2', '3']);
  });

  it('waits for a sink that asks for patience', async () => {
    const taken: AuditEntry[] = [];
    const waiting: (() => void)[] = [];
    const { queue } = setUp({
      record: (next) => {
        taken.push(next);
        return new Promise<void>((resolve) => waiting.push(resolve));
      },
    });
    queue.add(entry(false, '1'));
    queue.add(entry(false, '2'));
    const flushed = queue.flush(10_000);
    while (waiting.length < 1) await new Promise(setImmediate);
    expect(idsOf(taken)).toEqual(['1']);
    waiting[0]?.();
    while (waiting.length < 2) await new Promise(setImmediate);
    waiting[1]?.();
    await flushed;
    expect(idsOf(taken)).toEqual(['1', '2']);
  });

  it('holds back so many entries and no more, keeps half of the room for denials, and counts what is lost', async () => {
    const taken: AuditEntry[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { queue, problems } = setUp({ record: (next) => (taken.push(next), held) });
    for (let index = 0; index < 20; index++) queue.add(entry(true, `g${index}`));
    for (let index = 0; index < 20; index++) queue.add(entry(false, `d${index}`));
    release();
    await queue.flush(1_000);
    expect(idsOf(taken)).toEqual([
      'lost',
      ...['g0', 'g1', 'g2', 'g3', 'g4'],
      ...['d0', 'd1', 'd2', 'd3', 'd4'],
    ]);
    expect(taken[0]).toMatchObject({ kind: 'entries_lost', grants: 15, others: 15 });
    expect(problems).toEqual([{ message: expect.stringContaining('slower than decisions come') }]);
  });

  it.each<[string, () => void | Promise<void>]>([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])(
    'survives a sink that %s, says so once a minute, and says afterwards what was lost',
    async (_what, fail) => {
      const taken: AuditEntry[] = [];
      let isBroken = true;
      const { queue, problems, pass } = setUp({
        record: (next) => {
          if (isBroken) return fail();
          taken.push(next);
        },
      });
      for (let index = 0; index < 3; index++) queue.add(entry(false));
      queue.add(entry(true));
      await queue.flush(1_000);
      expect(problems).toEqual([
        { message: 'The decision sink failed: an entry was lost.', cause: new Error('disk full') },
      ]);
      pass(60_000);
      queue.add(entry(false));
      await queue.flush(1_000);
      expect(problems[1]?.message).toMatch(/It happened \d+ more times before\./);
      isBroken = false;
      queue.add(entry(false, 'works again'));
      await queue.flush(1_000);
      expect(taken).toMatchObject([
        { kind: 'entries_lost', grants: 1, others: 4 },
        { requestId: 'works again' },
      ]);
    },
  );

  it('tells at the end what was lost last', async () => {
    const taken: AuditEntry[] = [];
    let failures = 1;
    const { queue } = setUp({
      record: (next) => {
        if (failures-- > 0) throw new Error('once');
        taken.push(next);
      },
    });
    queue.add(entry(false));
    await queue.flush(1_000);
    expect(taken).toMatchObject([{ kind: 'entries_lost', grants: 0, others: 1 }]);
  });

  it('ends in time where the sink does not', async () => {
    const { queue, problems } = setUp({ record: () => new Promise<void>(() => undefined) });
    for (let index = 0; index < 5; index++) queue.add(entry(false));
    await queue.flush(10);
    expect(problems).toMatchObject([{ message: expect.stringContaining('4 entries are lost') }]);
  });

  it('has the sink write out what it holds back, and survives that as well', async () => {
    const flush = jest.fn().mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('closed'));
    const { queue, problems } = setUp({ record: () => undefined, flush });
    await queue.flush(1_000);
    expect(problems).toEqual([]);
    await queue.flush(1_000);
    expect(problems).toMatchObject([{ cause: new Error('closed') }]);
  });

  it('lets a sink look at the request, and acts for nobody afterwards', async () => {
    const request = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const { queue } = setUp({
      capture: () => request.getStore(),
      record: (_next, captured) => void seen.push([captured, request.getStore()]),
    });
    request.run('alice', () => {
      queue.add(entry(false));
    });
    request.run('bob', () => {
      queue.add(entry(false));
    });
    await queue.flush(1_000);
    expect(seen).toEqual([
      ['alice', undefined],
      ['bob', undefined],
    ]);
  });

  it('records the entry where the sink cannot look at the request', async () => {
    const taken: AuditEntry[] = [];
    const { queue, problems } = setUp({
      capture: () => {
        throw new Error('no trace');
      },
      record: (next) => void taken.push(next),
    });
    queue.add(entry(false, 'here'));
    await queue.flush(1_000);
    expect(idsOf(taken)).toEqual(['here']);
    expect(problems).toHaveLength(1);
  });

  it('survives a listener that throws', () => {
    const problems = new SinkProblems(() => {
      throw new Error('the log is down');
    }, Date.now);
    expect(() => problems.report('A problem.')).not.toThrow();
  });
});
