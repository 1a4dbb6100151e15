import { Revocations } from 'castellan';
import { webSockets } from 'castellan/websockets';
import { PLATFORMS, type ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import {
  claimsOf,
  connect,
  gatewayApp,
  HandshakeRefused,
  type Presented,
  Runs,
  SOCKETS,
  type SocketKind,
  type TestClient,
} from './gateway-app.js';
import { LobbyGateway, OrderPolicies, OrdersGateway } from './orders.js';

const PARTS = { providers: [Runs, OrderPolicies, OrdersGateway, LobbyGateway] };
const CASES = SOCKETS.flatMap((kind) => PLATFORMS.map((platform) => [kind, platform] as const));

const bearer = (token: string): Presented => ({ headers: { authorization: `Bearer ${token}` } });

async function refusal(kind: SocketKind, url: string, presented?: Presented): Promise<HandshakeRefused> {
  const outcome: unknown = await connect(kind, url, presented).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(HandshakeRefused);
  return outcome as HandshakeRefused;
}

describe.each(CASES)('gateways over %s on %s', (kind, platform) => {
  let world: World;
  let served: ListeningApp;
  let runs: Runs;
  let token: string;
  let idToken: string;
  const clients: TestClient[] = [];

  const open = async (presented: Presented): Promise<TestClient> => {
    const client = await connect(kind, served.url, presented);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    world = await World.create({
      users: [
        { username: 'alice', groups: ['customers'] },
        { username: 'bob', groups: ['staff'] },
      ],
    });
    const alice = await world.tokens('alice');
    [token, idToken] = [alice.accessToken!, alice.idToken!];
    served = await gatewayApp(
      kind,
      {
        ...PARTS,
        options: {
          ...world.options,
          unguardedHandlers: 'deny',
          doors: [webSockets({ maxFailedAttemptsPerAddress: 1_000 })],
        },
      },
      platform,
    );
    runs = served.app.get(Runs);
  });

  beforeEach(() => {
    runs.connections = 0;
    runs.messages = 0;
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  afterAll(async () => {
    await served.app.close();
    await world.stop();
  });

  it('lets a caller in with a token in the Authorization header', async () => {
    const client = await open(bearer(token));
    client.send('me');
    expect(await client.next('me')).toBe('alice');
    expect(runs).toMatchObject({ connections: 1, messages: 1 });
  });

  it('refuses a handshake without a token, before the gateway hears of it', async () => {
    const { status, body, headers } = await refusal(kind, served.url);
    expect([status, body?.code]).toEqual([401, 'authentication_required']);
    if (kind === 'ws') expect(headers['www-authenticate']).toBe('Bearer realm="api"');
    expect(runs).toMatchObject({ connections: 0, messages: 0 });
  });

  it.each<[string, () => Presented, string, number]>([
    ['a forged token', () => bearer(`${token.slice(0, -4)}AAAA`), 'token_signature_invalid', 401],
    ['no token at all', () => bearer('x.y'), 'token_malformed', 401],
    ['a token of another type', () => bearer(idToken), 'token_use_not_allowed', 401],
    [
      'an empty bearer',
      () => ({ headers: { authorization: 'Bearer' } }),
      'authorization_header_malformed',
      400,
    ],
    ['a token in the query', () => ({ query: `?access_token=${token}` }), 'authentication_required', 401],
    ['a cookie', () => ({ headers: { cookie: `token=${token}` } }), 'authentication_required', 401],
  ])('refuses a handshake with %s', async (_what, presented, code, status) => {
    const refused = await refusal(kind, served.url, presented());
    expect([refused.status, refused.body?.code]).toEqual([status, code]);
    expect(JSON.stringify(refused.body)).not.toContain(token.slice(-20));
    expect(runs.connections).toBe(0);
  });

  it('decides every message by what stands on the handler and on its class', async () => {
    const client = await open(bearer(token));
    client.send('staff');
    expect(await client.next('exception')).toEqual({
      status: 'error',
      code: 'access_denied',
      message: 'The caller is not allowed to do this.',
      httpStatus: 403,
      event: 'staff',
    });
    client.send('import');
    expect(await client.next('exception')).toMatchObject({
      code: 'insufficient_scope',
      wwwAuthenticate: 'Bearer realm="api", error="insufficient_scope", scope="articles/write"',
    });
    expect(runs.messages).toBe(0);
    const staff = await open(bearer((await world.tokens('bob')).accessToken!));
    staff.send('staff');
    expect(await staff.next('staff')).toBe(true);
  });

  it('denies a handler without a requirement, and goes on', async () => {
    const client = await open(bearer(token));
    client.send('forgotten');
    expect(await client.next('exception')).toMatchObject({ code: 'access_denied', event: 'forgotten' });
    client.send('hello');
    expect(await client.next('hello')).toBe('user');
  });

  it('decides about the instance that a message names, for each message anew', async () => {
    const client = await open(bearer(token));
    client.send('order', { id: '1' });
    client.send('order', { id: '2' });
    client.send('order', { id: '3' });
    expect(await client.next('order')).toMatchObject({ id: '1' });
    expect(await client.next('exception')).toMatchObject({ code: 'access_denied' });
    expect(await client.next('exception')).toMatchObject({ code: 'not_found', httpStatus: 404 });
    expect(runs.messages).toBe(1);
  });

  it('checks the fields of a message', async () => {
    const client = await open(bearer(token));
    client.send('change', { id: '1', state: 'closed' });
    expect(await client.next('change')).toEqual({ id: '1', state: 'closed' });
    client.send('change', { id: '1', owner: 'bob' });
    expect(await client.next('exception')).toMatchObject({ code: 'access_denied' });
    client.send('change', [{ op: 'replace' }]);
    expect(await client.next('exception')).toMatchObject({ code: 'access_denied' });
  });

  it('filters lists by the rules of the caller', async () => {
    const client = await open(bearer(token));
    client.send('list');
    expect(await client.next('list')).toEqual(['1']);
  });

  it('compares the tenant with the handshake', async () => {
    const own = await open({ headers: { authorization: `Bearer ${token}`, 'x-tenant': 'web_client' } });
    own.send('tenant');
    expect(await own.next('tenant')).toBe('web_client');
    const foreign = await open({ headers: { authorization: `Bearer ${token}`, 'x-tenant': 'other' } });
    foreign.send('tenant');
    expect(await foreign.next('exception')).toMatchObject({ code: 'access_denied' });
  });

  it('says nothing of the error of a handler', async () => {
    const client = await open(bearer(token));
    client.send('fail');
    await client.next('exception');
    expect(JSON.stringify(client.events)).not.toContain('secret');
  });

  it('takes a new token of the same caller', async () => {
    const client = await open(bearer(token));
    const renewed = (await world.tokens('alice')).accessToken;
    client.send('authenticate', { token: renewed });
    expect(await client.next('authenticated')).toEqual({ expiresAt: expect.any(Number) });
    client.send('me');
    expect(await client.next('me')).toBe('alice');
  });

  it('closes a connection over which too many tokens come that it may not take', async () => {
    const client = await open(bearer(token));
    client.send('authenticate', { token: (await world.tokens('bob')).accessToken! });
    expect(await client.next('exception')).toMatchObject({
      code: 'token_binding_mismatch',
      event: 'authenticate',
    });
    client.send('me');
    expect(await client.next('me')).toBe('alice');
    client.send('authenticate', {});
    expect(await client.next('exception')).toMatchObject({ code: 'authorization_header_malformed' });
    client.send('authenticate', { token: 'x.y.z' });
    expect(await client.closed).toEqual({ code: 4429, reason: 'too_many_attempts' });
  });

  it('closes every connection of a sign-in that is revoked, and those of others stay', async () => {
    const signedInAgain = (await world.tokens('alice')).accessToken!;
    const client = await open(bearer(signedInAgain));
    const other = await open(bearer(token));
    const { sub, origin_jti: originJti, iss } = claimsOf(signedInAgain);
    await served.app.get(Revocations).revokeSignIn({ issuer: iss!, sub: sub!, originJti: originJti! });
    client.send('me');
    expect(await client.closed).toEqual({ code: 4403, reason: 'token_revoked' });
    expect(runs.messages).toBe(0);
    other.send('me');
    expect(await other.next('me')).toBe('alice');
    expect((await refusal(kind, served.url, bearer(signedInAgain))).body?.code).toBe('token_revoked');
  });

  it('takes messages no faster than they are answered', async () => {
    const client = await open(bearer(token));
    for (let sent = 0; sent < 150; sent += 1) client.send('wait');
    expect(await client.closed).toEqual({ code: 4408, reason: 'too_many_messages' });
    expect(runs.messages).toBeLessThanOrEqual(100);
    runs.release();
  });

  if (kind === 'ws') {
    it('takes a token from a subprotocol, and never sends it back', async () => {
      const client = await open({ protocols: [`bearer.${token}`, 'orders'] });
      expect(client.protocol).toBe('orders');
      client.send('me');
      expect(await client.next('me')).toBe('alice');
    });

    it('refuses two tokens', async () => {
      const { status, body } = await refusal(kind, served.url, {
        ...bearer(token),
        protocols: [`bearer.${token}`, 'orders'],
      });
      expect([status, body?.code]).toEqual([400, 'multiple_credentials']);
    });
  } else {
    it('takes a token from auth', async () => {
      const client = await open({ auth: { token } });
      client.send('me');
      expect(await client.next('me')).toBe('alice');
    });

    it.each([{ token: 7 }, { token: { a: 1 } }, { token: '' }])('refuses auth %j', async (auth) => {
      expect((await refusal(kind, served.url, { auth })).body?.code).toBe('authorization_header_malformed');
    });

    it('refuses a token in auth beside another one', async () => {
      const { body } = await refusal(kind, served.url, { ...bearer(token), auth: { token } });
      expect(body?.code).toBe('multiple_credentials');
    });
  }
});
