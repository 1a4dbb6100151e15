import fc from 'fast-check';
import { mapping, policySet, user } from '../policies/callers.spec-helper.js';
import {
  allOf,
  anyOf,
  authContext,
  can,
  claim,
  claims,
  freshAuth,
  groups,
  not,
  type Requirement,
  scopes,
} from '../policies/index.js';
import { contextFor, memoryLog } from './observe.spec-helper.js';

/** In every value that must not be recorded. */
const SENTINEL = 'SENTINEL';

const secret = fc.string({ maxLength: 12 }).map((text) => `${SENTINEL}${text}`);
const claimValue = fc.oneof(
  secret,
  fc.array(secret, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b', '$ne'), secret, { maxKeys: 2 }),
  fc.array(fc.record({ inner: secret }), { maxLength: 2 }),
);
const CLAIMS = [
  'custom:tenant',
  'custom:tier',
  'email',
  'amr',
  'jti',
  'origin_jti',
  'username',
  'sub_secret',
];
const tokenClaims = fc.record(Object.fromEntries(CLAIMS.map((name) => [name, claimValue])), {
  requiredKeys: [],
});

const fails = (): never => {
  throw new Error(`${SENTINEL} in the cause`, { cause: new Error(SENTINEL) });
};

const leaf = fc.constantFrom<Requirement>(
  groups('editors'),
  groups({ none: ['members'] }),
  groups({ any: ['admins'], pool: 'staff' }),
  scopes('articles/write'),
  claim('custom:tenant', 'acme'),
  claim('custom:tier', (value) => typeof value === 'string' && value.length > 20),
  claim('email', fails),
  claims(() => Promise.reject(new Error(SENTINEL))),
  claims((all) => Object.values(all) as never),
  authContext({ claim: 'amr', values: ['mfa'] }),
  freshAuth('5m'),
  can('read', 'Article', { subject: 'loader' }),
  can('update', 'Article', { subject: 'broken' }),
  can('update', 'Article', { subject: 'loader', field: 'title', hideExistence: true }),
  can('delete', 'Article'),
  can('break', 'Broken'),
);
const { requirement } = fc.letrec<{ requirement: Requirement }>((tie) => ({
  requirement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }).map((members) => allOf(...members)),
    fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }).map((members) => anyOf(...members)),
    tie('requirement').map(not),
  ),
}));

/** Policies that build their rules from the claims, some of which break on what they find there. */
function policiesOf(broken: boolean) {
  return policySet(
    mapping('Policies.everybody', { kind: 'everyone' }, ({ can: allow, cannot }, caller) => {
      const found = caller.kind === 'anonymous' ? {} : caller.claims;
      allow('read', 'Article', { tenant: found['custom:tenant'] as string });
      allow('update', 'Article', { tenant: { $in: found['custom:tier'] as string[] } });
      cannot('update', 'Article', { owner: found.email as string }).because('it is locked');
    }),
    mapping(
      'Policies.tier',
      { kind: 'claim', claim: 'custom:tier', value: (value) => value !== '' },
      ({ can: allow }) => {
        allow('delete', 'Article');
      },
    ),
    ...(broken ? [mapping('Policies.broken', { kind: 'group', group: 'members' }, fails)] : []),
  );
}

describe('what is recorded', () => {
  it('has nothing of the token but what is listed, and nothing of an error', async () => {
    const world = fc.record({
      requirement,
      found: tokenClaims,
      broken: fc.boolean(),
      brokenTrial: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ requirement: asked, found, broken, brokenTrial }) => {
        const { log, sink } = memoryLog({ grantSampleRate: 1, claims: ['listed', 'nested'] });
        const caller = user({
          groups: ['members'],
          claims: { ...found, listed: 'shown', nested: { secret: SENTINEL } },
        });
        const context = contextFor(caller, {
          ability: policiesOf(broken).abilityFor(caller),
          loadSubject: (reference) =>
            reference === 'broken' ? fails() : { tenant: SENTINEL, owner: SENTINEL, title: SENTINEL },
        });
        await log.evaluate(asked, context, { shadow: { policies: policiesOf(brokenTrial) } });
        context.ability
          .observedBy((assertion) => log.recordAssertion(caller, assertion))
          .decide('update', 'Article', { owner: SENTINEL });
        try {
          context.ability
            .observedBy((assertion) => log.recordAssertion(caller, assertion))
            .assert('update', 'Article', { tenant: SENTINEL }, 'title');
        } catch {
          // What counts is what was recorded.
        }
        await log.flush();
        expect(sink.entries.length).toBeGreaterThanOrEqual(2);
        expect(JSON.stringify(sink.entries)).not.toContain(SENTINEL);
        expect(sink.decisions[0]?.caller.claims).toEqual({ listed: 'shown' });
      }),
      { numRuns: 500 },
    );
  });
});
