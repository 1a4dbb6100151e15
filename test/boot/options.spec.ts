import { Controller, Get, Injectable, Module, Scope, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketGateway } from '@nestjs/websockets';
import { S3Client } from '@aws-sdk/client-s3';
import {
  AwsClient,
  Can,
  CastellanModule,
  Claim,
  type CastellanOptions,
  ConfigurationError,
  ForEveryone,
  ForGroup,
  Groups,
  InjectAwsClient,
  Policies,
  Public,
  Require,
  type Requirement,
} from 'castellan';
import { webSockets } from 'castellan/websockets';

const POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' } as const;
const GOOD: CastellanOptions = {
  userPools: [POOL],
  identityPool: { identityPoolId: 'eu-west-1:1f2e3d4c-1111-2222-3333-444455556666' },
};

async function boot(options: unknown, providers: Type[] = []): Promise<void> {
  @Module({ imports: [CastellanModule.forRoot(options as CastellanOptions)], providers })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  try {
    await app.init();
  } finally {
    await app.close();
  }
}

async function refusal(options: unknown, providers?: Type[]): Promise<string> {
  const error = await boot(options, providers).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).message;
}

const withPool = (change: object): object => ({ ...GOOD, userPools: [{ ...POOL, ...change }] });
const withIdentityPool = (change: object): object => ({
  ...GOOD,
  identityPool: { ...GOOD.identityPool, ...change },
});

describe('options', () => {
  it('are accepted when they are right', async () => {
    await expect(boot(GOOD)).resolves.toBeUndefined();
  });

  // Each wrong option, and what the message has to name.
  it.each<[string, unknown]>([
    ['userPools', {}],
    ['userPools', { ...GOOD, userPools: [] }],
    ['userPools', { ...GOOD, userPools: POOL }],
    ['userPools[0]', { ...GOOD, userPools: ['eu-west-1_AbCdEfGhI'] }],
    ['userPools[0].userPoolId', withPool({ userPoolId: undefined })],
    ['userPools[0].userPoolId', withPool({ userPoolId: '' })],
    ['userPools[0].userPoolId', withPool({ userPoolId: 'AbCdEfGhI' })],
    ['userPools[0].clientIds', withPool({ clientIds: undefined })],
    ['userPools[0].clientIds', withPool({ clientIds: [] })],
    ['userPools[0].clientIds', withPool({ clientIds: 'web' })],
    ['userPools[0].clientIds', withPool({ clientIds: [''] })],
    ['userPools[0].clientIds', withPool({ clientIds: [undefined] })],
    ['userPools[0].tokenUse', withPool({ tokenUse: undefined })],
    ['userPools[0].tokenUse', withPool({ tokenUse: 'Access' })],
    ['userPools[0].issuer', withPool({ issuer: 'http://issuer.example/pool' })],
    ['userPools[0].issuer', withPool({ issuer: 'https://issuer.example/pool/' })],
    ['userPools[0].name', withPool({ name: '' })],
    ['userPools[0].jwks', withPool({ jwks: {} })],
    ['clientId', withPool({ clientId: 'web' })],
    ['userPools[1]', { ...GOOD, userPools: [POOL, POOL] }],
    ['identityPool', { ...GOOD, identityPool: 'eu-west-1:1f2e3d4c-1111-2222-3333-444455556666' }],
    ['identityPool.identityPoolId', withIdentityPool({ identityPoolId: undefined })],
    ['identityPool.identityPoolId', withIdentityPool({ identityPoolId: 'eu-west-1' })],
    ['identityPool.endpoint', withIdentityPool({ endpoint: 'http://cognito.example' })],
    ['identityPoolid', withIdentityPool({ identityPoolid: 'x' })],
    ['realm', { ...GOOD, realm: 'say "api"' }],
    ['realm', { ...GOOD, realm: '' }],
    ['idTokenHeader', { ...GOOD, idTokenHeader: 'Authorization' }],
    ['idTokenHeader', { ...GOOD, idTokenHeader: 'authorization' }],
    ['clockToleranceSeconds', { ...GOOD, clockToleranceSeconds: Number.NaN }],
    ['clockToleranceSeconds', { ...GOOD, clockToleranceSeconds: -1 }],
    ['clockToleranceSeconds', { ...GOOD, clockToleranceSeconds: 3_600 }],
    ['maxTokenLength', { ...GOOD, maxTokenLength: 0 }],
    ['maxCachedTokens', { ...GOOD, maxCachedTokens: 'many' }],
    ['decisionTimeoutMilliseconds', { ...GOOD, decisionTimeoutMilliseconds: 0 }],
    ['awsClientDefaults', { ...GOOD, awsClientDefaults: 'x' }],
    [
      'credentials',
      { ...GOOD, awsClientDefaults: { credentials: { accessKeyId: 'A', secretAccessKey: 'B' } } },
    ],
    ['userPool', { ...GOOD, userPool: POOL }],
    ['unguardedDoors', { ...GOOD, unguardedDoors: ['graphql'] }],
    ['options object', undefined],
    ['options object', null],
    ['options object', []],
  ])('that are wrong stop the start with a message that names %s', async (name, options) => {
    expect(await refusal(options)).toContain(name);
  });

  it('say what was found and what to write', async () => {
    const message = await refusal(withPool({ tokenUse: undefined }));
    expect(message).toMatch(/undefined/);
    expect(message).toMatch(/'?access'?/);
  });

  it('come from a factory just as well', async () => {
    @Module({
      imports: [
        CastellanModule.forRootAsync({ useFactory: () => withPool({ clientIds: [] }) as CastellanOptions }),
      ],
    })
    class AppModule {}
    await expect(NestFactory.create(AppModule, { logger: false, abortOnError: false })).rejects.toThrow(
      'userPools[0].clientIds',
    );
  });
});

describe('forRootAsync', () => {
  @Injectable()
  class Settings {
    readonly options = GOOD;
  }
  @Module({ providers: [Settings], exports: [Settings] })
  class SettingsModule {}
  @Injectable()
  class OptionsFactory {
    createCastellanOptions() {
      return GOOD;
    }
  }
  @Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
  class FactoryModule {}

  it.each<[string, Parameters<typeof CastellanModule.forRootAsync>[0]]>([
    [
      'a factory with dependencies',
      { imports: [SettingsModule], inject: [Settings], useFactory: ({ options }: Settings) => options },
    ],
    ['a factory that is asynchronous', { useFactory: async () => GOOD }],
    ['a class', { useClass: OptionsFactory }],
    ['an existing provider', { imports: [FactoryModule], useExisting: OptionsFactory }],
  ])('takes its options from %s', async (_name, options) => {
    @Module({ imports: [CastellanModule.forRootAsync(options)] })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    await expect(app.init()).resolves.toBe(app);
    await app.close();
  });
});

describe('decorators', () => {
  it.each<[string, () => unknown]>([
    ['@Groups()', () => Groups()],
    ["@Groups('')", () => Groups('')],
    ['@Groups({})', () => Groups({})],
    ['an unknown option of @Can', () => Can('read', 'Article', { loader: () => ({}) } as object)],
    ['@AwsClient without a class', () => AwsClient(undefined as unknown as typeof S3Client)],
    ['@AwsClient with credentials', () => AwsClient(S3Client, { credentials: {} } as object)],
    ['@InjectAwsClient with credentials', () => InjectAwsClient(S3Client, { credentials: {} } as object)],
    ["@Claim('')", () => Claim('')],
    ['@Require() without a requirement', () => Require(undefined as unknown as Requirement)],
  ])('refuse %s when the class is loaded', (_name, decorate) => {
    expect(decorate).toThrow(ConfigurationError);
  });

  it('refuse to stand on a property', () => {
    expect(() => {
      class Handlers {
        list = () => [];
      }
      Public()(Handlers.prototype, 'list', undefined as unknown as TypedPropertyDescriptor<unknown>);
    }).toThrow('not a method');
  });
});

describe('policies', () => {
  it('have to be marked', async () => {
    @Injectable()
    class Unmarked {
      @ForGroup('editors')
      editors() {}
    }
    expect(await refusal(GOOD, [Unmarked])).toContain('Unmarked.editors');
  });

  it('have to hold a policy', async () => {
    @Policies()
    class Empty {}
    expect(await refusal(GOOD, [Empty])).toContain('Empty');
  });

  it('have to be singletons', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Policies()
    class Requested {
      constructor(readonly dependency: PerRequest) {}
      @ForEveryone()
      everyone() {}
    }
    expect(await refusal(GOOD, [PerRequest, Requested])).toContain('Requested is not a singleton');
  });

  it('must not lose a decorator to an override', async () => {
    class Base {
      @ForEveryone()
      everyone() {}
    }
    @Policies()
    class Overriding extends Base {
      override everyone() {}
    }
    expect(await refusal(GOOD, [Overriding])).toContain('Overriding.everyone');
  });

  it('must be about a pool that is configured', async () => {
    @Policies()
    class OfAnotherPool {
      @ForGroup('admins', { pool: 'staff' })
      admins() {}
    }
    expect(await refusal(GOOD, [OfAnotherPool])).toContain('"staff"');
  });

  it('must not include groups in a circle', async () => {
    @Policies()
    class Circle {
      @ForGroup('a', { includes: ['b'] })
      a() {}
      @ForGroup('b', { includes: ['a'] })
      b() {}
    }
    expect(await refusal(GOOD, [Circle])).toMatch(/a.*b|b.*a/);
  });
});

describe('the option doors', () => {
  it.each<[string, unknown, RegExp]>([
    ['a door that nobody called', [webSockets], /the function webSockets, which has to be called.*doors: \[/],
    ['a name', ['webSockets'], /a list with "webSockets"/],
    ['a door that is not in a list', webSockets(), /found an object/],
  ])('says what is wrong with %s', async (_what, doors, message) => {
    expect(await refusal({ ...GOOD, doors })).toMatch(message);
  });

  it.each<[object | null, RegExp]>([
    [{ maxPendingMessages: 0 }, /from 1 to \d+, found 0/],
    [{ allowedOrigins: ['https://a.example', 'b.example'] }, /origins.*found "b.example"/],
    [{ allowedOrigins: '*' }, /found "\*"/],
    [{ guests: 'yes' }, /found "yes"/],
    [{ guest: true }, /unknown option "guest"/],
    [null, /takes an object/],
  ])('says what is wrong with the options %j of webSockets', (options, message) => {
    expect(() => webSockets(options as never)).toThrow(message);
  });
});

describe('doors that are not guarded yet', () => {
  @WebSocketGateway()
  class Chat {}

  @Controller()
  class Messages {
    @MessagePattern('sum')
    sum(numbers: number[]) {
      return numbers.length;
    }
  }

  @Controller()
  class Events {
    @EventPattern('done')
    done(what: string) {
      return what;
    }
  }

  const start = async (options: object, controllers: Type[], providers: Type[]): Promise<void> => {
    @Module({ imports: [CastellanModule.forRoot({ ...GOOD, ...options })], controllers, providers })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    app.useWebSocketAdapter(new WsAdapter(app));
    try {
      await app.init();
    } finally {
      await app.close();
    }
  };

  it('stop the start', async () => {
    await expect(start({}, [], [Chat])).rejects.toThrow(/Chat is reached through websockets/);
    await expect(start({}, [Messages], [])).rejects.toThrow(/Messages.sum is reached through microservices/);
    await expect(start({}, [Events], [])).rejects.toThrow(/Events.done is reached through microservices/);
  });

  it('can be named in the options', async () => {
    await expect(
      start({ unguardedDoors: ['microservices'] }, [Messages, Events], []),
    ).resolves.toBeUndefined();
    await expect(start({ unguardedDoors: ['microservices'] }, [], [Chat])).rejects.toThrow(/websockets/);
  });
});

describe('a module that is imported twice', () => {
  it('stops the start', async () => {
    @Module({ imports: [CastellanModule.forRoot(GOOD)] })
    class FeatureModule {}
    @Module({ imports: [CastellanModule.forRoot(GOOD), FeatureModule] })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    await expect(app.init()).rejects.toThrow('imported more than once');
    await app.close();
  });
});

describe('an application without an identity pool', () => {
  it('starts', async () => {
    @Controller()
    class HealthController {
      @Get() @Public() health() {}
    }
    @Module({ imports: [CastellanModule.forRoot({ userPools: [POOL] })], controllers: [HealthController] })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    await expect(app.init()).resolves.toBe(app);
    await app.close();
  });
});
