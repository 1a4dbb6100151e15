import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { type TokenExpectation, TokenVerifier } from '../../tokens/index.js';
import { Pool, TokenUse } from '../decorators/token.decorators.js';
import { nameHandler } from './class-methods.js';
import { TokenExpectations } from './token-expectations.js';

const verifier = new TokenVerifier({
  userPools: ['customers', 'staff', 'partners'].map((name) => ({
    name,
    userPoolId: `eu-west-1_${name}`,
    clientIds: ['web'],
    tokenUse: 'access',
  })),
});

class Plain {
  nothing() {}
  @TokenUse('id') id() {}
  @Pool('staff', 'partners') @Pool('customers', 'staff') twice() {}
}

@TokenUse('id')
@Pool('staff', 'customers')
class Guarded extends Plain {
  own() {}
  @TokenUse('access') replaced() {}
  @Pool('staff') narrowed() {}
}

@TokenUse('access')
class Sub extends Guarded {
  override id() {}
  override narrowed() {}
}

class Bound extends Plain {
  constructor() {
    super();
    this.id = this.id.bind(this);
  }
}

class Ambiguous {
  @TokenUse('id') one() {}
  @TokenUse('access') other() {}
}
Ambiguous.prototype.other = Ambiguous.prototype.one;

@Pool('staff')
class Closed extends Plain {
  @Pool('partners') none() {}
  @Pool('Staff') unknown() {}
}

describe('what a handler expects of a token', () => {
  let expectations: TokenExpectations;

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [TokenExpectations, { provide: TokenVerifier, useValue: verifier }],
    }).compile();
    expectations = module.get(TokenExpectations);
  });

  const of = (type: Type, name: string): TokenExpectation =>
    expectations.of(type, Reflect.get(type.prototype as object, name) as () => void);

  it.each<[string, Type, string, TokenExpectation]>([
    ['nothing where nothing is written', Plain, 'nothing', {}],
    ['what is on the handler', Plain, 'id', { tokenUse: 'id' }],
    ['the pools that all decorators name', Plain, 'twice', { pools: ['staff'] }],
    ['what is on the class', Guarded, 'own', { tokenUse: 'id', pools: ['staff', 'customers'] }],
    ['the type of the handler', Guarded, 'replaced', { tokenUse: 'access', pools: ['staff', 'customers'] }],
    ['the pools that class and handler name', Guarded, 'narrowed', { tokenUse: 'id', pools: ['staff'] }],
    ['what is on inherited handlers', Guarded, 'twice', { tokenUse: 'id', pools: ['staff'] }],
    ['the type of the nearest class', Sub, 'own', { tokenUse: 'access', pools: ['staff', 'customers'] }],
    ['the type of the overridden handler', Sub, 'id', { tokenUse: 'id', pools: ['staff', 'customers'] }],
    ['the pools of the overridden handler', Sub, 'narrowed', { tokenUse: 'access', pools: ['staff'] }],
  ])('is %s', (_what, type, name, expected) => {
    const found = of(type, name);
    expect({ ...found, ...(found.pools && { pools: [...found.pools].sort() }) }).toEqual({
      ...expected,
      ...(expected.pools && { pools: [...expected.pools].sort() }),
    });
  });

  it('is known of a method that was bound in the constructor', () => {
    const { id } = new Bound();
    nameHandler(id, 'id');
    expect(expectations.of(Bound, id)).toEqual({ tokenUse: 'id' });
  });

  it('is that of the class for a function that is not one of its methods', () => {
    expect(expectations.of(Guarded, () => undefined)).toEqual({
      tokenUse: 'id',
      pools: ['staff', 'customers'],
    });
  });

  it('is found once, and cannot be changed', () => {
    expect(of(Guarded, 'own')).toBe(of(Guarded, 'own'));
    expect(Object.isFrozen(of(Guarded, 'own'))).toBe(true);
  });

  it.each([
    [Ambiguous, 'one', 'another @TokenUse under each of its names'],
    [Closed, 'none', 'Closed.none accepts the tokens of no user pool'],
    [
      Closed,
      'unknown',
      '"Staff", which is not configured. The configured pools are customers, staff, partners.',
    ],
  ] as const)('is a mistake where nobody can fulfil it: %p %s', (type, name, message) => {
    expect(() => of(type, name)).toThrow(ConfigurationError);
    expect(() => of(type, name)).toThrow(message);
  });
});
