import fc from 'fast-check';
import { allOf } from './all-of.requirement.js';
import { anyOf } from './any-of.requirement.js';
import { authenticated } from './authenticated.requirement.js';
import { ANONYMOUS, contextOf, machine, mapping, user } from './callers.spec-helper.js';
import { can } from './can.requirement.js';
import { checkFields } from './fields/check-fields.requirement.js';
import { claim, claims } from './claims.requirement.js';
import { grant } from './decision.js';
import { freshAuth } from './fresh-auth.requirement.js';
import { groups } from './groups.requirement.js';
import { KnownGrants } from './known-grants.js';
import { not } from './not.requirement.js';
import { PolicySet } from './policy-set.js';
import { evaluate, type Requirement } from './requirement.js';
import { scopes } from './scopes.requirement.js';
import { tenant } from './tenants/tenant.requirement.js';

const granted = grant('a test');
const empty = new PolicySet([], { defaultPool: 'customers' });
const readers = new PolicySet(
  [
    mapping('Articles.editors', { kind: 'group', group: 'editors' }, ({ can: allow }) =>
      allow('read', 'Article'),
    ),
  ],
  { defaultPool: 'customers' },
);
const staff = new PolicySet([], { defaultPool: 'staff' });

describe('KnownGrants', () => {
  it('knows a grant for the same caller under the same policies', () => {
    const [one, same] = [user(), user()];
    const known = new KnownGrants();
    expect(known.has(one, empty)).toBe(false);
    known.add(one, empty, granted);
    expect(known.has(one, empty)).toBe(true);
    // Another token of the same user is another principal.
    expect(known.has(same, empty)).toBe(false);
    expect(known.has(one, readers)).toBe(false);
  });

  it('forgets what former policies granted', () => {
    const caller = user();
    const known = new KnownGrants();
    known.add(caller, empty, granted);
    known.add(caller, readers, granted);
    expect(known.has(caller, empty)).toBe(false);
    expect(known.has(caller, readers)).toBe(true);
  });

  it('keeps no denial, and nothing about a caller who can change', () => {
    const known = new KnownGrants();
    known.add(ANONYMOUS, empty, { granted: false, reason: 'rule', message: 'no' });
    expect(known.has(ANONYMOUS, empty)).toBe(false);
    const changeable = { ...user() };
    known.add(changeable, empty, granted);
    expect(known.has(changeable, empty)).toBe(false);
  });

  it('is there for what follows from the caller and the policies alone', () => {
    const lasting = [
      authenticated(),
      groups('editors'),
      scopes('articles/read'),
      claim('custom:tier', 'gold'),
      claims({ 'custom:tier': 'gold' }),
      can('read', 'Article'),
      anyOf(groups('editors'), not(scopes('articles/read'))),
    ];
    for (const requirement of lasting) expect(KnownGrants.of(requirement)).toBeInstanceOf(KnownGrants);
    expect(KnownGrants.of(allOf(...lasting))).toBeInstanceOf(KnownGrants);
  });

  it.each<[string, Requirement]>([
    ['the time', freshAuth('5m')],
    ['the request', tenant({ claim: 'custom:tenant', param: 'tenant' })],
    ['the body', checkFields(can('update', 'Article', { subject: () => ({}) }))],
    ['an instance', can('read', 'Article', { subject: () => ({}) })],
    ['a function on one claim', claim('custom:tier', (tier) => tier === 'gold')],
    ['a function on all claims', claims(() => true)],
    ['what nobody knows', { immediate: true, decide: () => granted, describe: () => 'own' }],
    [
      'what does not say so plainly',
      { immediate: true, lasting: 1 as never, decide: () => granted, describe: () => 'own' },
    ],
  ])('is not there for what looks at %s, wherever it stands', (_, requirement) => {
    expect(KnownGrants.of(requirement)).toBeUndefined();
    expect(KnownGrants.of(allOf(authenticated(), requirement))).toBeUndefined();
    expect(KnownGrants.of(anyOf(authenticated(), requirement))).toBeUndefined();
    expect(KnownGrants.of(not(not(requirement)))).toBeUndefined();
  });

  it('never says yes where the requirement would not, in whatever order callers and policies come', async () => {
    const callers = [
      ANONYMOUS,
      machine(['articles/read']),
      user(),
      user({ groups: ['editors'] }),
      user({ groups: ['editors'], pool: 'staff' }),
      user({ scopes: ['articles/read'], claims: { 'custom:tier': 'gold' } }),
    ];
    const leaf = fc.constantFrom(
      authenticated(),
      groups('editors'),
      groups({ none: ['editors'] }),
      scopes('articles/read'),
      claim('custom:tier', 'gold'),
      can('read', 'Article'),
    );
    const { tree } = fc.letrec<{ tree: Requirement }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((members) => allOf(...members)),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((members) => anyOf(...members)),
        tie('tree').map((member) => not(member)),
      ),
    }));
    const asked = fc.array(fc.tuple(fc.constantFrom(...callers), fc.constantFrom(empty, readers, staff)), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(tree, asked, async (requirement, calls) => {
        const known = KnownGrants.of(requirement)!;
        for (const [caller, policies] of calls) {
          const { defaultPool } = policies;
          const ability = policies.abilityFor(caller);
          const decision = await evaluate(requirement, { ...contextOf(caller), ability, defaultPool });
          if (known.has(caller, policies)) expect(decision.granted).toBe(true);
          known.add(caller, policies, decision);
          expect(known.has(caller, policies)).toBe(decision.granted);
        }
      }),
    );
  });
});
