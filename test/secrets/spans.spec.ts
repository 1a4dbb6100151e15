import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Api, type Tokens } from '../support/api.js';
import { ObservedIdentityPool } from '../support/observed-identity-pool.js';
import { World } from '../support/world.js';
import { KnownSecrets } from './known-secrets.js';

interface Span {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly object[];
}

/** In a process of its own: what traces an application replaces parts of Node. */
describe('the spans of an application that traces everything', () => {
  const secrets = new KnownSecrets();
  let world: World;
  let pool: ObservedIdentityPool;
  let application: ChildProcess;
  let api: Api;

  beforeAll(async () => {
    world = await World.create({ users: ['alice', 'throttled'].map((username) => ({ username })) });
    const { identityPool, ...options } = world.options;
    pool = await ObservedIdentityPool.before(identityPool!.endpoint!, ({ SecretKey, SessionToken }) => {
      secrets.add('secret access key', SecretKey);
      secrets.add('session token', SessionToken);
    });
    application = fork(path.join(__dirname, 'traced-server.mjs'), { execArgv: [] });
    application.send({ ...options, identityPool: { ...identityPool!, endpoint: pool.endpoint } });
    const [{ port }] = (await once(application, 'message')) as [{ port: number }];
    api = new Api(`http://127.0.0.1:${port}`);
  });

  afterAll(async () => {
    application.kill();
    await Promise.all([pool.stop(), world.stop()]);
  });

  async function signIn(username: string): Promise<Tokens> {
    const tokens = await world.tokens(username);
    secrets.addToken('access token', tokens.accessToken!);
    secrets.addToken('ID token', tokens.idToken!);
    return tokens;
  }

  it('hold no secret, whatever goes well or wrong', async () => {
    const alice = await signIn('alice');
    const tampered = { ...alice, idToken: `${alice.idToken!.slice(0, -4)}AAAA` };
    expect((await api.get('/save/files', alice)).status).toBe(200);
    expect((await api.get('/save/elsewhere', alice)).status).toBe(403);
    expect((await api.get('/save/files', tampered)).status).toBe(401);
    expect((await api.get('/save/files', { accessToken: `${alice.accessToken!}.more` })).status).toBe(401);
    const throttled = await signIn('throttled');
    world.sandbox.faults.set('GetCredentialsForIdentity', { type: 'TooManyRequestsException' });
    expect((await api.get('/save/files', throttled)).status).toBe(503);

    application.send('spans');
    const [{ spans }] = (await once(application, 'message')) as [{ spans: readonly Span[] }];
    const names = spans.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['save', 'S3.PutObject']));
    expect(spans.some(({ events }) => events.length > 0)).toBe(true);
    expect(secrets.names).toHaveLength(4);
    expect(secrets.shownBy(JSON.stringify(spans))).toEqual([]);
    expect(secrets.shownBy(JSON.stringify([...spans, alice])).sort()).toEqual(['ID token', 'access token']);
  });
});
