import { Query, Resolver, Subscription } from '@nestjs/graphql';
import { Authenticated, Public } from 'castellan';
import { createClient } from 'graphql-ws';
import type { ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { graphql, graphqlApp, type GraphqlError, type GraphqlOptions, SERVERS } from './graphql-app.js';

@Resolver()
class TicksResolver {
  static runs = 0;

  @Query(() => String, { nullable: true })
  @Public()
  hello(): string {
    TicksResolver.runs += 1;
    return 'hello';
  }

  @Subscription(() => String)
  @Public()
  publicTicks(): AsyncIterableIterator<{ publicTicks: string }> {
    TicksResolver.runs += 1;
    return ticks('publicTicks');
  }

  @Subscription(() => String)
  @Authenticated()
  ticks(): AsyncIterableIterator<{ ticks: string }> {
    TicksResolver.runs += 1;
    return ticks('ticks');
  }
}

async function* ticks<Name extends string>(name: Name): AsyncGenerator<Record<Name, string>> {
  yield await Promise.resolve({ [name]: 'tick' } as Record<Name, string>);
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

  /** Everything that a client is told about one operation. */
  const told = async (query: string): Promise<string> => {
    const client = createClient({
      url: `${app.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: jest.requireActual<object>('ws'),
      connectionParams: { authorization: `Bearer ${token}`, Authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    const results: unknown[] = [];
    try {
      for await (const result of client.iterate({ query })) results.push(result);
    } catch (error) {
      results.push(error instanceof Error ? error.message : error);
    } finally {
      await client.dispose();
    }
    return JSON.stringify(results);
  };

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }] });
    token = (await world.tokens('alice')).accessToken!;
    app = await graphqlApp(server, {
      options: world.options,
      graphql: OPTIONS[server]!,
      providers: [TicksResolver],
    });
  });

  beforeEach(() => {
    TicksResolver.runs = 0;
  });

  afterAll(async () => {
    await app.app.close();
    await world.stop();
  });

  it.each(['subscription { ticks }', 'subscription { publicTicks }', '{ hello }'])(
    'denies %s',
    async (query) => {
      const answer = await told(query);
      expect(answer).toMatch(/"code":"(access_denied|configuration_invalid)"/);
      expect(answer).not.toMatch(/tick"|"hello":"hello"/);
      expect(TicksResolver.runs).toBe(0);
    },
  );

  it('runs no subscription over HTTP', async () => {
    const answer = await graphql(app.url, 'subscription { publicTicks }', { token });
    expect(TicksResolver.runs).toBe(0);
    expect(answer.errors as GraphqlError[]).not.toEqual([]);
  });

  it('goes on guarding what comes over HTTP', async () => {
    expect((await graphql(app.url, '{ hello }')).data).toEqual({ hello: 'hello' });
  });
});
