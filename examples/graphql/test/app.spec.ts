import { createClient } from 'graphql-ws';
import { graphql } from '../../../test/graphql/graphql-app.js';
import { type ListeningApp, listeningApp } from '../../../test/support/nest-app.js';
import { World } from '../../../test/support/world.js';
import { AppModule } from '../src/app.module.js';

describe('the example graphql', () => {
  let world: World;
  let served: ListeningApp;
  let ann: string;
  let bob: string;
  let cleo: string;

  const ask = (query: string, token?: string) => graphql(served.url, query, { token });

  beforeAll(async () => {
    world = await World.create({
      users: [
        { username: 'ann', groups: ['editors'] },
        { username: 'bob', groups: ['editors'] },
        { username: 'cleo', groups: ['admins'] },
      ],
    });
    const { userPools } = world.options;
    served = await listeningApp('Express', { imports: [AppModule.with({ userPools })] });
    const tokenOf = async (username: string) => (await world.tokens(username)).accessToken!;
    [ann, bob, cleo] = [await tokenOf('ann'), await tokenOf('bob'), await tokenOf('cleo')];
    await ask('mutation { createArticle(title: "A") { id } }', ann);
  });

  afterAll(async () => {
    await served.app.close();
    await world.stop();
  });

  it('shows everybody the articles, and only those who may their fields', async () => {
    expect((await ask('{ articles { title } me }')).data).toMatchObject({
      articles: [{ title: expect.any(String) }],
      me: null,
    });
    expect((await ask('{ articles { author } }', ann)).codes).toEqual({
      'articles.0.author': 'access_denied',
    });
    expect((await ask('{ me articles { author } }', cleo)).errors).toEqual([]);
  });

  it('lets editors write, and change what they wrote', async () => {
    const change = (id: string) => `mutation { updateArticle(id: ${id}, title: "B") { title } }`;
    expect((await ask('mutation { createArticle(title: "C") { id } }', cleo)).codes).toEqual({
      createArticle: 'access_denied',
    });
    expect((await ask(change('1'), bob)).codes).toEqual({ updateArticle: 'access_denied' });
    expect((await ask(change('9'), bob)).codes).toEqual({ updateArticle: 'not_found' });
    expect((await ask(change('1'), ann)).data).toEqual({ updateArticle: { title: 'B' } });
  });

  it('tells subscribers of changes, and nobody without a token', async () => {
    const eventsFor = (token?: string) => {
      const client = createClient({
        url: `${served.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: jest.requireActual<object>('ws'),
        connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
        retryAttempts: 0,
      });
      return { client, events: client.iterate({ query: 'subscription { articleChanged { title } }' }) };
    };
    const guest = eventsFor();
    const { value: refused } = await guest.events.next();
    expect(refused).toMatchObject({ errors: [{ extensions: { code: 'authentication_required' } }] });
    await guest.client.dispose();

    const { client, events } = eventsFor(bob);
    const told: unknown[] = [];
    const first = events.next().then(({ value }: { value?: unknown }) => told.push(value));
    const deadline = Date.now() + 20_000;
    // The subscription begins when the server has it, so the article changes until it is heard of.
    while (told.length === 0 && Date.now() < deadline) {
      await ask('mutation { updateArticle(id: 1, title: "D") { id } }', ann);
    }
    await first;
    expect(told).toEqual([{ data: { articleChanged: { title: 'D' } } }]);
    await client.dispose();
  });
});
