import type { ExecutionContext } from '@nestjs/common';
import { Args, Field, ID, InputType, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  Can,
  CheckFields,
  CurrentTenant,
  ForEveryone,
  Policies,
  Public,
  type Rules,
  Tenant,
} from 'castellan';
import type { ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { graphql, graphqlApp, SERVERS } from './graphql-app.js';

@InputType()
class NoteInput {
  @Field(() => String, { nullable: true }) title?: string;
  @Field(() => String, { nullable: true }) owner?: string;
}

@Policies()
class NotePolicies {
  @ForEveryone()
  everyone({ can, cannot }: Rules) {
    can('change', 'Note', { open: true });
    cannot('change', 'Note', ['owner']);
  }
}

const noteOfArguments = (context: ExecutionContext) => ({
  open: context.getArgByIndex<{ id: string }>(1).id === '1',
});

@Resolver()
class NotesResolver {
  static runs = 0;

  @Query(() => String)
  @Public()
  hello(): string {
    return 'hello';
  }

  @Mutation(() => String, { nullable: true })
  @Can('change', 'Note', { subject: noteOfArguments })
  @CheckFields({ argument: 'input' })
  change(@Args('id', { type: () => ID }) id: string, @Args('input') input: NoteInput): string {
    NotesResolver.runs += 1;
    return `${id} ${input.title}`;
  }

  @Mutation(() => String, { nullable: true })
  @Can('change', 'Note', { subject: noteOfArguments })
  @CheckFields()
  unsaid(@Args('id', { type: () => ID }) id: string, @Args('input') input: NoteInput): string {
    NotesResolver.runs += 1;
    return `${id} ${input.title}`;
  }

  @Query(() => String, { nullable: true })
  @Tenant({ claim: 'client_id', header: 'x-tenant' })
  tenant(@CurrentTenant() tenant: string): string {
    return tenant;
  }

  @Query(() => String, { nullable: true })
  @Tenant({ claim: 'client_id', param: 'tenant' })
  tenantOfRoute(@CurrentTenant() tenant: string): string {
    return tenant;
  }
}

describe.each(SERVERS)('the fields and the tenant of an operation with %s', (server) => {
  let world: World;
  let app: ListeningApp;
  let token: string;

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }] });
    token = (await world.tokens('alice')).accessToken!;
    app = await graphqlApp(server, {
      options: world.options,
      providers: [NotesResolver, NotePolicies],
    });
  });

  beforeEach(() => {
    NotesResolver.runs = 0;
  });

  afterAll(async () => {
    await app.app.close();
    await world.stop();
  });

  it('are checked in the argument that is named, for each field by itself', async () => {
    const { data, codes } = await graphql(
      app.url,
      `
        mutation {
          fine: change(id: 1, input: { title: "New" })
          foreign: change(id: 1, input: { title: "New", owner: "bob" })
          closed: change(id: 2, input: { title: "New" })
        }
      `,
      { token },
    );
    expect(data).toEqual({ fine: '1 New', foreign: null, closed: null });
    expect(codes).toEqual({ foreign: 'access_denied', closed: 'access_denied' });
    expect(NotesResolver.runs).toBe(1);
  });

  it('deny everybody where no argument is named', async () => {
    const { codes } = await graphql(app.url, 'mutation { unsaid(id: 1, input: { title: "New" }) }', {
      token,
    });
    expect(codes).toEqual({ unsaid: 'access_denied' });
    expect(NotesResolver.runs).toBe(0);
  });

  it('compare the tenant with a header, and never with a parameter of a route', async () => {
    const headers = { 'x-tenant': 'web_client' };
    const { data, codes } = await graphql(app.url, '{ tenant tenantOfRoute }', { token, headers });
    expect(data).toEqual({ tenant: 'web_client', tenantOfRoute: null });
    expect(codes).toEqual({ tenantOfRoute: 'access_denied' });
  });
});
