import fc from 'fast-check';
import type { Caller, Principal, TokenUse } from '../../tokens/principal.js';
import { allOf } from '../all-of.requirement.js';
import { anyOf } from '../any-of.requirement.js';
import { authenticated } from '../authenticated.requirement.js';
import { claim } from '../claims.requirement.js';
import { groups } from '../groups.requirement.js';
import { not } from '../not.requirement.js';
import { PolicySet } from '../policy-set.js';
import { evaluate, type Requirement } from '../requirement.js';
import { scopes } from '../scopes.requirement.js';
import { contradictionIn } from './contradiction.js';
import { outlineOf } from './outline-of.js';

const POOLS = ['customers', 'staff'] as const;
const GROUPS = ['a', 'b', 'c'];
const SCOPES = ['s', 't'];
const VALUES = ['x', 'y', 1];
const policies = new PolicySet([], { defaultPool: 'customers' });

const someOf = (names: readonly string[]) => fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
const groupsQuery = fc
  .record(
    { any: someOf(GROUPS), all: someOf(GROUPS), none: someOf(GROUPS), pool: fc.constantFrom(...POOLS) },
    { requiredKeys: [] },
  )
  .filter(({ any, all, none }) => any !== undefined || all !== undefined || none !== undefined);

const { requirement } = fc.letrec<{ requirement: Requirement; leaf: Requirement }>((tie) => ({
  leaf: fc.oneof(
    fc.constant(authenticated()),
    groupsQuery.map((query) => groups(query)),
    someOf(SCOPES).map((names) => scopes(...names)),
    fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1 }).map((values) => claim('tier', values)),
  ),
  requirement: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }).map((members) => allOf(...members)),
    fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }).map((members) => anyOf(...members)),
    tie('requirement').map((member) => not(member)),
  ),
}));

const caller = fc
  .record({
    kind: fc.constantFrom('user' as const, 'machine' as const),
    pool: fc.constantFrom(...POOLS),
    groups: fc.subarray(GROUPS),
    scopes: fc.subarray(SCOPES),
    tier: fc.option(fc.constantFrom(...VALUES), { nil: undefined }),
    tokenUse: fc.constantFrom<TokenUse>('access', 'id'),
  })
  .map(({ kind, tier, scopes: given, tokenUse, ...rest }): Principal => {
    const known = {
      issuer: 'https://issuer.example',
      clientId: 'web',
      sub: 'sub',
      tokenUse,
      scopes: tokenUse === 'id' ? [] : given,
      claims: tier === undefined ? {} : { tier },
      issuedAt: 0,
      expiresAt: 1,
      authTime: undefined,
      pool: rest.pool,
    };
    return kind === 'machine'
      ? { ...known, kind, tokenUse: 'access', scopes: given }
      : { ...known, kind, username: 'alice', groups: rest.groups, identities: [] };
  });

async function isGranted(asked: Requirement, by: Caller): Promise<boolean> {
  const decision = await evaluate(asked, {
    caller: by,
    ability: policies.abilityFor(by),
    defaultPool: 'customers',
    now: 0,
    loadSubject: () => undefined,
  });
  return decision.granted;
}

describe('a requirement that is said to be impossible', () => {
  it('grants no caller whose token the handler takes', async () => {
    let impossible = 0;
    await fc.assert(
      fc.asyncProperty(
        requirement,
        fc.option(fc.constantFrom<TokenUse>('access', 'id'), { nil: undefined }),
        fc.constantFrom<readonly ('customers' | 'staff')[]>(POOLS, ['staff']),
        fc.array(caller, { minLength: 20, maxLength: 20 }),
        async (asked, tokenUse, pools, callers) => {
          const tokens = { defaultPool: 'customers', pools, tokenUse };
          if (contradictionIn(outlineOf(asked), tokens) === undefined) return;
          impossible += 1;
          const taken = callers.filter(
            (by) => pools.some((pool) => pool === by.pool) && (tokenUse ?? by.tokenUse) === by.tokenUse,
          );
          for (const by of taken) expect([asked.describe(), by, await isGranted(asked, by)]).toContain(false);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(impossible).toBeGreaterThan(50);
  });
});
