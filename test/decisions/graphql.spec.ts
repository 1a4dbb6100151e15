import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Args, GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Can, CastellanModule, ForGroup, Groups, Policies, Public, type Rules } from 'castellan';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { RecordingSink } from './recording-sink.js';

const POOL = 'eu-west-1_AuditGraphql';

@Policies()
class ArticlePolicies {
  @ForGroup('editors') editors({ can }: Rules) {
    can('update', 'Article');
  }
}

@Resolver()
class ArticlesResolver {
  @Query(() => String) @Public() ping(): string {
    return 'pong';
  }
  @Mutation(() => String, { nullable: true })
  @Can('update', 'Article')
  update(@Args('id', { type: () => String }) id: string): string {
    return id;
  }
  @Mutation(() => String, { nullable: true })
  @Groups('admins')
  remove(@Args('id', { type: () => String }) id: string): string {
    return id;
  }
}

describe.each(PLATFORMS)('the decision log with GraphQL on %s', (platform) => {
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let tokens: TokenFactory;
  const sink = new RecordingSink();

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('audit-graphql');
    keyServer.publish(POOL, [key.jwk]);
    const issuer = keyServer.issuer(POOL);
    tokens = new TokenFactory({ key, issuer, clientId: 'web' });
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [{ userPoolId: POOL, issuer, clientIds: ['web'], tokenUse: 'access' }],
          decisionLog: { sink, grantSampleRate: 1, requestIdHeader: 'x-request-id' },
        }),
        GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
      ],
      providers: [ArticlePolicies, ArticlesResolver],
    });
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
  });

  it('records each field of an operation, by its resolver and without its arguments', async () => {
    await fetch(`${listening.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens.access({ 'cognito:groups': ['editors'] })}`,
        'x-request-id': 'r-1',
      },
      body: JSON.stringify({
        query:
          'mutation { a: update(id: "SENTINEL-1") b: remove(id: "SENTINEL-2") c: update(id: "SENTINEL-3") }',
      }),
    });
    const entries = await sink.takeDecisions();
    expect(entries).toMatchObject([
      { route: { handler: 'ArticlesResolver.update' }, granted: true, requestId: 'r-1' },
      { route: { handler: 'ArticlesResolver.remove' }, granted: false, reason: 'group', requestId: 'r-1' },
      { route: { handler: 'ArticlesResolver.update' }, granted: true, requestId: 'r-1' },
    ]);
    expect(JSON.stringify(entries)).not.toContain('SENTINEL');
  });
});
