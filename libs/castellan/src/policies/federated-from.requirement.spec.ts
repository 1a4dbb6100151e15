import { ConfigurationError } from '../errors/index.js';
import type { FederatedIdentity } from '../tokens/principal.js';
import { ANONYMOUS, contextOf, machine, user, type UserTraits } from './callers.spec-helper.js';
import { federatedFrom, type FederationQuery } from './federated-from.requirement.js';
import { not } from './not.requirement.js';
import { evaluate, type Requirement } from './requirement.js';

const identity = (providerName: string, primary = true): FederatedIdentity => ({
  providerName,
  providerType: providerName,
  userId: '1',
  primary,
});
const fromGoogle = identity('Google');
const alsoGoogle = identity('Google', false);
const alsoAcme = identity('AcmeSaml', false);

const decide = (requirement: Requirement, traits: UserTraits) =>
  evaluate(requirement, contextOf(user(traits)));
const withIdToken = (...identities: FederatedIdentity[]): UserTraits => ({ tokenUse: 'id', identities });
const GOOGLE_GROUP = 'eu-west-1_customers_Google';

const google = federatedFrom('Google', 'Facebook');
const onlyGoogle = federatedFrom({ any: ['Google'], exclusive: true });

describe('federatedFrom', () => {
  it.each([
    ['made by a provider', withIdToken(fromGoogle)],
    ['linked to a provider', withIdToken(alsoGoogle)],
    ['linked to another as well', withIdToken(alsoAcme, alsoGoogle)],
    ['in the group of a provider, by an access token', { groups: ['x', GOOGLE_GROUP] }],
  ])('grants an account that is %s', (_name, traits) => {
    expect(decide(google, traits)).toEqual({ granted: true, by: 'federatedFrom(Google, Facebook)' });
    expect(decide(not(google), traits)).toMatchObject({ granted: false });
  });

  it.each([
    ['of no provider', withIdToken()],
    ['of another provider', withIdToken(identity('AcmeSaml'))],
    ['of a provider in other letters', withIdToken(identity('google'))],
    ['of no provider, whatever its groups say', { ...withIdToken(), groups: [GOOGLE_GROUP] }],
  ])('denies an account %s, by an ID token', (_name, traits) => {
    expect(decide(google, traits)).toMatchObject({
      granted: false,
      reason: 'identity_provider',
      missing: { claims: ['identities'] },
    });
    expect(decide(not(google), traits)).toMatchObject({ granted: true });
  });

  it.each([
    ['without groups', {}],
    ['with the group of another provider', { groups: ['eu-west-1_customers_AcmeSaml'] }],
    ['with the group of another pool', { groups: ['eu-west-1_staff_Google'] }],
    ['with a group that ends like it', { groups: ['x_Google', 'Google', '_Google'] }],
    ['with an identity, which no access token has', { identities: [fromGoogle] }],
  ])('cannot judge an access token %s, whichever way round', (_name, traits) => {
    for (const requirement of [google, not(google)]) {
      expect(decide(requirement, traits)).toMatchObject({
        granted: false,
        reason: 'unknown_identity_provider',
      });
    }
  });

  it('asks for the provider by another pool than the caller’s only in vain', () => {
    const staff = federatedFrom({ any: ['Google'], pool: 'staff' });
    for (const requirement of [staff, not(staff)]) {
      expect(decide(requirement, withIdToken(fromGoogle))).toMatchObject({ reason: 'pool' });
    }
    expect(decide(staff, { ...withIdToken(fromGoogle), pool: 'staff' })).toMatchObject({ granted: true });
    expect(decide(google, { ...withIdToken(fromGoogle), pool: 'staff' })).toMatchObject({ reason: 'pool' });
  });

  it('never grants a program, and needs a caller', () => {
    for (const requirement of [google, not(google), onlyGoogle]) {
      expect(evaluate(requirement, contextOf(machine()))).toMatchObject({
        reason: 'unknown_identity_provider',
      });
      expect(evaluate(requirement, contextOf(ANONYMOUS))).toMatchObject({ reason: 'anonymous' });
    }
  });

  describe('exclusively', () => {
    it('grants an account that the provider made', () => {
      expect(decide(onlyGoogle, withIdToken(fromGoogle))).toMatchObject({ granted: true });
    });

    it.each([
      ['that has a password and is linked', withIdToken(alsoGoogle)],
      ['that is linked to another provider as well', withIdToken(fromGoogle, alsoAcme)],
      ['that another provider made', withIdToken(identity('AcmeSaml'), alsoGoogle)],
      ['of no provider', withIdToken()],
    ])('denies an account %s', (_name, traits) => {
      expect(decide(onlyGoogle, traits)).toMatchObject({ reason: 'identity_provider' });
    });

    it('cannot judge an access token, whatever its groups', () => {
      expect(decide(onlyGoogle, { groups: [GOOGLE_GROUP] })).toMatchObject({
        reason: 'unknown_identity_provider',
      });
    });
  });

  it.each<[readonly unknown[], string]>([
    [[], 'an empty list'],
    [[''], 'an empty string'],
    [['Google', 1], 'a number'],
    [[['Google']], 'a list'],
    [[{ any: ['Google'] }, 'Facebook'], 'not both'],
    [[{}], 'any'],
    [[{ any: [] }], 'an empty list'],
    [[{ any: 'Google' }], 'a string'],
    [[{ any: ['Google'], all: ['x'] }], 'all'],
    [[{ any: ['Google'], exclusive: false }], 'exclusive'],
    [[{ any: ['Google'], exclusive: undefined }], 'undefined'],
    [[{ any: ['Google'], pool: undefined }], 'pool'],
    [[undefined], 'undefined'],
  ])('refuses %j', (args, part) => {
    const make = () => federatedFrom(...(args as [FederationQuery]));
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(part);
  });
});
