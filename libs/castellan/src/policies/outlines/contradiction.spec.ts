import { allOf } from '../all-of.requirement.js';
import { anyOf } from '../any-of.requirement.js';
import { authContext } from '../auth-context.requirement.js';
import { authenticated } from '../authenticated.requirement.js';
import { can } from '../can.requirement.js';
import { claim, claims } from '../claims.requirement.js';
import { federatedFrom } from '../federated-from.requirement.js';
import { freshAuth } from '../fresh-auth.requirement.js';
import { groups } from '../groups.requirement.js';
import { not } from '../not.requirement.js';
import type { Requirement } from '../requirement.js';
import { scopes } from '../scopes.requirement.js';
import { NO_POOL } from '../../tokens/user-pool.js';
import { type AcceptedTokens, contradictionIn } from './contradiction.js';
import { outlineOf } from './outline-of.js';
import type { RequirementOutline } from './requirement-outline.js';

const ANY: AcceptedTokens = { defaultPool: 'customers', pools: undefined, tokenUse: undefined };
const STAFF: AcceptedTokens = { ...ANY, pools: ['staff'] };
const ID: AcceptedTokens = { ...ANY, tokenUse: 'id' };
const named = (group: string, pool: string) => groups({ any: [group], pool });

describe('a requirement that can never hold', () => {
  it.each<[string, Requirement, string, AcceptedTokens?]>([
    ['a group in any and none', groups({ any: ['a'], none: ['a'] }), 'the group a and excludes it'],
    ['every group of any in none', groups({ any: ['a', 'b'], none: ['b', 'a'] }), 'a, b and excludes them'],
    ['a group in all and none', groups({ all: ['a', 'b'], none: ['b'] }), 'the group b'],
    ['a group and not the group', allOf(groups('a'), not(groups('a'))), 'the group a'],
    ['a group of two pools', allOf(named('a', 'staff'), groups('a')), 'the user pools staff and customers'],
    ['not being in a group of another pool', allOf(named('a', 'staff'), not(groups('b'))), 'user pools'],
    ['a group of a pool that is not accepted', groups('a'), 'name another with the option pool', STAFF],
    ['a named pool that is not accepted', named('a', 'partners'), 'the tokens of staff only', STAFF],
    ['a group of no pool', groups('a'), 'none is configured', { ...ANY, defaultPool: NO_POOL }],
    ['nobody', not(authenticated()), 'every verified caller fulfils authenticated()'],
    [
      'nobody, in a composition',
      allOf(groups('a'), not(anyOf(authenticated(), scopes('s')))),
      'every verified',
    ],
    ['a scope and not the scope', allOf(scopes('s'), not(scopes('s'))), 'the scope s and excludes it'],
    ['scopes of ID tokens', scopes('s'), 'ID tokens, which have no scopes', ID],
    [
      'a group and a provider of two pools',
      allOf(named('a', 'staff'), federatedFrom('Google')),
      'groups or identity providers of the user pools staff and customers',
    ],
    [
      'a provider of a pool that is not accepted',
      federatedFrom('Google'),
      'takes the tokens of staff',
      STAFF,
    ],
    [
      'an exclusive provider of access tokens',
      federatedFrom({ any: ['Google'], exclusive: true }),
      'only ID tokens say',
      { ...ANY, tokenUse: 'access' },
    ],
    [
      'access tokens that are of no provider',
      not(federatedFrom('Google')),
      'only ID tokens say',
      { ...ANY, tokenUse: 'access' },
    ],
    ['two values of a claim', allOf(claim('t', 'a'), claim('t', 'b')), 'the claim t'],
    ['lists without a common value', allOf(claim('t', ['a', 'b']), claim('t', ['c'])), 'the claim t'],
    ['a value and its opposite', allOf(claim('t', ['a']), not(claim('t', ['a', 'b']))), 'the claim t'],
    ['a number and its text', allOf(claim('t', 1), claim('t', '1')), 'the claim t'],
    [
      'a choice of which nothing is left',
      allOf(groups({ none: ['a', 'b'] }), anyOf(groups('a'), groups('b'))),
      'the group a',
    ],
    ['not a choice', allOf(groups('a'), not(anyOf(groups('a'), groups('b')))), 'the group a'],
    ['not the exclusion', allOf(groups({ none: ['a'] }), not(groups({ none: ['a'] }))), 'the group a'],
    ['the opposite of the opposite', allOf(groups({ none: ['a'] }), not(not(groups('a')))), 'the group a'],
  ])('is %s', (_name, requirement, reason, tokens = ANY) => {
    expect(contradictionIn(outlineOf(requirement), tokens)).toContain(reason);
  });

  it.each<[string, RequirementOutline, AcceptedTokens?]>([
    ['Cognito asked about ID tokens', { kind: 'revalidation', maxAgeSeconds: 5 }, ID],
    ['the opposite of revalidation', { kind: 'not', member: { kind: 'revalidation', maxAgeSeconds: 5 } }],
  ])('is %s', (_name, outline, tokens = ANY) => {
    expect(contradictionIn(outline, tokens)).toBeDefined();
  });

  it.each<[string, Requirement, AcceptedTokens?]>([
    ['some group of any that is left', groups({ any: ['a', 'b'], none: ['a'] })],
    ['other groups of the same name', allOf(named('a', 'staff'), not(named('b', 'staff')))],
    ['a choice between pools', anyOf(named('a', 'staff'), groups('a')), STAFF],
    ['not all of several', allOf(groups('a'), not(groups({ all: ['a', 'b'] })))],
    ['scopes that an ID token may do without', anyOf(scopes('s'), groups('a')), ID],
    ['not one of two scopes', allOf(scopes('s'), not(scopes('s', 't')))],
    ['a common value', allOf(claim('t', ['a', 'b']), claim('t', ['b', 'c']))],
    [
      'a function of a claim',
      allOf(
        claim('t', 'a'),
        claim('t', () => false),
      ),
    ],
    ['not a function of a claim', allOf(claim('t', 'a'), not(claim('t', () => true)))],
    [
      'a function of all claims',
      allOf(
        claims(() => false),
        not(claims(() => true)),
      ),
    ],
    ['what the policies say', allOf(can('read', 'Article'), not(can('read', 'Article')))],
    ['a sign-in', allOf(freshAuth('5m'), not(freshAuth('1m')))],
    ['how the user signed in', not(authContext({ claim: 'amr', values: ['mfa'] }))],
    ['anybody who is verified', authenticated(), ID],
    ['a provider, by a group of an access token', federatedFrom('Google'), { ...ANY, tokenUse: 'access' }],
    ['a provider and not another', allOf(federatedFrom('Google'), not(federatedFrom('Facebook'))), ID],
  ])('is not %s', (_name, requirement, tokens = ANY) => {
    expect(contradictionIn(outlineOf(requirement), tokens)).toBeUndefined();
  });

  it('is taken for possible where it is too large to say', () => {
    const choice = (from: number) => anyOf(...[0, 1, 2, 3, 4, 5, 6].map((n) => groups(`g${from + n}`)));
    const large = allOf(choice(0), choice(10), choice(20), not(authenticated()));
    expect(contradictionIn(outlineOf(large), ANY)).toBeUndefined();
    const manyOf = anyOf(...Array.from({ length: 300 }, (_, n) => not(groups({ any: [`g${n}`] }))));
    expect(contradictionIn(outlineOf(manyOf), ANY)).toBeUndefined();
  });
});
