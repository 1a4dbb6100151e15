import { generateKeyPairSync, sign } from 'node:crypto';
import { Api, type ApiAnswer } from '../support/api.js';
import { rawRequest } from '../support/raw-request.js';
import { AuthWorld, mount, type MountedApi, MOUNTS, PASSWORD } from './auth-world.js';

interface SentProblem {
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const problemOf = (answer: ApiAnswer): SentProblem => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return answer.json() as SentProblem;
};

describe.each(MOUNTS)('the ready-made routes on %s', (kind) => {
  let world: AuthWorld;
  let mounted: MountedApi;
  let api: Api;

  beforeAll(async () => {
    world = await AuthWorld.create();
    mounted = await mount(kind, world, { routes: { maxBodyBytes: 2_048 } });
    api = new Api(mounted.url);
  });
  afterAll(async () => {
    await mounted.close();
    await world.stop();
  });

  const post = (path: string, body: unknown): Promise<ApiAnswer> =>
    api.request('POST', `/auth/${path}`, {}, body);
  const tokens = async (): Promise<{ accessToken: string; idToken: string }> => {
    const answer = await post('sign-in', { username: 'alice', password: PASSWORD });
    return (answer.json() as { tokens: { accessToken: string; idToken: string } }).tokens;
  };

  it.each([
    ['nothing', {}, [{ pointer: '/username', detail: 'is required' }]],
    ['a wrong type', { username: 7 }, [{ pointer: '/username', detail: 'must be a string' }]],
    [
      'a member that is not known',
      { username: 'alice', role: 'admin' },
      [{ pointer: '/role', detail: 'is not known here' }],
    ],
    [
      'too much',
      { username: 'a'.repeat(129) },
      [{ pointer: '/username', detail: 'must have at most 128 characters' }],
    ],
    [
      'control characters',
      { username: 'a\u0000b' },
      [{ pointer: '/username', detail: 'must have no spaces and no control characters' }],
    ],
    ['a list in its place', ['alice'], [{ pointer: '', detail: 'must be an object' }]],
  ])('say what is wrong with a body: %s', async (_what, body, errors) => {
    const problem = problemOf(await post('password/forgot', body));
    expect(problem).toMatchObject({ status: 400, code: 'request_body_invalid', errors });
  });

  it('never repeat what was sent', async () => {
    const secret = 'sentinel secret';
    const answer = await post('sign-in', {
      username: secret,
      password: [secret],
      [secret]: secret,
      flow: secret,
    });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('sentinel');
  });

  it('take no attribute that users may not write', async () => {
    const signUp = await post('sign-up', {
      username: 'mallory',
      password: PASSWORD,
      attributes: { email: 'mallory@example.com', 'custom:tenant': 'acme' },
    });
    expect(problemOf(signUp)).toMatchObject({
      code: 'request_body_invalid',
      errors: [{ pointer: '/attributes/custom:tenant', detail: 'is not known here' }],
    });
    const { accessToken } = await tokens();
    const update = await api.request(
      'PATCH',
      '/auth/me',
      { accessToken },
      { attributes: { 'custom:tenant': 'acme' } },
    );
    expect(problemOf(update).code).toBe('request_body_invalid');
  });

  it('take JSON alone, which no form of another site can send', async () => {
    const form = await fetch(`${mounted.url}/auth/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'alice', password: PASSWORD }),
    });
    expect(form.status).toBe(415);
    const text = await fetch(`${mounted.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ username: 'alice', password: PASSWORD }),
    });
    expect(text.status).toBe(415);
  });

  it('read no body that is longer than they may', async () => {
    const answer = await post('sign-in', { username: 'alice', password: 'p'.repeat(3_000) });
    expect(problemOf(answer)).toMatchObject({ status: 413, code: 'request_body_too_large' });
  });

  it('answer 400 to what is not JSON', async () => {
    const { status } = await rawRequest(mounted.port, {
      method: 'POST',
      path: '/auth/sign-in',
      headers: { 'Content-Type': 'application/json' },
      body: '{"username": ',
    });
    expect(status).toBe(400);
  });

  it('do not tell whether a user exists', async () => {
    const bodies = (username: string): [string, object][] => [
      ['sign-in', { username, password: 'Wrong-horse-1' }],
      ['password/forgot', { username }],
      ['password/reset', { username, code: '123456', newPassword: PASSWORD }],
      ['sign-up/resend', { username }],
      ['sign-up/confirm', { username, code: '123456' }],
      ['sign-up', { username, password: PASSWORD, attributes: { email: 'new@example.com' } }],
    ];
    for (const [index, [path, ofAlice]] of bodies('alice').entries()) {
      const known = await post(path, ofAlice);
      const unknown = await post(path, bodies('nobody-of-that-name')[index]![1]);
      expect([path, unknown.status, unknown.text]).toEqual([path, known.status, known.text]);
    }
  });

  it('let nobody in to an account without an access token of its user', async () => {
    const { idToken } = await tokens();
    const paths = ['me', 'me/devices', 'me/passkeys'];
    for (const path of paths) {
      const anonymous = await api.get(`/auth/${path}`);
      expect([path, anonymous.status, problemOf(anonymous).code]).toEqual([
        path,
        401,
        'authentication_required',
      ]);
      const withIdToken = await api.get(`/auth/${path}`, { accessToken: idToken });
      expect([path, problemOf(withIdToken).code]).toEqual([path, 'token_use_not_allowed']);
    }
    const deletion = await api.request('DELETE', '/auth/me');
    expect(deletion.status).toBe(401);
  });

  it('let no forged token in', async () => {
    const { accessToken } = await tokens();
    const [header, payload] = accessToken.split('.');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signature = sign('RSA-SHA256', Buffer.from(`${header}.${payload}`), privateKey).toString(
      'base64url',
    );
    const answer = await api.get('/auth/me', { accessToken: `${header}.${payload}.${signature}` });
    expect([answer.status, problemOf(answer).code]).toEqual([401, 'token_signature_invalid']);
  });

  it('leave other addresses to the application', async () => {
    expect((await api.get('/auth/nothing-here')).status).toBeGreaterThanOrEqual(400);
    expect((await api.get('/auth/sign-in')).status).toBeGreaterThanOrEqual(400);
  });
});
