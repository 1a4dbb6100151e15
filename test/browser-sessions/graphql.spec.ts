import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { Authenticated, CurrentUser, Public, type UserPrincipal } from 'castellan';
import { graphqlApp, SERVERS } from '../graphql/graphql-app.js';
import type { Browser, Visit } from './browser.js';
import { ORIGIN, SessionsWorld } from './sessions-world.js';

@Resolver()
class AccountResolver {
  @Query(() => String)
  @Public()
  greeting(): string {
    return 'hello';
  }

  @Query(() => String)
  @Authenticated()
  me(@CurrentUser() user: UserPrincipal): string {
    return user.username;
  }

  @Mutation(() => String)
  @Authenticated()
  rename(@CurrentUser() user: UserPrincipal): string {
    return `${user.username} is renamed`;
  }
}

describe.each(SERVERS)('sessions of browsers on GraphQL, with %s', (server) => {
  let world: SessionsWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await SessionsWorld.create({
      start: async (options) => {
        const { app, url } = await graphqlApp(server, { options, providers: [AccountResolver] });
        return { url, stop: () => app.close() };
      },
    });
    browser = world.browser();
    await world.signIn(browser);
  });

  afterAll(() => world.stop());

  const send = (query: string, headers: Record<string, string> = {}): Promise<Visit> =>
    browser.fetch(`${ORIGIN}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });

  it('takes a session for a bearer token, once for all fields', async () => {
    const headers = { 'x-csrf-token': await world.csrfToken(browser) };
    expect((await send('{ greeting me again: me }', headers)).json().data).toEqual({
      greeting: 'hello',
      me: 'alice',
      again: 'alice',
    });
    expect((await send('mutation { rename }', headers)).json().data).toEqual({ rename: 'alice is renamed' });
  });

  it('does nothing for a request that another site may have made the browser send', async () => {
    const answer = await send('mutation { rename }');
    expect(answer.text).toContain('csrf_refused');
    expect(answer.text).not.toContain('alice');
  });
});
