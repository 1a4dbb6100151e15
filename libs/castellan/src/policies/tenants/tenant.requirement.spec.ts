import { ConfigurationError } from '../../errors/index.js';
import { ANONYMOUS, contextOf, machine, user } from '../callers.spec-helper.js';
import { anyOf } from '../any-of.requirement.js';
import { not } from '../not.requirement.js';
import { toError } from '../denial-error.js';
import { outlineText } from '../outlines/outline-text.js';
import { evaluate, type DecisionContext, type RequestValue, type Requirement } from '../requirement.js';
import type { Decision, Denied } from '../decision.js';
import { tenant } from './tenant.requirement.js';
import type { TenantQuery } from './tenant-query.js';

const OWN: TenantQuery = { claim: 'custom:tenant', param: 'tenantId' };
const alice = user({ claims: { 'custom:tenant': 'acme' } });

function decide(requirement: Requirement, caller = alice as DecisionContext['caller'], value?: unknown) {
  const asked: RequestValue[] = [];
  const verified: string[] = [];
  const context = contextOf(caller, {
    readRequest: (source) => {
      asked.push(source);
      return value as string | undefined;
    },
    tenantVerified: (name) => verified.push(name),
  });
  return { decision: evaluate(requirement, context) as Decision, asked, verified };
}

const reasonOf = (decision: Decision) => (decision.granted ? 'granted' : decision.reason);

describe('tenant(...)', () => {
  it('grants the tenant of the claim and says so', () => {
    const { decision, asked, verified } = decide(tenant(OWN), alice, 'acme');
    expect(decision).toMatchObject({ granted: true, by: 'tenant(custom:tenant = param tenantId)' });
    expect(asked).toEqual([{ kind: 'param', name: 'tenantId' }]);
    expect(verified).toEqual(['acme']);
  });

  it.each<[string, unknown]>([
    ['another tenant', 'beta'],
    ['another case', 'Acme'],
    ['space around it', 'acme '],
    ['percent-encoding', '%61cme'],
    ['a list', ['acme']],
    ['an empty value', ''],
    ['nothing', undefined],
    ['what is ambiguous', null],
    ['a longer name', 'acme:admins'],
  ])('denies where the request says %s', (_what, value) => {
    const { decision, verified } = decide(tenant(OWN), alice, value);
    expect(reasonOf(decision)).toBe('tenant');
    expect(verified).toEqual([]);
    expect(toError(decision as Denied, alice)).toMatchObject({ code: 'access_denied', httpStatus: 403 });
  });

  it.each<[string, unknown, unknown]>([
    ['missing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 7, '7'],
    ['a boolean', true, 'true'],
    ['a list', ['acme'], 'acme'],
    ['an object', { toString: 'acme' }, '[object Object]'],
    ['empty', '', ''],
  ])('denies a claim that is %s, whatever the request says', (_what, claim, value) => {
    const caller = user({ claims: { 'custom:tenant': claim } });
    expect(reasonOf(decide(tenant(OWN), caller, value).decision)).toBe('tenant');
  });

  it('does not take a claim from a prototype', () => {
    const query: TenantQuery = { claim: 'toString', param: 'tenantId' };
    expect(reasonOf(decide(tenant(query), user(), 'toString').decision)).toBe('tenant');
  });

  it('names no tenant in what it says', () => {
    const { decision } = decide(tenant(OWN), alice, 'beta');
    expect(JSON.stringify(decision)).not.toMatch(/acme|beta/);
  });

  it('tells a tenant that is missing from one that is ambiguous', () => {
    const byHost = tenant({ claim: 'custom:tenant', host: '{tenant}.example.com' });
    for (const [requirement, value, problem] of [
      [tenant(OWN), undefined, 'param tenantId is missing or empty'],
      [tenant(OWN), '', 'param tenantId is missing or empty'],
      [tenant(OWN), null, 'is there and cannot be taken for one'],
      [byHost, undefined, 'host {tenant}.example.com is missing or empty'],
      [byHost, 'acme.evil.example.com', 'is there and cannot be taken for one'],
    ] as const) {
      const { decision } = decide(requirement, alice, value);
      expect(reasonOf(decision)).toBe('tenant');
      expect((decision as Denied).message).toContain(problem);
    }
  });

  it('asks an anonymous caller for credentials, also where it hides', () => {
    for (const hideExistence of [false, true]) {
      const { decision, asked } = decide(tenant({ ...OWN, hideExistence }), ANONYMOUS, 'acme');
      expect(reasonOf(decision)).toBe('anonymous');
      expect(asked).toEqual([]);
    }
  });

  it('takes programs as well', () => {
    const program = { ...machine(), claims: { 'custom:tenant': 'acme' } };
    expect(decide(tenant(OWN), program, 'acme').decision.granted).toBe(true);
  });

  it('takes the tenants of the default pool, or of the pool that is named, and of no other', () => {
    const stranger = user({ pool: 'partners', claims: { 'custom:tenant': 'acme' } });
    const ofPartners = tenant({ ...OWN, pool: 'partners' });
    expect(reasonOf(decide(tenant(OWN), stranger, 'acme').decision)).toBe('pool');
    expect(decide(ofPartners, stranger, 'acme').decision.granted).toBe(true);
    expect(reasonOf(decide(ofPartners, alice, 'acme').decision)).toBe('pool');
  });

  it('answers 404 for every refusal where it hides', () => {
    const hiding = tenant({ ...OWN, hideExistence: true });
    const stranger = user({ pool: 'partners', claims: { 'custom:tenant': 'acme' } });
    for (const [caller, value] of [
      [alice, 'beta'],
      [alice, undefined],
      [user(), 'acme'],
      [stranger, 'acme'],
    ] as const) {
      const { decision } = decide(hiding, caller, value);
      expect(toError(decision as Denied, caller)).toMatchObject({ code: 'not_found', httpStatus: 404 });
    }
  });

  it('is never turned around', () => {
    for (const value of ['beta', undefined, '']) {
      expect(decide(not(tenant(OWN)), alice, value).decision.granted).toBe(false);
    }
  });

  it('denies where nothing can read the request', () => {
    expect(reasonOf(evaluate(tenant(OWN), contextOf(alice)) as Decision)).toBe('tenant');
  });

  it('denies where reading the request fails', () => {
    const context = contextOf(alice, {
      readRequest: () => {
        throw new Error('a fault');
      },
    });
    expect(reasonOf(evaluate(anyOf(tenant(OWN)), context) as Decision)).toBe('policy_failed');
  });

  it('compares hosts in lower case, without their port', () => {
    const byHost = tenant({ claim: 'custom:tenant', host: '{tenant}.example.com' });
    const { decision, asked } = decide(byHost, alice, 'ACME.Example.COM:8443');
    expect(decision.granted).toBe(true);
    expect(asked).toEqual([{ kind: 'host' }]);
    expect(
      reasonOf(decide(byHost, user({ claims: { 'custom:tenant': 'Acme' } }), 'Acme.example.com').decision),
    ).toBe('tenant');
  });

  it('outlines what it compares', () => {
    const byHost = tenant({ claim: 'custom:tenant', host: '{tenant}.example.com' });
    expect([tenant(OWN), byHost, tenant()].map(({ outline }) => outlineText(outline!))).toEqual([
      'tenant(custom:tenant = param tenantId)',
      'tenant(custom:tenant = host {tenant}.example.com)',
      'tenant()',
    ]);
  });

  it('uses the default of the application without a query, and fails without one', () => {
    const ofDefault = contextOf(alice, { readRequest: () => 'acme', defaultTenant: tenant(OWN) });
    expect((evaluate(tenant(), ofDefault) as Decision).granted).toBe(true);
    expect(evaluate(tenant(), contextOf(alice, { readRequest: () => 'acme' }))).toMatchObject({
      reason: 'policy_failed',
      message: expect.stringContaining('Add tenant: { claim, param } to the options'),
    });
  });

  it.each<[unknown, string]>([
    [undefined, 'takes an object such as'],
    [null, 'takes an object such as'],
    ['custom:tenant', 'takes an object such as'],
    [[], 'takes an object such as'],
    [{}, 'the claim must be a non-empty string'],
    [{ claim: 'custom:tenant' }, 'needs exactly one of param, header and host'],
    [{ claim: 'custom:tenant', param: 'a', header: 'b' }, 'needs exactly one of param, header and host'],
    [{ claim: 'custom:tenant', param: undefined }, 'param must be a non-empty string'],
    [{ claim: 'custom:tenant', param: '' }, 'param must be a non-empty string'],
    [{ claim: '', param: 'a' }, 'the claim must be a non-empty string'],
    [{ claim: 'custom:tenant', header: 'X-Tenant' }, 'in lower case'],
    [{ claim: 'custom:tenant', header: 'x tenant' }, 'in lower case'],
    [{ claim: 'custom:tenant', header: 'authorization' }, 'none of authorization, cookie, host'],
    [{ claim: 'custom:tenant', header: 'host' }, "host: '{tenant}.example.com'"],
    [{ claim: 'custom:tenant', param: 'a', pool: undefined }, 'the pool must be a non-empty string'],
    [{ claim: 'custom:tenant', param: 'a', hideExistence: 'yes' }, 'hideExistence must be true or false'],
    [{ claim: 'custom:tenant', param: 'a', optional: true }, 'optional is not an option'],
    [{ claim: 'custom:tenant', host: 'example.com' }, 'with {tenant} as one of its labels'],
    [{ claim: 'custom:tenant', host: '{tenant}' }, 'with {tenant} as one of its labels'],
    [{ claim: 'custom:tenant', host: '{tenant}.{tenant}.com' }, 'with {tenant} as one of its labels'],
    [{ claim: 'custom:tenant', host: 'a-{tenant}.example.com' }, 'with {tenant} as one of its labels'],
    [{ claim: 'custom:tenant', host: '{tenant}.Example.com' }, 'in lower case'],
    [{ claim: 'custom:tenant', host: '{tenant}.example.com:80' }, 'with {tenant} as one of its labels'],
    [{ claim: 'custom:tenant', host: /(.*)/ }, 'host must be a non-empty string'],
  ])('refuses the query %j', (query, message) => {
    const make = () => tenant(query as TenantQuery);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });
});
