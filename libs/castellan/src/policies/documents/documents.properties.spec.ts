import fc from 'fast-check';
import { ANONYMOUS, machine, user } from '../callers.spec-helper.js';
import type { Rules } from '../policy-rules.js';
import { type PolicyMapping, PolicySet } from '../policy-set.js';
import { readDocument } from './document-policies.js';

const POOLS = { defaultPool: 'customers' };
const CALLERS = [
  user({ sub: 'alice', groups: ['editors'], claims: { tenant: 'a', level: 1 } }),
  user({ sub: 'bob', claims: { tenant: null, level: { $ne: 0 } } }),
  machine(['x/y']),
  ANONYMOUS,
];

/** A value, as a document writes it and as code writes it. */
const VALUES: readonly (readonly [unknown, (caller: (typeof CALLERS)[number]) => unknown])[] = [
  ['alice', () => 'alice'],
  [1, () => 1],
  [true, () => true],
  ['${user.sub}', (caller) => (caller.kind === 'user' ? caller.sub : undefined)],
  ['${caller.sub}', (caller) => (caller.kind === 'anonymous' ? undefined : caller.sub)],
  ['${user.claims.tenant}', (caller) => (caller.kind === 'user' ? caller.claims.tenant : undefined)],
  ["${caller.claims['level']}", (caller) => (caller.kind === 'anonymous' ? undefined : caller.claims.level)],
];
const CONDITIONS = ['everyone', 'authenticated', 'machine'] as const;

const rule = fc.record({
  effect: fc.constantFrom('can' as const, 'cannot' as const),
  action: fc.constantFrom('read', 'update', 'manage'),
  subject: fc.constantFrom('Article', 'Note', 'all'),
  fields: fc.option(fc.constant(['title'])),
  value: fc.option(fc.tuple(fc.constantFrom('owner', 'size'), fc.constantFrom(...VALUES), fc.boolean())),
});
const policies = fc.array(
  fc.record({ kind: fc.constantFrom(...CONDITIONS), rules: fc.array(rule, { minLength: 1 }) }),
);
type Policies = typeof policies extends fc.Arbitrary<infer T> ? T : never;

function asDocument(given: Policies): readonly PolicyMapping[] {
  const document = {
    version: 1,
    policies: given.map(({ kind, rules }, index) => ({
      name: `${index}`,
      appliesTo: { kind },
      rules: rules.map(({ effect, action, subject, fields, value }) => ({
        [effect]: action,
        subject,
        ...(fields && { fields }),
        ...(value && { conditions: { [value[0]]: value[2] ? { $ne: value[1][0] } : value[1][0] } }),
      })),
    })),
  };
  return readDocument('code', Buffer.from(JSON.stringify(document)), POOLS);
}

function asCode(given: Policies): readonly PolicyMapping[] {
  return given.map(({ kind, rules }, index) => ({
    source: `code#${index}`,
    appliesTo: { kind },
    build: (writer: Rules, caller) => {
      for (const { effect, action, subject, fields, value } of rules) {
        const bound = value?.[1][1](caller);
        const conditions = value ? [{ [value[0]]: value[2] ? { $ne: bound } : bound }] : [];
        if (fields) writer[effect](action, subject, fields, ...conditions);
        else writer[effect](action, subject, ...conditions);
      }
    },
  }));
}

describe('a policy document', () => {
  it('decides as the same policies do that are code', () => {
    const instance = fc.record({
      owner: fc.constantFrom('alice', 'bob', 'batch'),
      size: fc.constantFrom(1, 'a', true),
    });
    const question = fc.tuple(
      fc.constantFrom(...CALLERS),
      fc.constantFrom('read', 'delete'),
      fc.constantFrom('Article', 'Note'),
      fc.option(instance, { nil: undefined }),
      fc.constantFrom(undefined, 'title', 'other'),
    );
    fc.assert(
      fc.property(policies, fc.array(question, { minLength: 1 }), (given, questions) => {
        const [document, code] = [
          new PolicySet(asDocument(given), POOLS),
          new PolicySet(asCode(given), POOLS),
        ];
        for (const [caller, action, subject, object, field] of questions) {
          const [one, other] = [document, code].map((set) =>
            set.abilityFor(caller).decide(action, subject, object, field),
          );
          expect([one?.granted, one?.granted === false && one.reason]).toEqual([
            other?.granted,
            other?.granted === false && other.reason,
          ]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is either read or refused with a path, whatever is in it', () => {
    fc.assert(
      fc.property(fc.json(), fc.array(fc.jsonValue()), (text, anything) => {
        for (const bytes of [text, JSON.stringify({ version: 1, policies: anything })]) {
          try {
            expect(Array.isArray(readDocument('any', Buffer.from(bytes), POOLS))).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({
              name: 'RefusedDocumentError',
              problems: expect.any(Array) as unknown,
            });
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
