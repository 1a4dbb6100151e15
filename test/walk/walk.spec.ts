import type { S3Request, SandboxDescription } from 'castellan-sandbox';
import { Api, type ApiAnswer, type Tokens } from '../support/api.js';
import { machineToken, signIn } from '../support/sign-in.js';
import { until } from '../support/until.js';
import { startedApp, type StartedApp } from './started-app.js';

interface Document {
  id: string;
  title: string;
  ownerId: string;
  published: boolean;
}

const INVALID_TOKEN = 'Bearer realm="api", error="invalid_token"';

let started: StartedApp;
let api: Api;
let sandbox: SandboxDescription;
let alice: Required<Tokens>;
let bob: Required<Tokens>;
let carol: Required<Tokens>;
let shortLived: Required<Tokens>;

async function tokensOf(username: string, clientName = 'web'): Promise<Required<Tokens>> {
  const pool = sandbox.userPools[0]!;
  const client = pool.clients.find(({ name }) => name === clientName)!;
  const user = pool.users.find((candidate) => candidate.username === username)!;
  return signIn(pool.endpoint, client.clientId, username, user.password);
}

/** In milliseconds since the epoch. */
function expiryOf({ accessToken }: Required<Tokens>): number {
  const payload = Buffer.from(accessToken!.split('.')[1]!, 'base64url').toString();
  return (JSON.parse(payload) as { exp: number }).exp * 1_000;
}

async function identityOf(tokens: Tokens): Promise<string> {
  const { identityId } = (await api.get('/me', tokens)).json() as { identityId: string };
  return identityId;
}

function expectProblem(answer: ApiAnswer, status: number, code: string, challenge: string | null): void {
  expect(answer.json()).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('www-authenticate')).toBe(challenge);
  expect(answer.headers.get('cache-control')).toBe('no-store');
}

beforeAll(async () => {
  started = await startedApp();
  api = new Api(started.appUrl);
  sandbox = (await (await fetch(`${started.sandboxUrl}/sandbox`)).json()) as SandboxDescription;
  [alice, bob, carol, shortLived] = await Promise.all([
    tokensOf('alice'),
    tokensOf('bob'),
    tokensOf('carol'),
    tokensOf('alice', 'short-lived'),
  ]);
});

afterAll(() => started.stop());

describe('the front door', () => {
  it('is open where it is public', async () => {
    const answer = await api.get('/health');
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({ status: 'ok' });
  });

  it('tells callers who they are', async () => {
    const answer = await api.get('/me', alice);
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      principal: { kind: 'user', username: 'alice', groups: ['editors'] },
      identityId: expect.stringMatching(/^eu-west-1:[0-9a-f-]{36}$/),
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('tells users who they are without an ID token too, but not which identity they have at AWS', async () => {
    const answer = await api.get('/me', { accessToken: alice.accessToken });
    expect(answer.json()).toMatchObject({ principal: { username: 'alice' }, identityId: null });
  });

  it('asks for a token', async () => {
    expectProblem(await api.get('/me'), 401, 'authentication_required', 'Bearer realm="api"');
  });

  it('refuses an access token of another app client', async () => {
    const foreign = await tokensOf('alice', 'another-application');
    expectProblem(await api.get('/me', foreign), 401, 'token_client_not_allowed', INVALID_TOKEN);
  });

  it('refuses an ID token in place of an access token', async () => {
    expectProblem(
      await api.get('/me', { accessToken: alice.idToken }),
      401,
      'token_use_not_allowed',
      INVALID_TOKEN,
    );
  });

  it('refuses an expired token', async () => {
    await until(() => Date.now() >= expiryOf(shortLived));
    expectProblem(await api.get('/me', shortLived), 401, 'token_expired', INVALID_TOKEN);
  });

  it('refuses a tampered token', async () => {
    const [header, payload, signature] = alice.accessToken!.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, 'cognito:groups': ['admins'] })).toString(
      'base64url',
    );
    const answer = await api.get('/me', { accessToken: `${header}.${forged}.${signature}` });
    expectProblem(answer, 401, 'token_signature_invalid', INVALID_TOKEN);
  });
});

describe('documents', () => {
  let draft: Document;

  it('lets an editor create one', async () => {
    const answer = await api.request('POST', '/documents', alice, { title: 'Plans', body: 'To be written.' });
    expect(answer.status).toBe(201);
    draft = answer.json() as Document;
    expect(draft).toMatchObject({ title: 'Plans', published: false, locked: false });
  });

  it('lets nobody else create one', async () => {
    const content = { title: 'Mine', body: '' };
    expectProblem(await api.request('POST', '/documents', bob, content), 403, 'access_denied', null);
    expectProblem(
      await api.request('POST', '/documents', {}, content),
      401,
      'authentication_required',
      'Bearer realm="api"',
    );
  });

  it('shows everybody the published ones, authors their drafts and admins all', async () => {
    const titles = async (tokens: Tokens) =>
      ((await api.get('/documents', tokens)).json() as Document[]).map(({ title }) => title);
    expect(await titles({})).toEqual(['Welcome']);
    expect(await titles(bob)).toEqual(['Welcome']);
    expect(await titles(alice)).toEqual(expect.arrayContaining(['Welcome', 'Plans']));
    expect(await titles(carol)).toEqual(expect.arrayContaining(['Welcome', 'Plans']));
  });

  it("answers for somebody else's draft as for one that does not exist", async () => {
    const hidden = await api.get(`/documents/${draft.id}`, bob);
    const absent = await api.get('/documents/no-such-id', bob);
    expectProblem(hidden, 404, 'not_found', null);
    expect(hidden.text).toBe(absent.text);
    expect((await api.get(`/documents/${draft.id}`, alice)).status).toBe(200);
  });

  it('lets the author change it, and nobody change its owner', async () => {
    const path = `/documents/${draft.id}`;
    expect((await api.request('PATCH', path, alice, { published: true })).json()).toMatchObject({
      published: true,
    });
    expectProblem(await api.request('PATCH', path, bob, { title: 'Ha' }), 403, 'access_denied', null);
    for (const tokens of [alice, carol]) {
      expectProblem(await api.request('PATCH', path, tokens, { ownerId: 'x' }), 403, 'access_denied', null);
    }
    expect((await api.get(path)).json()).toMatchObject({ title: 'Plans', ownerId: draft.ownerId });
  });

  it('lets only admins change a locked one', async () => {
    const path = `/documents/${draft.id}`;
    expect((await api.request('PATCH', path, carol, { locked: true })).status).toBe(200);
    expectProblem(await api.request('PATCH', path, alice, { title: 'Ha' }), 403, 'access_denied', null);
    expect((await api.request('PATCH', path, carol, { title: 'Final plans' })).status).toBe(200);
  });

  it('lets only admins delete it', async () => {
    const path = `/documents/${draft.id}`;
    for (const tokens of [alice, bob]) {
      expectProblem(await api.request('DELETE', path, tokens), 403, 'access_denied', null);
    }
    expect((await api.request('DELETE', path, carol)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });
});

describe('files', () => {
  const content = 'Only for alice.\n';

  it("keeps a file under the caller's own identity and gives it back", async () => {
    expect((await api.request('PUT', '/files/note.txt', alice, content)).status).toBe(200);
    const answer = await api.get('/files/note.txt', alice);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(content);
    expect((await api.get('/files', alice)).json()).toEqual([{ name: 'note.txt', size: content.length }]);
    expect((await api.get('/files', bob)).json()).toEqual([]);
  });

  it("is refused somebody else's file by S3 itself, with the caller's own credentials", async () => {
    const [aliceId, bobId] = await Promise.all([identityOf(alice), identityOf(bob)]);
    const answer = await api.get(`/files/of/${aliceId}/note.txt`, bob);
    expectProblem(answer, 403, 'aws_access_denied', null);

    const log = (await (await fetch(`${started.sandboxUrl}/sandbox/s3/requests`)).json()) as S3Request[];
    const asked = log.filter(({ key }) => key === `${aliceId}/note.txt`).at(-1);
    expect(asked).toMatchObject({
      identityId: bobId,
      operation: 'GetObject',
      status: 403,
      errorCode: 'AccessDenied',
    });
    expect((await api.get(`/files/of/${aliceId}/note.txt`, alice)).text).toBe(content);
  });

  it('needs the ID token, and one that belongs to the access token', async () => {
    const { accessToken } = alice;
    expectProblem(await api.get('/files', { accessToken }), 400, 'id_token_required', null);
    const mixed = await api.get('/files', { accessToken, idToken: bob.idToken });
    expectProblem(mixed, 401, 'token_binding_mismatch', INVALID_TOKEN);
  });

  it('deletes a file', async () => {
    expect((await api.request('DELETE', '/files/note.txt', alice)).status).toBe(204);
    expect((await api.get('/files/note.txt', alice)).status).toBe(404);
  });
});

describe('reports', () => {
  it('are read by a program with the scope', async () => {
    const { endpoint, clients } = sandbox.userPools[0]!;
    const { clientId, clientSecret } = clients.find(({ name }) => name === 'reporting')!;
    const accessToken = await machineToken(endpoint, clientId, clientSecret!);
    const answer = await api.get('/reports', { accessToken });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ requestedBy: 'machine' });
    expectProblem(await api.get('/me', { accessToken }), 403, 'access_denied', null);
    expectProblem(await api.get('/files', { accessToken }), 403, 'access_denied', null);
  });

  it('are kept from users without the scope, who are told which one', async () => {
    expectProblem(
      await api.get('/reports', carol),
      403,
      'insufficient_scope',
      'Bearer realm="api", error="insufficient_scope", scope="reports/read"',
    );
  });
});
