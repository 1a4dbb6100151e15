import type { ModuleMetadata, Type } from '@nestjs/common';
import type { TestingModuleBuilder } from '@nestjs/testing';
import {
  Authenticated,
  Can,
  type CastellanOptions,
  Claims,
  FreshAuth,
  Groups,
  Public,
  Scopes,
  TokenVerifier,
} from 'castellan';
import { type Demand, DEMANDS, type DoorOptions } from './door.js';
import {
  ArticlePolicies,
  CLAIM,
  foreignArticle,
  FRESH_SECONDS,
  GROUP,
  noArticle,
  ownArticle,
  SCOPE,
} from './requirements.js';

/** The demands, as they are written in Nest. */
const GUARDS: Readonly<Record<Demand, readonly MethodDecorator[]>> = {
  public: [Public()],
  authenticated: [Authenticated()],
  editors: [Groups(GROUP)],
  scope: [Scopes(SCOPE)],
  gold: [Claims({ [CLAIM]: 'gold' })],
  fresh: [FreshAuth(FRESH_SECONDS)],
  own: [Can('update', 'Article', { subject: ownArticle })],
  foreign: [Can('update', 'Article', { subject: foreignArticle })],
  hidden: [Can('update', 'Article', { subject: foreignArticle, hideExistence: true })],
  missing: [Can('update', 'Article', { subject: noArticle })],
  closed: [],
};

/** A class with a guarded handler for each demand, such as a controller. */
export function handlersOf(
  onClass: ClassDecorator,
  onMethod: (demand: Demand) => MethodDecorator,
  answer: (demand: Demand) => unknown = () => 'in',
): Type {
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- its methods are made below
  class Handlers {}
  for (const demand of DEMANDS) {
    // A function of its own each time: decorators write on it.
    Object.defineProperty(Handlers.prototype, demand, {
      value: () => answer(demand),
      configurable: true,
      writable: true,
    });
    const descriptor = Object.getOwnPropertyDescriptor(Handlers.prototype, demand)!;
    for (const decorate of [onMethod(demand), ...GUARDS[demand]])
      decorate(Handlers.prototype, demand, descriptor);
  }
  onClass(Handlers);
  return Handlers;
}

/** Options of the module, which lets an application with a closed handler start. */
export function moduleOptions(
  { userPools, revocations }: DoorOptions,
  doors: NonNullable<CastellanOptions['doors']> = [],
): CastellanOptions {
  return { userPools, ...(revocations && { revocations }), doors, unguardedHandlers: 'deny' };
}

export const POLICIES: Pick<ModuleMetadata, 'providers'> = { providers: [ArticlePolicies] };

/** Has the application judge tokens at the time of the test. */
export const withClock =
  ({ userPools, revocations, clock }: DoorOptions) =>
  (builder: TestingModuleBuilder): TestingModuleBuilder =>
    builder
      .overrideProvider(TokenVerifier)
      .useValue(new TokenVerifier({ userPools, clock, ...(revocations && { revocations }) }));
