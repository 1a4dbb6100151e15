import { ConfigurationError } from '../errors/index.js';
import { allOf } from './all-of.requirement.js';
import { anyOf } from './any-of.requirement.js';
import { authContext } from './auth-context.requirement.js';
import { mapping } from './callers.spec-helper.js';
import { claim, claims } from './claims.requirement.js';
import { PolicyDocuments } from './documents/policy-documents.js';
import { groups } from './groups.requirement.js';
import { requireDeclaredClaims, undeclaredClaims } from './known-claims.js';
import { not } from './not.requirement.js';
import { PolicySet } from './policy-set.js';
import type { Rules } from './policy-rules.js';
import type { Requirement } from './requirement.js';
import { tenant } from './tenants/tenant.requirement.js';

const DECLARED = ['tenant', 'plan'];

describe('the claims of a requirement', () => {
  const wrongIn = ({ outline }: Requirement) =>
    undeclaredClaims(outline!, DECLARED).map((sentence) => /the claim "([^"]+)"/.exec(sentence)?.[1]);

  it.each<[string, Requirement, readonly string[]]>([
    ['one', claim('tennant', 'acme'), ['tennant']],
    ['several', claims({ tenant: 'acme', plann: 'gold' }), ['plann']],
    [
      'deep inside',
      anyOf(groups('a'), allOf(not(claim('tennant', 'x')), claim('plan', 'gold'))),
      ['tennant'],
    ],
    ['that of a tenant', tenant({ claim: 'tennant', param: 'id' }), ['tennant']],
    ['that of the default tenant, which is checked with the options', tenant(), []],
    ['that of a sign-in', authContext({ claim: 'amr', values: ['mfa'] }), []],
    ['none that a function reads', claims(() => true), []],
    ['declared ones', claims({ tenant: 'acme', email_verified: true }), []],
  ])('are found: %s', (_what, requirement, expected) => {
    expect(wrongIn(requirement)).toEqual(expected);
  });

  it('may be any where none are declared, or nothing is known of the requirement', () => {
    expect(() => requireDeclaredClaims('x', claim('tennant', 'x').outline, undefined)).not.toThrow();
    expect(() => requireDeclaredClaims('x', undefined, DECLARED)).not.toThrow();
    expect(() => requireDeclaredClaims('x', claim('tennant', 'x').outline, DECLARED)).toThrow(
      ConfigurationError,
    );
  });
});

describe('the claims of a policy', () => {
  const set = (build: (rules: Rules, caller: { claims: Readonly<Record<string, unknown>> }) => void) =>
    new PolicySet([mapping('p', { kind: 'authenticated' }, build as never)], {
      defaultPool: 'customers',
      declaredClaims: DECLARED,
    });

  it('are refused where it is mapped from one that is not declared', () => {
    const appliesTo = { kind: 'claim', claim: 'tennant', value: 'acme' } as const;
    const policy = mapping('p', appliesTo, ({ can }) => can('do', 'It'));
    const options = { defaultPool: 'customers', declaredClaims: DECLARED };
    expect(() => new PolicySet([policy], options)).toThrow(/p is about the claim "tennant".*"tenant"/);
    expect(() => new PolicySet([policy], { defaultPool: 'customers' })).not.toThrow();
  });

  it('are refused where it reads one that is not declared, also before it throws', () => {
    expect(() => set(({ can }, { claims }) => can('do', 'It', { tenant: claims.tennant }))).toThrow(
      /p reads the claim "tennant"/,
    );
    expect(() =>
      set((_rules, { claims }) => {
        (claims.plann as { missing: { deep: string } }).missing.deep.at(0);
      }),
    ).toThrow(/p reads the claim "plann"/);
  });

  it('may be printed and compared as any object', () => {
    expect(() =>
      set(({ can }, { claims }) => {
        if (JSON.stringify(claims) !== '') can('do', 'It', { tenant: claims.tenant });
      }),
    ).not.toThrow();
  });
});

describe('the claims of a policy document', () => {
  const open = (appliesTo: object, conditions?: object) =>
    new PolicyDocuments({
      defaultPool: 'customers',
      declaredClaims: DECLARED,
      documents: [
        {
          name: 'notes.json',
          load: () =>
            JSON.stringify({
              version: 1,
              policies: [{ name: 'notes', appliesTo, rules: [{ can: 'read', subject: 'Note', conditions }] }],
            }),
        },
      ],
    }).open();

  it('are refused where a policy is mapped from one that is not declared', async () => {
    await expect(open({ kind: 'claim', claim: 'tennant', value: 'acme' })).rejects.toThrow(
      /policies\[0\]\.appliesTo.*the claim "tennant"/s,
    );
  });

  it('are refused where a template is about one that is not declared', async () => {
    const condition = (template: string) => open({ kind: 'authenticated' }, { tenantId: template });
    await expect(condition('${user.claims.tennant}')).rejects.toThrow(/tenantId.*the claim "tennant"/s);
    await expect(condition('${user.claims.tennant}')).rejects.toThrow(/the claim "tennant"/);
    await expect(condition('${user.claims.tenant}')).resolves.toBeUndefined();
    await expect(condition('${user.sub}')).resolves.toBeUndefined();
  });
});
