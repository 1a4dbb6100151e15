import { resolveRole, type RoleRequest } from './role-resolution.js';
import type { RoleMappingOptions } from '../options.js';

const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

const request = (over: Partial<RoleRequest>): RoleRequest => ({
  providerName: '127.0.0.1:4000/eu-west-1_AbCdEf123',
  claims: {},
  authenticatedRole: arn('Member'),
  ...over,
});

const role = (over: Partial<RoleRequest>) => resolveRole(request(over));
const granted = (name: string) => ({ granted: true, roleArn: arn(name) });
const denied = {
  granted: false,
  message: 'The ambiguous role mapping rules for: 127.0.0.1:4000/eu-west-1_AbCdEf123 denied this request.',
};

describe('resolveRole without a mapping', () => {
  it('gives the authenticated role, whatever roles the token names', () => {
    expect(role({ claims: { 'cognito:preferred_role': arn('Admin') } })).toEqual(granted('Member'));
  });

  it('refuses a role that the caller asks for', () => {
    expect(role({ customRoleArn: arn('Admin'), claims: { 'cognito:roles': [arn('Admin')] } })).toEqual(
      denied,
    );
  });
});

describe('resolveRole with a mapping of type Token', () => {
  const mapping: RoleMappingOptions = { type: 'Token' };

  it('gives the preferred role', () => {
    const claims = { 'cognito:preferred_role': arn('Admin'), 'cognito:roles': [arn('Admin'), arn('Editor')] };
    expect(role({ mapping, claims })).toEqual(granted('Admin'));
  });

  it('gives the role that is asked for when it is among the roles of the token', () => {
    const claims = { 'cognito:preferred_role': arn('Admin'), 'cognito:roles': [arn('Admin'), arn('Editor')] };
    expect(role({ mapping, claims, customRoleArn: arn('Editor') })).toEqual(granted('Editor'));
  });

  it('reads the roles from a comma-separated string as well', () => {
    const claims = { 'cognito:roles': `${arn('Admin')}, ${arn('Editor')}` };
    expect(role({ mapping, claims, customRoleArn: arn('Editor') })).toEqual(granted('Editor'));
  });

  it('refuses a role that is asked for and not among the roles of the token, preferred role or not', () => {
    const claims = { 'cognito:preferred_role': arn('Admin'), 'cognito:roles': [arn('Admin')] };
    const generous = { ...mapping, ambiguousRoleResolution: 'AuthenticatedRole' } as const;
    expect(role({ mapping: generous, claims, customRoleArn: arn('Owner') })).toEqual(denied);
  });

  it('does not take a part of a role for the role', () => {
    const claims = { 'cognito:roles': [arn('AdminOfAll')] };
    expect(role({ mapping, claims, customRoleArn: arn('Admin') })).toEqual(denied);
  });

  it.each([
    ['no claim', {}],
    ['several roles and no preferred one', { 'cognito:roles': [arn('Admin'), arn('Editor')] }],
    ['an empty preferred role', { 'cognito:preferred_role': '' }],
    ['a preferred role that is no string', { 'cognito:preferred_role': [arn('Admin')] }],
  ])('denies by default on %s', (_, claims) => {
    expect(role({ mapping, claims })).toEqual(denied);
  });

  it('falls back to the authenticated role only where the mapping says so', () => {
    const generous = { ...mapping, ambiguousRoleResolution: 'AuthenticatedRole' } as const;
    expect(role({ mapping: generous })).toEqual(granted('Member'));
    expect(role({ mapping: { ...mapping, ambiguousRoleResolution: 'Deny' } })).toEqual(denied);
  });
});

describe('resolveRole with a mapping of type Rules', () => {
  const rule = (
    claim: string,
    matchType: 'Equals' | 'Contains' | 'StartsWith' | 'NotEqual',
    value: string,
  ) => ({
    claim,
    matchType,
    value,
    roleArn: arn('Matched'),
  });
  const ruled = (...rules: ReturnType<typeof rule>[]): RoleMappingOptions => ({ type: 'Rules', rules });

  it.each([
    ['Equals', 'gold', 'gold', true],
    ['Equals', 'gold', 'Gold', false],
    ['Equals', 'gold', 'golden', false],
    ['NotEqual', 'gold', 'silver', true],
    ['NotEqual', 'gold', 'gold', false],
    ['StartsWith', 'gol', 'gold', true],
    ['StartsWith', 'old', 'gold', false],
    ['Contains', 'old', 'gold', true],
    ['Contains', 'x', 'gold', false],
  ] as const)('%s %p on %p: %p', (matchType, value, claim, matches) => {
    const resolution = role({ mapping: ruled(rule('tier', matchType, value)), claims: { tier: claim } });
    expect(resolution).toEqual(matches ? granted('Matched') : denied);
  });

  it.each(['Equals', 'NotEqual', 'StartsWith', 'Contains'] as const)(
    '%s does not match a claim that is missing',
    (matchType) => {
      expect(role({ mapping: ruled(rule('tier', matchType, 'gold')) })).toEqual(denied);
      expect(role({ mapping: ruled(rule('toString', matchType, 'native')) })).toEqual(denied);
    },
  );

  it('compares numbers and booleans by their text, and lists as comma-separated text', () => {
    const claims = { level: 3, email_verified: true, 'cognito:groups': ['editors', 'admins'] };
    expect(role({ mapping: ruled(rule('level', 'Equals', '3')), claims })).toEqual(granted('Matched'));
    expect(role({ mapping: ruled(rule('email_verified', 'Equals', 'true')), claims })).toEqual(
      granted('Matched'),
    );
    expect(role({ mapping: ruled(rule('cognito:groups', 'Contains', 'admins')), claims })).toEqual(
      granted('Matched'),
    );
  });

  const first = { ...rule('tier', 'StartsWith', 'g'), roleArn: arn('First') };
  const second = { ...rule('tier', 'Equals', 'gold'), roleArn: arn('Second') };
  const unmatched = { ...rule('tier', 'Equals', 'silver'), roleArn: arn('Unmatched') };
  const claims = { tier: 'gold' };

  it('takes the first rule that matches', () => {
    expect(role({ mapping: ruled(unmatched, first, second), claims })).toEqual(granted('First'));
  });

  it('lets the caller choose a later rule that matches, and no rule that does not', () => {
    const mapping = ruled(unmatched, first, second);
    expect(role({ mapping, claims, customRoleArn: arn('Second') })).toEqual(granted('Second'));
    expect(role({ mapping, claims, customRoleArn: arn('Unmatched') })).toEqual(denied);
  });

  it('does not take a role from the token', () => {
    const roles = { 'cognito:roles': [arn('Admin')], 'cognito:preferred_role': arn('Admin') };
    expect(role({ mapping: ruled(unmatched), claims: roles })).toEqual(denied);
    expect(role({ mapping: ruled(unmatched), claims: roles, customRoleArn: arn('Admin') })).toEqual(denied);
  });
});
