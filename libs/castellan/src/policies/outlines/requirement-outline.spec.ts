import { allOf } from '../all-of.requirement.js';
import { anyOf } from '../any-of.requirement.js';
import { authContext } from '../auth-context.requirement.js';
import { authenticated } from '../authenticated.requirement.js';
import { can } from '../can.requirement.js';
import { claim, claims } from '../claims.requirement.js';
import { grant } from '../decision.js';
import { federatedFrom } from '../federated-from.requirement.js';
import { freshAuth } from '../fresh-auth.requirement.js';
import { groups } from '../groups.requirement.js';
import { not } from '../not.requirement.js';
import type { Requirement } from '../requirement.js';
import { scopes } from '../scopes.requirement.js';
import { outlineText } from './outline-text.js';
import { outlineOf } from './outline-of.js';
import type { RequirementOutline } from './requirement-outline.js';

const own: Requirement = { immediate: true, decide: () => grant('own'), describe: () => 'onWeekdays' };
const load = () => ({});

const OUTLINES: [Requirement, RequirementOutline, string][] = [
  [authenticated(), { kind: 'authenticated' }, 'authenticated()'],
  [groups('a', 'b'), { kind: 'groups', any: ['a', 'b'] }, 'groups(a, b)'],
  [
    groups({ any: ['a'], all: ['b'], none: ['c'], pool: 'staff' }),
    { kind: 'groups', any: ['a'], all: ['b'], none: ['c'], pool: 'staff' },
    'groups(a; all of b; none of c; pool staff)',
  ],
  [scopes('x/read', 'x/write'), { kind: 'scopes', all: ['x/read', 'x/write'] }, 'scopes(x/read, x/write)'],
  [
    claim('tier', ['gold', 2, true]),
    { kind: 'claims', names: ['tier'], values: ['gold', 2, true] },
    'claims(tier: "gold" | 2 | true)',
  ],
  [claim('tier', () => true), { kind: 'claims', names: ['tier'] }, 'claims(tier)'],
  [claims(() => true), { kind: 'claims', names: [] }, 'claims(function)'],
  [freshAuth('5m'), { kind: 'freshAuth', maxAgeSeconds: 300 }, 'freshAuth(300s)'],
  [
    authContext({ claim: 'amr', values: ['mfa', 'hwk'] }),
    { kind: 'authContext', claim: 'amr', values: ['mfa', 'hwk'] },
    'authContext(amr: mfa | hwk)',
  ],
  [
    federatedFrom('Google', 'Facebook'),
    { kind: 'federatedFrom', any: ['Google', 'Facebook'] },
    'federatedFrom(Google, Facebook)',
  ],
  [
    federatedFrom({ any: ['AcmeSaml'], exclusive: true, pool: 'staff' }),
    { kind: 'federatedFrom', any: ['AcmeSaml'], exclusive: true, pool: 'staff' },
    'federatedFrom(AcmeSaml; exclusively; pool staff)',
  ],
  [
    can('read', 'Article'),
    { kind: 'can', action: 'read', subject: 'Article', loads: false },
    'can(read, Article)',
  ],
  [
    can('read', 'Article', { subject: load, field: 'title', hideExistence: true }),
    { kind: 'can', action: 'read', subject: 'Article', field: 'title', loads: true, hideExistence: true },
    'can(read, Article, title, loaded and hidden)',
  ],
  [
    can('read', 'Article', { subject: load }),
    { kind: 'can', action: 'read', subject: 'Article', loads: true },
    'can(read, Article, loaded)',
  ],
  [
    allOf(groups('a'), anyOf(scopes('s'), not(own))),
    {
      kind: 'allOf',
      members: [
        { kind: 'groups', any: ['a'] },
        {
          kind: 'anyOf',
          members: [
            { kind: 'scopes', all: ['s'] },
            { kind: 'not', member: { kind: 'custom', description: 'onWeekdays' } },
          ],
        },
      ],
    },
    'allOf(groups(a), anyOf(scopes(s), not(onWeekdays)))',
  ],
];

describe('the outline of a requirement', () => {
  it.each(OUTLINES)('%# says what is asked, as data and as text', (requirement, outline, text) => {
    expect(outlineOf(requirement)).toEqual(outline);
    expect(JSON.parse(JSON.stringify(outlineOf(requirement)))).toEqual(outline);
    expect(outlineText(outlineOf(requirement))).toBe(text);
  });

  it.each<[RequirementOutline, string]>([
    [{ kind: 'revalidation', maxAgeSeconds: 5 }, 'revalidation(5s)'],
    [
      { kind: 'tenant', claim: 'custom:tenant', source: 'param', name: 'tenantId' },
      'tenant(custom:tenant = param tenantId)',
    ],
    [{ kind: 'tenant', claim: 'custom:tenant', source: 'host' }, 'tenant(custom:tenant = host)'],
    [{ kind: 'tenant', claim: '(default)', source: '(default)' }, 'tenant()'],
  ])('is text for what adapters ask: %j', (outline, text) => {
    expect(outlineText(outline)).toBe(text);
  });
});
