import { Controller, Get, Module, type Provider, Scope } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ApplicationPolicies,
  Can,
  CastellanModule,
  ConfigurationError,
  ForAuthenticated,
  ForEveryone,
  Policies,
  policiesOf,
  type Rules,
} from 'castellan';
import { policyTests } from 'castellan/testing';
import { Api } from '../support/api.js';
import { listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

const OTHER = 'another token';
const OPTIONS = {
  userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' as const }],
};

@Policies()
class Allowing {
  @ForAuthenticated() all({ can }: Rules) {
    can('read', 'Document');
  }
}

const runs: Forbidding[] = [];

@Policies()
class Forbidding {
  @ForAuthenticated() secrets({ cannot }: Rules) {
    runs.push(this);
    cannot('read', 'Document', { secret: true });
  }
}

/** Asks with these providers whether a caller may read: a plain document, then a secret one. */
async function answers(providers: Provider[]): Promise<boolean[]> {
  @Module({ imports: [CastellanModule.forRoot(OPTIONS)], providers })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  try {
    await app.init();
    const policies = app.get(ApplicationPolicies);
    // The start has asked the policies what they write for made-up callers.
    runs.length = 0;
    const ability = policies.abilityFor(policyTests(policies).user());
    return [{ secret: false }, { secret: true }].map((document) => ability.can('read', 'Document', document));
  } finally {
    await app.close();
  }
}

async function refusal(providers: Provider[]): Promise<string> {
  const error = await answers(providers).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).message;
}

describe('a policies class counts, its prohibitions included, where it is provided', () => {
  it.each<[string, Provider]>([
    ['by itself', Forbidding],
    ['as another class', { provide: OTHER, useClass: Forbidding }],
    ['by a factory', { provide: Forbidding, useFactory: () => new Forbidding() }],
    ['by a factory under another token', { provide: OTHER, useFactory: () => new Forbidding() }],
    [
      'by an asynchronous factory',
      { provide: Forbidding, useFactory: () => Promise.resolve(new Forbidding()) },
    ],
    ['as a value', { provide: Forbidding, useValue: new Forbidding() }],
  ])('%s', async (_how, provider) => {
    expect(await answers([Allowing, provider])).toEqual([true, false]);
  });

  it.each<[string, Provider]>([
    ['an alias', { provide: OTHER, useExisting: Forbidding }],
    ['a factory that hands it on', { provide: OTHER, useFactory: (it: unknown) => it, inject: [Forbidding] }],
  ])('once, where it is provided a second time by %s', async (_how, provider) => {
    expect(await answers([Allowing, Forbidding, provider])).toEqual([true, false]);
    expect(runs).toHaveLength(1);
  });
});

@Controller()
class DocumentsController {
  @Get('plain') @Can('read', 'Document', { subject: () => ({ secret: false }) }) plain() {}
  @Get('secret') @Can('read', 'Document', { subject: () => ({ secret: true }) }) secret() {}
}

it.each(PLATFORMS)('a prohibition that a factory provides guards routes on %s', async (platform) => {
  const world = await World.create({ users: [{ username: 'alice' }] });
  const listening = await listeningApp(platform, {
    imports: [CastellanModule.forRoot(world.options)],
    controllers: [DocumentsController],
    providers: [Allowing, { provide: OTHER, useFactory: () => Promise.resolve(new Forbidding()) }],
  });
  try {
    const api = new Api(listening.url);
    const alice = await world.tokens('alice');
    expect((await api.get('/plain', alice)).status).toBe(200);
    expect((await api.get('/secret', alice)).status).toBe(403);
  } finally {
    await listening.app.close();
    await world.stop();
  }
});

describe('an application does not start where a policies class would not count', () => {
  it.each<[string, Provider, string]>([
    [
      'a promise, which Nest does not wait for',
      { provide: Forbidding, useValue: Promise.resolve(new Forbidding()) },
      'is no object of such a class',
    ],
    ['a plain object in its place', { provide: Forbidding, useValue: {} }, 'is no object of such a class'],
    [
      'a factory that makes one for each request',
      { provide: Forbidding, useFactory: () => new Forbidding(), scope: Scope.REQUEST },
      'without a scope',
    ],
  ])('%s', async (_what, provider, message) => {
    expect(await refusal([Allowing, provider])).toContain(message);
  });

  it('a policy that another decorator made an accessor of', async () => {
    const Bound: MethodDecorator = (_target, _property, { value }) => ({ get: () => value }) as never;
    @Policies()
    class Accessor {
      @Bound @ForEveryone() rules() {}
    }
    expect(await refusal([Accessor])).toContain(
      'Accessor.rules has a policy decorator and is not a method any more',
    );
  });

  it('an accessor that overrides a policy', async () => {
    @Policies()
    class Overriding extends Allowing {}
    Object.defineProperty(Overriding.prototype, 'all', { get: () => () => undefined });
    expect(await refusal([Overriding])).toContain('Overriding.all overrides a policy');
  });

  it('policies in force that extend policies on trial', async () => {
    @Policies({ shadow: true })
    class OnTrial {
      @ForAuthenticated() all({ can }: Rules) {
        can('read', 'Document');
      }
    }
    class Between extends OnTrial {}
    @Policies()
    class Child extends Between {
      @ForEveryone() more({ can }: Rules) {
        can('list', 'Document');
      }
    }
    expect(await refusal([Child])).toContain('Child is in force and extends');
  });
});

describe('a policy decorator', () => {
  it('refuses a static method, which nobody would ask', () => {
    expect(() => {
      ForEveryone()(Allowing, 'rules', { value: () => undefined });
    }).toThrow('@ForEveryone stands on "rules", which is not a method of an object');
  });

  it('holds for the method that another decorator puts in the place of the first, above or below', () => {
    const calls: string[] = [];
    const logged = (name: string): MethodDecorator => {
      return (_target, _property, descriptor) => {
        const method = descriptor.value as (...args: unknown[]) => void;
        descriptor.value = function (this: unknown, ...args: unknown[]) {
          calls.push(name);
          method.apply(this, args);
        } as never;
      };
    };
    @Policies()
    class Wrapped {
      @logged('above') @ForAuthenticated() @logged('below') rules({ can, cannot }: Rules) {
        can('read', 'Document');
        cannot('read', 'Document', { secret: true });
      }
    }
    const { expectPolicy, user } = policyTests(policiesOf([new Wrapped()]));
    expectPolicy(user()).toAllow('read', 'Document', { secret: false });
    expectPolicy(user()).toDeny('read', 'Document', { secret: true });
    expect(calls).toEqual(expect.arrayContaining(['above', 'below']));
  });

  it('holds for a method whose name is a symbol', () => {
    const rules = Symbol('rules');
    @Policies()
    class Named {
      @ForAuthenticated() [rules]({ can }: Rules) {
        can('read', 'Document');
      }
    }
    const { expectPolicy, user } = policyTests(policiesOf([new Named()]));
    expectPolicy(user()).toAllow('read', 'Document');
  });
});
