import { Args, Field, Int, ObjectType, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import {
  Authenticated,
  Can,
  CurrentUser,
  ForEveryone,
  Groups,
  Policies,
  Public,
  Revocations,
  type Rules,
  TokenVerifier,
  type UserPrincipal,
} from 'castellan';
import type { ExecutionContext } from '@nestjs/common';
import { type Client, createClient } from 'graphql-ws';
import type { ListeningApp } from '../support/nest-app.js';
import { until } from '../support/until.js';
import { World } from '../support/world.js';
import { graphql, graphqlApp, type GraphqlError, type GraphqlOptions, SERVERS } from './graphql-app.js';

const HOUR_MS = 3_600_000;

@ObjectType()
class Tick {
  @Field(() => Int) n!: number;
}

@Policies()
class TickPolicies {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('follow', 'Tick', { n: 1 });
  }
}

const tickOfArguments = (context: ExecutionContext) => ({
  n: context.getArgByIndex<{ from: number }>(1).from,
});

@Resolver(() => Tick)
class TicksResolver {
  static runs = 0;
  static ended = 0;

  @Query(() => String, { nullable: true })
  @Authenticated()
  me(@CurrentUser() user: UserPrincipal): string {
    return user.username;
  }

  @Subscription(() => Tick)
  @Public()
  publicTicks(): AsyncIterableIterator<unknown> {
    TicksResolver.runs += 1;
    return ticks('publicTicks', 1);
  }

  @Subscription(() => Tick)
  @Authenticated()
  ticks(): AsyncIterableIterator<unknown> {
    TicksResolver.runs += 1;
    return ticks('ticks', 2);
  }

  @Subscription(() => Tick)
  @Authenticated()
  endless(): AsyncIterableIterator<unknown> {
    TicksResolver.runs += 1;
    return ticks('endless', Infinity);
  }

  @Subscription(() => Tick)
  @Groups('staff')
  staffTicks(): AsyncIterableIterator<unknown> {
    TicksResolver.runs += 1;
    return ticks('staffTicks', 1);
  }

  @Subscription(() => Tick)
  @Can('follow', 'Tick', { subject: tickOfArguments })
  ticksFrom(@Args('from', { type: () => Int }) from: number): AsyncIterableIterator<unknown> {
    TicksResolver.runs += 1;
    return ticks('ticksFrom', from);
  }

  @Subscription(() => Tick)
  forgotten(): AsyncIterableIterator<unknown> {
    TicksResolver.runs += 1;
    return ticks('forgotten', 1);
  }

  @ResolveField(() => Int, { nullable: true })
  @Groups('staff')
  secret(): number {
    return 42;
  }
}

async function* ticks(name: string, count: number): AsyncGenerator {
  try {
    for (let n = 1; n <= count; n += 1) {
      yield { [name]: { n } };
      if (count === Infinity) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    TicksResolver.ended += 1;
  }
}

const OPTIONS: Record<string, GraphqlOptions> = {
  'Apollo on Express': { subscriptions: { 'graphql-ws': true } },
  'Apollo on Fastify': { subscriptions: { 'graphql-ws': true } },
  'Mercurius on Fastify': { subscription: { fullWsTransport: true } },
};

describe.each(SERVERS)('GraphQL over WebSockets with %s', (server) => {
  let world: World;
  let app: ListeningApp;
  let token: string;
  /** By how much the application's clock is ahead. */
  let late = 0;
  let closed: { code: number; reason: string } | undefined;

  const clientOf = (connectionParams: Record<string, unknown>): Client =>
    createClient({
      url: `${app.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: jest.requireActual<object>('ws'),
      connectionParams,
      retryAttempts: 0,
      on: { closed: (event) => (closed = event as { code: number; reason: string }) },
    });

  /** Everything that a client is told about one operation. */
  const told = async (
    query: string,
    connectionParams: Record<string, unknown> = { Authorization: `Bearer ${token}` },
    onResult: (count: number) => void = () => undefined,
  ): Promise<string> => {
    const client = clientOf(connectionParams);
    const results: unknown[] = [];
    try {
      for await (const result of client.iterate({ query })) {
        results.push(result);
        onResult(results.length);
      }
    } catch (error) {
      results.push(error instanceof Error ? error.message : error);
    } finally {
      await client.dispose();
    }
    return JSON.stringify(results);
  };

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }, { username: 'bob', groups: ['staff'] }] });
    token = (await world.tokens('alice')).accessToken!;
    const { userPools } = world.options;
    const verifier = new TokenVerifier({ userPools, clock: () => Date.now() + late });
    app = await graphqlApp(
      server,
      {
        options: { ...world.options, unguardedHandlers: 'deny' },
        graphql: OPTIONS[server]!,
        providers: [TicksResolver, TickPolicies],
      },
      (builder) => builder.overrideProvider(TokenVerifier).useValue(verifier),
    );
  });

  beforeEach(() => {
    TicksResolver.runs = 0;
    TicksResolver.ended = 0;
    closed = undefined;
    late = 0;
  });

  afterAll(async () => {
    await app.app.close();
    await world.stop();
  });

  it('finds the caller in connectionParams', async () => {
    expect(await told('subscription { ticks { n } }')).toContain('"ticks":{"n":2}');
    expect(await told('{ me }')).toContain('"me":"alice"');
  });

  it.each<[string, Record<string, unknown>]>([
    ['authentication_required', {}],
    ['token_malformed', { authorization: 'Bearer x.y.z' }],
    ['authorization_header_malformed', { authorization: 7 }],
    ['multiple_credentials', { authorization: 'Bearer a', Authorization: 'Bearer b' }],
  ])('refuses a subscription with %s', async (code, params) => {
    const answer = await told('subscription { ticks { n } }', params);
    expect(answer).toContain(`"code":"${code}"`);
    expect(TicksResolver.runs).toBe(0);
  });

  it('lets everybody subscribe to what is public', async () => {
    expect(await told('subscription { publicTicks { n } }', {})).toContain('"publicTicks":{"n":1}');
  });

  it.each([
    'subscription { staffTicks { n } }',
    'subscription { forgotten { n } }',
    'subscription { ticksFrom(from: 2) { n } }',
  ])('denies %s', async (query) => {
    expect(await told(query)).toContain('"code":"access_denied"');
    expect(TicksResolver.runs).toBe(0);
  });

  it('decides with the arguments of the field, and each field of an event by itself', async () => {
    expect(await told('subscription { ticksFrom(from: 1) { n } }')).toContain('"ticksFrom":{"n":1}');
    const event = await told('subscription { ticks { n secret } }');
    expect(event).toContain('"secret":null');
    expect(event).toContain('"code":"access_denied"');
    const staff = { authorization: `Bearer ${(await world.tokens('bob')).accessToken!}` };
    expect(await told('subscription { ticks { n secret } }', staff)).toContain('"secret":42');
  });

  it('ends a subscription whose token is revoked', async () => {
    const own = (await world.tokens('alice')).accessToken!;
    const { iss, jti } = claimsOf(own);
    await told('subscription { endless { n } }', { authorization: `Bearer ${own}` }, (count) => {
      if (count === 3) void app.app.get(Revocations).revokeToken({ issuer: iss!, jti: jti! });
    });
    await until(() => TicksResolver.ended === 1);
    if (server !== 'Mercurius on Fastify')
      expect(closed).toMatchObject({ code: 4403, reason: 'token_revoked' });
  });

  it('ends a subscription whose token expires', async () => {
    const answer = await told('subscription { endless { n } }', undefined, (count) => {
      if (count === 3) late = 2 * HOUR_MS;
    });
    expect(answer).toContain('"endless":{"n":3}');
    await until(() => TicksResolver.ended === 1);
    if (server !== 'Mercurius on Fastify')
      expect(closed).toMatchObject({ code: 4401, reason: 'token_expired' });
  });

  it('runs no subscription over HTTP', async () => {
    const answer = await graphql(app.url, 'subscription { publicTicks { n } }', { token });
    expect(TicksResolver.runs).toBe(0);
    expect(answer.errors as GraphqlError[]).not.toEqual([]);
  });

  it('goes on guarding what comes over HTTP', async () => {
    expect((await graphql(app.url, '{ me }')).codes).toEqual({ me: 'authentication_required' });
  });
});

function claimsOf(token: string): Readonly<Record<string, string>> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, string>;
}
