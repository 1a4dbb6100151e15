import type { ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { graphql, graphqlApp, SERVERS } from './graphql-app.js';
import { CallersResolver, PostOfArguments, PostPolicies, Posts, PostsResolver } from './posts.js';

describe.each(SERVERS)('fields of GraphQL operations with %s', (server) => {
  let world: World;
  let app: ListeningApp;
  let alice: string;
  let carol: string;
  const posts = new Posts();

  beforeAll(async () => {
    world = await World.create({
      users: [{ username: 'alice' }, { username: 'bob' }, { username: 'carol', groups: ['admins'] }],
    });
    app = await graphqlApp(server, {
      options: { ...world.options, unguardedHandlers: 'deny' },
      providers: [
        PostPolicies,
        PostsResolver,
        CallersResolver,
        PostOfArguments,
        { provide: Posts, useValue: posts },
      ],
    });
    alice = (await world.tokens('alice')).accessToken!;
    carol = (await world.tokens('carol')).accessToken!;
  });

  beforeEach(() => {
    posts.reset();
    CallersResolver.runs = 0;
  });

  afterAll(async () => {
    await app.app.close();
    await world.stop();
  });

  it('lets everybody run a public query', async () => {
    const answer = await graphql(app.url, '{ hello }');
    expect(answer).toMatchObject({ status: 200, data: { hello: 'hello' }, errors: [] });
  });

  it('denies anonymous callers a field, and answers the others of the operation', async () => {
    const answer = await graphql(app.url, '{ hello me }');
    expect(answer).toMatchObject({
      status: 200,
      data: { hello: 'hello', me: null },
      codes: { me: 'authentication_required' },
    });
  });

  it('denies everybody a resolver without a requirement', async () => {
    const answer = await graphql(app.url, '{ closed }', { token: carol });
    expect(answer).toMatchObject({ data: { closed: null }, codes: { closed: 'access_denied' } });
    expect(CallersResolver.runs).toBe(0);
  });

  it('hands the caller, claims, abilities and filters to resolvers', async () => {
    const answer = await graphql(app.url, '{ me who mayUpdate }', { token: alice });
    expect(answer.data).toEqual({ me: 'alice of web_client', who: 'user', mayUpdate: [true, true] });
  });

  it('decides each alias about its own arguments', async () => {
    const query = `mutation {
      mine: updatePost(id: "1", title: "new") { id title }
      theirs: updatePost(id: "2", title: "stolen") { id title }
      other: updatePost(id: "3", title: "also new") { id title }
    }`;
    const answer = await graphql(app.url, query, { token: alice });
    expect(answer).toMatchObject({
      status: 200,
      data: { mine: { id: '1', title: 'new' }, theirs: null, other: { id: '3', title: 'also new' } },
      codes: { theirs: 'access_denied' },
    });
    expect(posts.updates).toEqual(['1=1', '3=3']);
    expect(posts.byId.get('2')?.title).toBe('by bob');
  });

  it('decides aliases that run at the same time each about its own subject', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => String((index % 3) + 1));
    const query = `{ ${ids.map((id, index) => `f${index}: touchPost(id: "${id}") { id }`).join(' ')} }`;
    const answer = await graphql(app.url, query, { token: alice });
    const expected = ids.map((id, index) => [`f${index}`, id === '2' ? null : { id }]);
    expect(answer.data).toEqual(Object.fromEntries(expected));
    expect(posts.updates.toSorted()).toEqual(
      ids
        .filter((id) => id !== '2')
        .map((id) => `${id}=${id}`)
        .toSorted(),
    );
    expect(posts.loads.toSorted()).toEqual(ids.toSorted());
  });

  it('decides each batched operation about its own arguments', async () => {
    const one = (id: string) => `mutation { updatePost(id: "${id}", title: "batched") { id } }`;
    const answer = await graphql(app.url, [one('1'), one('2'), one('3')], { token: alice });
    expect(JSON.parse(answer.text)).toMatchObject([
      { data: { updatePost: { id: '1' } } },
      { data: { updatePost: null }, errors: [{ extensions: { code: 'access_denied' } }] },
      { data: { updatePost: { id: '3' } } },
    ]);
    expect(posts.updates.toSorted()).toEqual(['1=1', '3=3']);
  });

  it('decides fields that come from fragments, and a field of another type that has the same name', async () => {
    const query = `
      mutation { ...both }
      fragment both on Mutation {
        a: updatePost(id: "1", title: "x") { ...fields }
        ... on Mutation { b: updatePost(id: "2", title: "x") { ...fields } }
      }
      fragment fields on Post { id draft revenue }`;
    const answer = await graphql(app.url, query, { token: alice });
    expect(answer.data).toEqual({
      a: { id: '1', draft: 'draft of 1, decided about 1', revenue: null },
      b: null,
    });
    expect(answer.codes).toEqual({ b: 'access_denied', 'a.revenue': 'access_denied' });
  });

  it('decides a field resolver about each parent', async () => {
    const answer = await graphql(app.url, '{ postsOfAll { id draft headline } }', { token: alice });
    expect(answer.data).toEqual({
      postsOfAll: [
        { id: '1', draft: 'draft of 1, decided about 1', headline: 'BY ALICE' },
        { id: '2', draft: null, headline: 'BY BOB' },
        { id: '3', draft: 'draft of 3, decided about 3', headline: 'BY ALICE' },
      ],
    });
    expect(answer.codes).toEqual({ 'postsOfAll.1.draft': 'access_denied' });
  });

  it('asks of field resolvers what stands on their class', async () => {
    const query = '{ post(id: "1") { id title } openPost(id: "1") { id headline revenue } }';
    const anonymous = await graphql(app.url, query);
    expect(anonymous).toMatchObject({
      data: { post: null, openPost: { id: '1', headline: null, revenue: null } },
      codes: {
        post: 'authentication_required',
        'openPost.headline': 'authentication_required',
        'openPost.revenue': 'authentication_required',
      },
    });
    const user = await graphql(app.url, query, { token: alice });
    expect(user.data).toMatchObject({ openPost: { headline: 'BY ALICE', revenue: null } });
    const admin = await graphql(app.url, query, { token: carol });
    expect(admin.data).toMatchObject({ openPost: { headline: 'BY ALICE', revenue: '100' } });
  });

  it('takes arguments from variables', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${alice}` },
      body: JSON.stringify({
        query:
          'query ($mine: ID!, $theirs: ID!) { a: touchPost(id: $mine) { id } b: touchPost(id: $theirs) { id } }',
        variables: { mine: '1', theirs: '2' },
      }),
    });
    expect(await response.json()).toMatchObject({ data: { a: { id: '1' }, b: null } });
    expect(posts.updates).toEqual(['1=1']);
  });
});
