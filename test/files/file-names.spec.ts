import { Api, type Tokens } from '../support/api.js';
import { rawRequest } from '../support/raw-request.js';
import { signIn } from '../support/sign-in.js';
import { startedApp, type StartedApp } from '../walk/started-app.js';
import type { SandboxDescription } from 'castellan-sandbox';

describe('bad input to the sample app', () => {
  let started: StartedApp;
  let sandbox: SandboxDescription;
  let alice: Required<Tokens>;
  let port: number;

  beforeAll(async () => {
    started = await startedApp();
    port = Number(new URL(started.appUrl).port);
    sandbox = (await (await fetch(`${started.sandboxUrl}/sandbox`)).json()) as SandboxDescription;
    const pool = sandbox.userPools[0]!;
    const { clientId } = pool.clients.find(({ name }) => name === 'web')!;
    const { username, password } = pool.users.find((user) => user.username === 'alice')!;
    alice = await signIn(pool.endpoint, clientId, username, password);
  });

  afterAll(() => started.stop());

  const send = (method: string, path: string, body = 'x') =>
    rawRequest(port, {
      method,
      path,
      headers: {
        authorization: `Bearer ${alice.accessToken}`,
        'x-id-token': alice.idToken!,
        'content-type': 'text/plain',
      },
      body: method === 'PUT' ? body : '',
    });

  // The path is sent as it stands: no client library tidies it.
  it.each([
    ['..', '/files/..'],
    ['.', '/files/.'],
    ['%2e%2e', '/files/%2e%2e'],
    ['%252e%252e', '/files/%252e%252e'],
    ['an encoded slash', '/files/..%2fbob%2fsecret'],
    ['an encoded backslash', '/files/..%5csecret'],
    ['NUL', '/files/a%00b'],
    ['a line break', '/files/a%0d%0ab'],
    ['a direction override', '/files/a%E2%80%AEb'],
    ['2 kB', `/files/${'a'.repeat(2_048)}`],
    ['malformed percent-encoding', '/files/%zz'],
    ['malformed UTF-8', '/files/%ff%fe'],
  ])('refuses the file name %s with 400', async (_name, path) => {
    for (const method of ['PUT', 'GET', 'DELETE']) {
      const { status, body } = await send(method, path);
      expect([method, status, body]).toEqual([method, 400, expect.stringContaining('"detail"')]);
      expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'bad_request' });
    }
  });

  it.each([
    '/files/of/../x',
    '/files/of/..%2f..%2f/x',
    '/files/of/eu-west-1%3A../x',
    `/files/of/${'a'.repeat(500)}/x`,
  ])('does not take %s for an identity', async (path) => {
    const { status } = await send('GET', path);
    expect([400, 404]).toContain(status);
  });

  it.each(['a b.txt', 'ünïcode.txt', '100%.txt', 'a+b.txt', "it's (1) *.txt", '...hidden', 'a'.repeat(255)])(
    'keeps a file called %j and gives it back',
    async (name) => {
      const api = new Api(started.appUrl);
      const path = `/files/${encodeURIComponent(name)}`;
      expect((await api.request('PUT', path, alice, `content of ${name}`)).status).toBe(200);
      expect((await api.get(path, alice)).text).toBe(`content of ${name}`);
      expect((await api.get('/files', alice)).json()).toContainEqual(expect.objectContaining({ name }));
      expect((await api.request('DELETE', path, alice)).status).toBe(204);
    },
  );

  it('keeps bytes as they are, and an empty file', async () => {
    const api = new Api(started.appUrl);
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await api.request('PUT', '/files/bytes', alice, bytes);
    const response = await fetch(`${started.appUrl}/files/bytes`, {
      headers: { authorization: `Bearer ${alice.accessToken}`, 'x-id-token': alice.idToken! },
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect((await api.request('PUT', '/files/empty', alice, '')).json()).toEqual({ name: 'empty', size: 0 });
  });

  it.each([
    ['is not JSON', '{"title":', 400],
    ['is a list', '[]', 400],
    ['is null', 'null', 400],
    ['has no title', '{}', 400],
    ['has a title of another type', '{"title":1}', 400],
    ['has an unknown field', '{"title":"x","ownerId":"bob"}', 400],
    ['is too large', `{"title":"${'x'.repeat(300_000)}"}`, 413],
  ])('refuses a document whose body %s', async (_case, body, status) => {
    const answer = await rawRequest(port, {
      method: 'POST',
      path: '/documents',
      headers: { authorization: `Bearer ${alice.accessToken}`, 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status, detail: expect.any(String) });
    expect(answer.body).not.toContain('node_modules');
  });

  it('refuses a file over the limit', async () => {
    const answer = await new Api(started.appUrl).request('PUT', '/files/large', alice, 'x'.repeat(6_000_000));
    expect(answer.status).toBe(413);
  });
});
