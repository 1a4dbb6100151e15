import { Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  Authenticated,
  CurrentUser,
  ForEveryone,
  Policies,
  Public,
  ReadableFields,
  type Rules,
  type UserPrincipal,
} from 'castellan';
import type { ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { graphql, graphqlApp, type GraphqlOptions, SERVERS } from './graphql-app.js';
import { Post } from './posts.js';

@ObjectType()
class Colleague {
  @Field(() => String) name!: string;
  @Field(() => Int, { nullable: true }) salary?: number;
}

@Resolver()
@Authenticated()
class NameResolver {
  @Query(() => String, { nullable: true })
  name(@CurrentUser() user: UserPrincipal): string {
    return user.username;
  }
}

@Resolver(() => Post)
@Public()
class FieldResolver {
  @Query(() => Post)
  someone(): Post {
    return { id: '1', author: 'alice', title: 'title' };
  }

  @ResolveField(() => String, { nullable: true })
  @Authenticated()
  secret(@Parent() post: Post): string {
    return post.title;
  }
}

@Resolver()
@Authenticated()
class ColleaguesResolver {
  @Query(() => [Colleague], { nullable: true })
  @ReadableFields('Colleague', { unreadable: 'omit' })
  colleagues(@Context() context: object): object[] {
    return Object.keys(context).length === 0 ? [] : [{ name: 'Ann', salary: 100 }];
  }
}

@Policies()
class ColleaguePolicies {
  @ForEveryone()
  everyone({ can, cannot }: Rules) {
    can('read', 'Colleague');
    cannot('read', 'Colleague', ['salary']);
  }
}

@Resolver(() => Post)
@Public()
class FilteringResolver {
  @Query(() => Post)
  someone(): Post {
    return { id: '1', author: 'alice', title: 'title' };
  }

  @ResolveField(() => Post, { nullable: true })
  @ReadableFields('Post')
  next(@Parent() post: Post): Post {
    return post;
  }
}

describe.each(SERVERS)('what a GraphQL application is set up with, with %s', (server) => {
  let world: World;
  let alice: string;
  let bob: string;
  let app: ListeningApp | undefined;

  const start = async (providers: (new () => object)[], options: GraphqlOptions = {}): Promise<string> => {
    app = await graphqlApp(server, { options: world.options, graphql: options, providers });
    return app.url;
  };

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }, { username: 'bob' }] });
    alice = (await world.tokens('alice')).accessToken!;
    bob = (await world.tokens('bob')).accessToken!;
  });

  afterEach(async () => {
    await app?.app.close();
    app = undefined;
  });

  afterAll(() => world.stop());

  it('does not start where Nest would not guard resolvers of fields', async () => {
    await expect(start([FieldResolver], { fieldResolverEnhancers: [] })).rejects.toThrow(
      'FieldResolver.secret resolves a field, and Nest runs no guards and filters for such resolvers, so its ' +
        "requirements would not be checked. Add fieldResolverEnhancers: ['guards', 'filters']",
    );
    await expect(start([FieldResolver], { fieldResolverEnhancers: ['interceptors'] })).rejects.toThrow(
      'runs no guards and filters',
    );
  });

  it('does not start where Nest would not filter what resolvers of fields return', async () => {
    await expect(start([FilteringResolver])).rejects.toThrow(
      "Add fieldResolverEnhancers: ['guards', 'filters', 'interceptors']",
    );
  });

  it('starts without them where there are resolvers of queries only', async () => {
    const url = await start([NameResolver], { fieldResolverEnhancers: [] });
    expect((await graphql(url, '{ name }', { token: alice })).data).toEqual({ name: 'alice' });
  });

  it('removes fields that the caller may not read from what a query returns', async () => {
    const url = await start([ColleaguesResolver, ColleaguePolicies]);
    const answer = await graphql(url, '{ colleagues { name salary } }', { token: alice });
    expect(answer.data).toEqual({ colleagues: [{ name: 'Ann', salary: null }] });
  });

  it('finds the request where the application has a context of its own', async () => {
    const url = await start([NameResolver], { context: () => ({ loaders: {} }) });
    expect((await graphql(url, '{ name }', { token: alice })).data).toEqual({ name: 'alice' });
  });

  it('denies every field where the context hides the request', async () => {
    const url = await start([NameResolver], { context: () => ({ req: { headers: {} } }) });
    const answer = await graphql(url, '{ name }', { token: alice });
    const isFound = server === 'Mercurius on Fastify';
    // Mercurius adds the reply to every context, and the reply has the request.
    expect(answer.codes).toEqual(isFound ? {} : { name: 'configuration_invalid' });
    expect(answer.data).toEqual({ name: isFound ? 'alice' : null });
  });

  it('tells callers apart where the application has one context for all requests', async () => {
    const shared = {};
    const url = await start([NameResolver], { context: () => shared });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        graphql(url, '{ name }', { token: index % 2 === 0 ? alice : bob }),
      ),
    );
    for (const [index, { data, codes }] of answers.entries()) {
      if (data?.name === null) expect(codes).toEqual({ name: 'configuration_invalid' });
      else expect(data).toEqual({ name: index % 2 === 0 ? 'alice' : 'bob' });
    }
    const later = await graphql(url, '{ name }', { token: bob });
    if (later.data?.name === null) expect(later.codes).toEqual({ name: 'configuration_invalid' });
    else expect(later.data).toEqual({ name: 'bob' });
  });
});
