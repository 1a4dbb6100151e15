import type { ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { graphql, type GraphqlAnswer, graphqlApp, readAnswer, SERVERS } from './graphql-app.js';
import { CallersResolver, PostOfArguments, PostPolicies, Posts, PostsResolver } from './posts.js';

describe.each(SERVERS)('refusals of GraphQL operations with %s', (server) => {
  let world: World;
  let app: ListeningApp;
  let alice: Required<{ accessToken?: string; idToken?: string }>;
  let expired: string;
  let tampered: string;
  let now = Date.now();
  const posts = new Posts();

  const expectNoSecret = (answer: GraphqlAnswer, token = 'no token'): void => {
    expect(answer.text).not.toContain(token);
    expect(answer.text).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules|10\.0\.0\.7|alice/);
  };

  beforeAll(async () => {
    world = await World.create({
      users: [{ username: 'alice' }],
      clock: () => now,
    });
    now -= 7_200_000;
    expired = (await world.tokens('alice')).accessToken!;
    now += 7_200_000;
    alice = (await world.tokens('alice')) as typeof alice;
    const [header, , signature] = alice.accessToken.split('.');
    const claims = Buffer.from(alice.accessToken.split('.')[1]!, 'base64url').toString();
    const forged = Buffer.from(claims.replace('alice', 'carol')).toString('base64url');
    tampered = `${header}.${forged}.${signature}`;
    app = await graphqlApp(server, {
      options: { ...world.options, unguardedHandlers: 'deny', realm: 'posts' },
      graphql: { introspection: true, includeStacktraceInErrorResponses: true },
      providers: [
        PostPolicies,
        PostsResolver,
        CallersResolver,
        PostOfArguments,
        { provide: Posts, useValue: posts },
      ],
    });
  });

  beforeEach(() => {
    posts.reset();
    CallersResolver.runs = 0;
  });

  afterAll(async () => {
    await app.app.close();
    await world.stop();
  });

  it('refuses an expired token with 401 and its challenge, whatever fields are asked for', async () => {
    const answer = await graphql(app.url, '{ hello me a: hello }', { token: expired });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="posts", error="invalid_token"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toMatchObject([
      { message: 'The token has expired.', extensions: { code: 'token_expired', status: 401 } },
    ]);
    expect(CallersResolver.runs).toBe(0);
    expectNoSecret(answer, expired);
  });

  it('answers with the media type of GraphQL where the client asks for it', async () => {
    const headers = { accept: 'application/graphql-response+json' };
    const answer = await graphql(app.url, '{ hello }', { token: tampered, headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(answer.errors).toMatchObject([{ extensions: { code: 'token_signature_invalid' } }]);
    expectNoSecret(answer, tampered);
  });

  it('runs no mutation of a request with a bad token', async () => {
    const query = 'mutation { a: sayHello updatePost(id: "1", title: "x") { id } b: sayHello }';
    const answer = await graphql(app.url, query, { token: tampered });
    expect(answer.status).toBe(401);
    expect(CallersResolver.runs).toBe(0);
    expect(posts.updates).toEqual([]);
  });

  it('refuses all batched operations of a request with a bad token', async () => {
    const answer = await graphql(app.url, ['{ hello }', '{ me }'], { token: tampered });
    expect(answer.status).toBe(401);
    expect(CallersResolver.runs).toBe(0);
  });

  it('refuses a malformed header with 400', async () => {
    const answer = await graphql(app.url, '{ hello }', { headers: { authorization: 'Bearer a b' } });
    expect(answer.status).toBe(400);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'authorization_header_malformed' } }]);
  });

  it('refuses only the field whose type of token is another one', async () => {
    const answer = await graphql(app.url, '{ who profile }', { token: alice.accessToken });
    expect(answer).toMatchObject({
      status: 200,
      data: { who: 'user', profile: null },
      codes: { profile: 'token_use_not_allowed' },
    });
    const other = await graphql(app.url, '{ profile }', { token: alice.idToken });
    expect(other.data).toEqual({ profile: 'profile' });
  });

  it('says in the error which scope a field needs', async () => {
    const answer = await graphql(app.url, '{ scoped }', { token: alice.accessToken });
    expect(answer.status).toBe(200);
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: 'insufficient_scope',
      status: 403,
      wwwAuthenticate: 'Bearer realm="posts", error="insufficient_scope", scope="articles/write"',
    });
  });

  it('refuses a parameter of a resolver that the caller cannot have', async () => {
    const answer = await graphql(app.url, '{ hello needsUser }');
    expect(answer).toMatchObject({
      status: 200,
      data: { hello: 'hello', needsUser: null },
      codes: { needsUser: 'authentication_required' },
    });
  });

  it('denies where a loader throws, and tells the caller nothing about it', async () => {
    const answer = await graphql(app.url, '{ hello brokenLoader }', { token: alice.accessToken });
    expect(answer).toMatchObject({
      data: { hello: 'hello', brokenLoader: null },
      codes: { brokenLoader: 'policy_failed' },
    });
    expectNoSecret(answer, alice.accessToken);
  });

  it('says with its code what a resolver asserted in vain', async () => {
    const answer = await graphql(app.url, '{ asserts }', { token: alice.accessToken });
    expect(answer).toMatchObject({ data: { asserts: null }, codes: { asserts: 'access_denied' } });
    expect(answer.errors[0]?.message).toBe('The caller is not allowed to do this.');
    expectNoSecret(answer, alice.accessToken);
  });

  it('says not_found where there is no subject', async () => {
    const answer = await graphql(app.url, '{ post(id: "9") { id } }', { token: alice.accessToken });
    expect(answer.codes).toEqual({ post: 'not_found' });
  });

  it('forbids caches to keep what was made for a caller', async () => {
    const answer = await graphql(app.url, '{ hello me }', { token: alice.accessToken });
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  it('guards operations over GET as those over POST', async () => {
    const get = (query: string, token?: string): Promise<Response> =>
      fetch(`${app.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: {
          'apollo-require-preflight': 'true',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      });
    const anonymous = await readAnswer(await get('{ hello me touchPost(id: "1") { id } }'));
    expect(anonymous).toMatchObject({
      data: { hello: 'hello', me: null, touchPost: null },
      codes: { me: 'authentication_required', touchPost: 'authentication_required' },
    });
    const own = await readAnswer(
      await get('{ a: touchPost(id: "1") { id } b: touchPost(id: "2") { id } }', alice.accessToken),
    );
    expect(own).toMatchObject({ data: { a: { id: '1' }, b: null }, codes: { b: 'access_denied' } });
    expect((await get('{ hello }', expired)).status).toBe(401);
    const mutation = await get('mutation { updatePost(id: "1", title: "x") { id } }');
    expect(mutation.status).toBeGreaterThanOrEqual(400);
    expect(posts.updates).toEqual(['1=1']);
  });

  it('leaves introspection to the application', async () => {
    const answer = await graphql(app.url, '{ __schema { queryType { name } } __typename }');
    expect(answer.data).toEqual({ __schema: { queryType: { name: 'Query' } }, __typename: 'Query' });
  });
});
