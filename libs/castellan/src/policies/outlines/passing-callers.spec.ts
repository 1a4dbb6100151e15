import { allOf } from '../all-of.requirement.js';
import { anyOf } from '../any-of.requirement.js';
import { authenticated } from '../authenticated.requirement.js';
import { can } from '../can.requirement.js';
import { claim } from '../claims.requirement.js';
import { freshAuth } from '../fresh-auth.requirement.js';
import { groups } from '../groups.requirement.js';
import { not } from '../not.requirement.js';
import type { Requirement } from '../requirement.js';
import { scopes } from '../scopes.requirement.js';
import type { AcceptedTokens } from './contradiction.js';
import { type PassingCallers, passingCallers, passingCallersText } from './passing-callers.js';
import { outlineOf } from './outline-of.js';

const ANY: AcceptedTokens = { defaultPool: 'customers', pools: undefined, tokenUse: undefined };

describe('who passes', () => {
  it.each<[Requirement, PassingCallers[], string]>([
    [authenticated(), [{}], 'every verified caller'],
    [groups('a', 'b'), [{ groups: [['a', 'b']] }], 'in a or b'],
    [allOf(groups('a', 'b'), groups('c'), groups('c')), [{ groups: [['a', 'b'], ['c']] }], 'in a or b, in c'],
    [
      groups({ any: ['a'], none: ['x'], pool: 'staff' }),
      [{ groups: [['a']], notInGroups: ['x'], pool: 'staff' }],
      'in a, not in x, of pool staff',
    ],
    [
      anyOf(groups('a'), allOf(scopes('s', 't'), claim('tier', 'gold'))),
      [{ groups: [['a']] }, { scopes: ['s', 't'], also: ['claim tier = "gold"'] }],
      'in a | with s and t, claim tier = "gold"',
    ],
    [
      allOf(can('read', 'Article'), not(claim('tier', ['a', 'b'])), not(scopes('s'))),
      [{ also: ['can(read, Article)', 'claim tier != "a" | "b"', 'without the scope s'] }],
      'can(read, Article), claim tier != "a" | "b", without the scope s',
    ],
    [
      allOf(
        freshAuth('5m'),
        claim('tier', () => true),
      ),
      [{ also: ['a user', 'freshAuth(300s)', 'claim tier by a function'] }],
      'a user, freshAuth(300s), claim tier by a function',
    ],
    [anyOf(groups({ any: ['a'], none: ['a'] }), groups('b')), [{ groups: [['b']] }], 'in b'],
  ])('%# is said by group and by scope', (requirement, expected, text) => {
    const passes = passingCallers(outlineOf(requirement), ANY);
    expect(passes).toEqual(expected);
    expect(passes?.map(passingCallersText).join(' | ')).toBe(text);
  });

  it('is nobody where nothing is left', () => {
    expect(passingCallers(outlineOf(not(authenticated())), ANY)).toEqual([]);
  });
});
