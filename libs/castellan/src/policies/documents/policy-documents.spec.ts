import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError } from '../../errors/index.js';
import { mapping } from '../callers.spec-helper.js';
import type { PolicyMapping } from '../policy-set.js';
import type { PolicyDocumentSource } from './document-source.js';
import {
  actions,
  alice,
  allowing,
  changing,
  forbidding,
  ofGroup,
  sourceOf,
} from './documents.spec-helper.js';
import type { PolicyDocumentStatus } from './loaded-document.js';
import { PolicyDocuments, type PolicyDocumentsOptions } from './policy-documents.js';

describe('policy documents', () => {
  let folder: string;
  let changes: PolicyDocumentStatus[];
  let opened: PolicyDocuments[];
  let now: number;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'castellan-documents-'));
    changes = [];
    opened = [];
    now = 1_000;
  });

  afterEach(() => {
    for (const documents of opened) documents.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string): string => path.join(folder, name);

  async function open(
    documents: readonly PolicyDocumentSource[],
    policies: readonly PolicyMapping[] = [],
    options: Partial<PolicyDocumentsOptions> = {},
  ): Promise<PolicyDocuments> {
    const made = new PolicyDocuments({
      documents,
      defaultPool: 'customers',
      now: () => now,
      onChange: (status) => changes.push(status),
      ...options,
    });
    opened.push(made);
    await made.open(policies);
    return made;
  }

  it('are loaded from files and from functions, and combine with code', async () => {
    writeFileSync(file('a.json'), allowing('read'));
    const documents = await open(
      [
        { file: file('a.json') },
        { name: 'bytes', load: () => Promise.resolve(new TextEncoder().encode(allowing('update'))) },
      ],
      [mapping('Code.all', { kind: 'everyone' }, ({ can }) => void can('delete', 'Article'))],
    );
    expect(actions(documents)).toEqual(['read', 'update', 'delete']);
  });

  it('forbid what code allows, and code forbids what they allow', async () => {
    const documents = await open(
      [
        { name: 'a', load: () => allowing('read') },
        { name: 'b', load: () => forbidding('update') },
      ],
      [
        mapping('Code.all', { kind: 'everyone' }, ({ can, cannot }) => {
          cannot('read', 'Article');
          can(['update', 'delete'], 'Article');
        }),
      ],
    );
    expect(actions(documents)).toEqual(['delete']);
  });

  it('may include groups of code and of each other', async () => {
    const documents = await open(
      [
        { name: 'a', load: () => ofGroup('admins') },
        { name: 'b', load: () => ofGroup('editors', 'admins') },
      ],
      [],
    );
    expect(actions(documents)).toEqual(['editors', 'admins']);
  });

  it('may be none', async () => {
    const documents = await open([]);
    expect(actions(documents)).toEqual([]);
    expect(await documents.reload()).toEqual([]);
  });

  it('say that they are not loaded yet, and are opened once', async () => {
    const documents = new PolicyDocuments({ documents: [], defaultPool: 'customers' });
    expect(() => documents.policySet).toThrow('wait for open()');
    expect(documents.status).toEqual([]);
    await documents.open();
    await expect(documents.open()).rejects.toThrow('open already');
  });

  describe('at the start', () => {
    it.each<[string, () => PolicyDocumentSource, string]>([
      [
        'a file that is not there',
        () => ({ file: file('none.json') }),
        'The policy document none.json cannot be used. $: cannot be loaded from',
      ],
      [
        'a function that throws',
        () => ({
          name: 'db',
          load: () => {
            throw new TypeError('postgres://root:secret@db');
          },
        }),
        'The policy document db cannot be used. $: cannot be loaded from the function: TypeError',
      ],
      [
        'a function that rejects with something else',
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- What applications may do.
        () => ({ name: 'db', load: () => Promise.reject('no') }),
        'The policy document db cannot be used. $: cannot be loaded from the function: something that is no error',
      ],
      [
        'a function that gives an object',
        () => ({ name: 'db', load: () => ({ version: 1, policies: [] }) as never }),
        'The policy document db cannot be used. $: was loaded as an object: the function must give text or bytes',
      ],
      [
        'a text that is too long',
        () => ({ name: 'db', load: () => ' '.repeat(1_048_577) }),
        'The policy document db cannot be used. $: is larger than 1048576 bytes',
      ],
      [
        'a mistake',
        () => ({ name: 'db', load: () => allowing('') }),
        'The policy document db cannot be used. $.policies[0].rules[0].can[0]: must be a name',
      ],
      [
        'an included group that nobody maps',
        () => ({ name: 'db', load: () => ofGroup('editors', 'admins') }),
        'db#editors includes the group "admins", which no policy is mapped from.',
      ],
    ])('stop with %s', async (_what, source, message) => {
      const error = await open([source()]).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toContain(message);
      expect((error as Error).message).not.toContain('secret');
    });

    it('stop with a file that is too large, unread', async () => {
      writeFileSync(file('a.json'), ' '.repeat(1_048_577));
      await expect(open([{ file: file('a.json') }])).rejects.toThrow('$: is larger than 1048576 bytes');
    });

    it('stop with a function that takes too long, and tell it', async () => {
      let aborted = false;
      const load = (signal: AbortSignal) =>
        new Promise<string>(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        });
      await expect(open([{ name: 'db', load }], [], { loadTimeoutMilliseconds: 20 })).rejects.toThrow(
        '$: was not loaded within 20 ms',
      );
      expect(aborted).toBe(true);
    });
  });

  describe('on a reload', () => {
    it('come into use as a whole new policy set', async () => {
      const source = changing(allowing('read'));
      const documents = await open([sourceOf(source)]);
      const before = documents.policySet;
      const oldAbility = before.abilityFor(alice);
      source.text = allowing('update');
      now = 2_000;
      expect(await documents.reload()).toEqual([
        {
          name: 'changing',
          version: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          loadedAt: 2_000,
          checkedAt: 2_000,
        },
      ]);
      expect(actions(documents)).toEqual(['update']);
      expect(documents.policySet).not.toBe(before);
      expect(documents.policySet.abilityFor(alice)).not.toBe(oldAbility);
      expect(changes).toHaveLength(1);
    });

    it('keep the policy set, and what is compiled for callers, where nothing has changed', async () => {
      const documents = await open([sourceOf(changing(allowing('read')))]);
      const before = documents.policySet;
      now = 2_000;
      expect(await documents.reload()).toMatchObject([{ loadedAt: 1_000, checkedAt: 2_000 }]);
      expect(documents.policySet).toBe(before);
      expect(changes).toEqual([]);
    });

    it('refuse a bad version, keep the old one, say so once, and recover', async () => {
      const source = changing(allowing('read'));
      const documents = await open([sourceOf(source)]);
      const [{ version }] = documents.status as [PolicyDocumentStatus];
      source.text = allowing('');
      now = 2_000;
      const refused = {
        name: 'changing',
        version,
        loadedAt: 1_000,
        checkedAt: 2_000,
        problems: [
          {
            path: '$.policies[0].rules[0].can[0]',
            reason: 'must be a name that is not blank, and no template',
          },
        ],
      };
      expect(await documents.reload()).toEqual([refused]);
      await documents.reload();
      expect(changes).toEqual([refused]);
      expect(actions(documents)).toEqual(['read']);

      source.text = allowing('read');
      const [recovered] = await documents.reload();
      expect(recovered).toMatchObject({ version, loadedAt: 1_000 });
      expect(recovered).not.toHaveProperty('problems');
      expect(changes).toHaveLength(2);
    });

    it('refuse what cannot be loaded, and never show what the error says', async () => {
      const source = changing(allowing('read'));
      const documents = await open([
        {
          name: 'db',
          load: () => {
            if (source.text === '')
              throw Object.assign(new Error('password=secret'), { code: 'ECONNREFUSED' });
            return source.load();
          },
        },
      ]);
      source.text = '';
      const status = await documents.reload();
      expect(status).toMatchObject([
        { problems: [{ path: '$', reason: 'cannot be loaded from the function: ECONNREFUSED' }] },
      ]);
      expect(JSON.stringify([status, changes])).not.toContain('secret');
      expect(actions(documents)).toEqual(['read']);
    });

    it('hold back the good one of two documents, so that no rule is lost on its way to the other', async () => {
      const first = changing(allowing('read', 'update'), 'first');
      const second = changing(forbidding('update'), 'second');
      const documents = await open([sourceOf(first), sourceOf(second)]);
      expect(actions(documents)).toEqual(['read']);
      const before = documents.policySet;
      second.text = allowing('delete');
      first.text = forbidding('update').replace('"cannot"', '"canot"');
      await documents.reload();
      expect(documents.policySet).toBe(before);
      expect(documents.status[0]?.problems?.[0]?.path).toBe('$.policies[0].rules[0].canot');
      expect(documents.status[1]?.problems).toEqual([
        { path: '$', reason: 'is held back with all that was loaded together: first cannot be used' },
      ]);
      expect(changes.map(({ name }) => name)).toEqual(['first', 'second']);

      first.text = forbidding('update');
      await documents.reload();
      expect(actions(documents)).toEqual(['delete']);
      expect(documents.status.map(({ problems }) => problems)).toEqual([undefined, undefined]);
    });

    it('have no complaint about a document that stays as it is beside a refused one', async () => {
      const bad = changing(allowing('update'), 'bad');
      const documents = await open([sourceOf(changing(allowing('read'), 'same')), sourceOf(bad)]);
      bad.text = '{}';
      now = 2_000;
      await documents.reload();
      expect(documents.status[0]).toMatchObject({ loadedAt: 1_000, checkedAt: 2_000 });
      expect(documents.status[0]).not.toHaveProperty('problems');
    });

    it('take what fits together only together', async () => {
      const first = changing(ofGroup('editors'), 'first');
      const second = changing(allowing('read'), 'second');
      const documents = await open([sourceOf(first), sourceOf(second)]);
      first.text = ofGroup('editors', 'admins');
      second.text = ofGroup('admins');
      await documents.reload();
      expect(actions(documents)).toEqual(['editors', 'admins']);
    });

    it('hold everything back where it does not fit together', async () => {
      const first = changing(ofGroup('editors'), 'first');
      const second = changing(allowing('read'), 'second');
      const documents = await open([sourceOf(first), sourceOf(second)]);
      first.text = ofGroup('editors', 'nobody');
      second.text = allowing('update');
      await documents.reload();
      expect(actions(documents)).toEqual(['read', 'editors']);
      const problem = {
        path: '$',
        reason: expect.stringContaining('first#editors includes the group "nobody"') as string,
      };
      expect(documents.status.map(({ problems }) => problems)).toEqual([[problem], [problem]]);
    });

    it('are not disturbed by a listener that throws', async () => {
      const source = changing(allowing('read'));
      const documents = await open([sourceOf(source)], [], {
        onChange: () => {
          throw new Error('The log is full.');
        },
      });
      source.text = allowing('update');
      await documents.reload();
      expect(actions(documents)).toEqual(['update']);
    });

    it('come one after the other, so that the latest version wins', async () => {
      const answers = [allowing('read'), allowing('update'), allowing('delete')];
      const waits = [0, 60, 0];
      const documents = await open([
        {
          name: 'slow',
          load: async () => {
            const text = answers.shift() ?? allowing('delete');
            await new Promise((resolve) => setTimeout(resolve, waits.shift() ?? 0));
            return text;
          },
        },
      ]);
      await Promise.all([documents.reload(), documents.reload()]);
      expect(actions(documents)).toEqual(['delete']);
    });

    it('refuse a pipe in the place of a file, without waiting for somebody to write to it', async () => {
      writeFileSync(file('a.json'), allowing('read'));
      const documents = await open([{ file: file('a.json') }]);
      rmSync(file('a.json'));
      execFileSync('mkfifo', [file('a.json')]);
      const [status] = await documents.reload();
      expect(status?.problems).toEqual([{ path: '$', reason: `is no regular file at ${file('a.json')}` }]);
      expect(actions(documents)).toEqual(['read']);
    });

    it('call a function that minds no signal once at a time, and again when it has ended', async () => {
      const waiting: ((text: string) => void)[] = [];
      let isStarted = false;
      const load = (): string | Promise<string> => {
        if (isStarted) return new Promise((resolve) => waiting.push(resolve));
        isStarted = true;
        return allowing('read');
      };
      const documents = await open([{ name: 'db', load }], [], { loadTimeoutMilliseconds: 20 });
      const reasons: (string | undefined)[] = [];
      for (let count = 0; count < 3; count += 1) {
        const [status] = await documents.reload();
        reasons.push(status?.problems?.[0]?.reason);
      }
      const still = expect.stringContaining('an earlier call was given up and has not ended') as string;
      expect(reasons).toEqual(['was not loaded within 20 ms', still, still]);
      expect(waiting).toHaveLength(1);
      waiting[0]?.(allowing('update'));
      await documents.reload();
      expect(waiting).toHaveLength(2);
      expect(actions(documents)).toEqual(['read']);
    });

    it('end with close', async () => {
      const source = changing(allowing('read'));
      const documents = await open([sourceOf(source)]);
      documents.close();
      source.text = allowing('update');
      await documents.reload();
      expect(actions(documents)).toEqual(['read']);
    });
  });
});
