import { type Type } from '@nestjs/common';
import {
  AwsClient,
  Authenticated,
  Can,
  IdentityId,
  InjectAwsClient,
  Public,
  Revocations,
  TokenVerifier,
} from 'castellan';
import { webSockets, type WebSocketsOptions } from 'castellan/websockets';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import {
  claimsOf,
  connect,
  gatewayApp,
  HandshakeRefused,
  type Presented,
  Runs,
  SOCKETS,
  type TestClient,
} from './gateway-app.js';
import { LobbyGateway, type Order, OrderPolicies, ORDERS, OrdersGateway } from './orders.js';

const HOUR_MS = 3_600_000;

const bearer = (token: string): Presented => ({ headers: { authorization: `Bearer ${token}` } });

@WebSocketGateway()
@Authenticated()
class FilesGateway {
  constructor(@InjectAwsClient(S3Client) private readonly injected: S3Client) {}

  @SubscribeMessage('put')
  async put(@AwsClient(S3Client) s3: S3Client, @IdentityId() id: string) {
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key: `${id}/a`, Body: 'a' }));
    await this.injected.send(new PutObjectCommand({ Bucket: 'files', Key: `${id}/b`, Body: 'b' }));
    return { event: 'put', data: id };
  }
}

describe.each(SOCKETS)('connections over %s', (kind) => {
  let world: World;
  const served: ListeningApp[] = [];
  const clients: TestClient[] = [];

  const start = async (
    options: WebSocketsOptions = {},
    providers: Type[] = [OrdersGateway, LobbyGateway],
  ): Promise<ListeningApp> => {
    const app = await gatewayApp(kind, {
      providers: [Runs, OrderPolicies, ...providers],
      options: { ...world.options, unguardedHandlers: 'deny', doors: [webSockets(options)] },
    });
    served.push(app);
    return app;
  };

  const open = async (url: string, presented: Presented = {}): Promise<TestClient> => {
    const client = await connect(kind, url, presented);
    clients.push(client);
    return client;
  };

  const codeOf = async (url: string, presented?: Presented): Promise<unknown> => {
    const outcome: unknown = await connect(kind, url, presented).catch((error: unknown) => error);
    if (!(outcome instanceof HandshakeRefused)) throw outcome;
    return outcome.body?.code;
  };

  beforeAll(async () => {
    world = await World.create({
      users: [{ username: 'alice', groups: ['customers'] }, { username: 'bob' }],
    });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await Promise.all(served.splice(0).map(({ app }) => app.close()));
  });

  afterAll(() => world.stop());

  it('end when their token expires or is revoked, whether they say anything or not', async () => {
    let late = 0;
    const verifier = new TokenVerifier({
      userPools: world.options.userPools,
      clock: () => Date.now() + late,
    });
    const app = await gatewayApp(
      kind,
      {
        providers: [Runs, LobbyGateway],
        options: { ...world.options, unguardedHandlers: 'deny', doors: [webSockets()] },
      },
      'Express',
      (builder) => builder.overrideProvider(TokenVerifier).useValue(verifier),
    );
    served.push(app);
    const token = (await world.tokens('alice')).accessToken!;
    const talking = await open(app.url, bearer(token));
    talking.send('hello');
    expect(await talking.next('hello')).toBe('user');
    const silent = await open(app.url, bearer(token));
    const revoked = (await world.tokens('bob')).accessToken!;
    const silentAndRevoked = await open(app.url, bearer(revoked));
    const { iss, jti } = claimsOf(revoked);
    await app.app.get(Revocations).revokeToken({ issuer: iss!, jti: jti! });
    expect(await silentAndRevoked.closed).toEqual({ code: 4403, reason: 'token_revoked' });
    late = 2 * HOUR_MS;
    expect(await talking.closed).toEqual({ code: 4401, reason: 'token_expired' });
    expect(await silent.closed).toEqual({ code: 4401, reason: 'token_expired' });
  });

  it('are of guests where those are let in, who reach what is public', async () => {
    const { url } = await start({ guests: true });
    const client = await open(url);
    client.send('hello');
    expect(await client.next('hello')).toBe('anonymous');
    client.send('me');
    expect(await client.next('exception')).toMatchObject({
      code: 'authentication_required',
      httpStatus: 401,
    });
    client.send('authenticate', { token: (await world.tokens('alice')).accessToken });
    expect(await client.next('exception')).toMatchObject({ code: 'token_binding_mismatch' });
    expect(await codeOf(url, bearer('x.y.z'))).toBe('token_malformed');
  });

  it('may have their token in the query where that is switched on', async () => {
    const { url } = await start({ tokenInQuery: true });
    const token = (await world.tokens('alice')).accessToken!;
    const client = await open(url, { query: `?access_token=${token}` });
    client.send('me');
    expect(await client.next('me')).toBe('alice');
    expect(await codeOf(url, { ...bearer(token), query: `?access_token=${token}` })).toBe(
      'multiple_credentials',
    );
  });

  it('are refused from pages of other origins where that is asked for', async () => {
    const { url } = await start({ allowedOrigins: ['https://app.example.com'] });
    const { authorization } = bearer((await world.tokens('alice')).accessToken!).headers!;
    const from = (origin: string): Presented => ({ headers: { authorization: authorization!, origin } });
    expect(await codeOf(url, from('https://evil.example'))).toBe('access_denied');
    const client = await open(url, from('https://app.example.com'));
    client.send('me');
    expect(await client.next('me')).toBe('alice');
  });

  it('cost bounded work when a client floods bad tokens, and known callers still get in', async () => {
    const { url, app } = await start({ maxFailedAttemptsPerAddress: 5 });
    const token = (await world.tokens('alice')).accessToken!;
    await open(url, bearer(token));
    const codes: unknown[] = [];
    for (let tried = 0; tried < 12; tried += 1)
      codes.push(await codeOf(url, bearer(`${token.slice(0, -5)}${tried}AAAA`.slice(0, token.length))));
    expect(codes.slice(0, 5).every((code) => String(code).startsWith('token_'))).toBe(true);
    expect(codes.slice(5)).toEqual(Array(7).fill('too_many_attempts'));
    const client = await open(url, bearer(token));
    client.send('me');
    expect(await client.next('me')).toBe('alice');
    expect(app.get(Runs).connections).toBe(2);
  });

  it('act as their caller at AWS, with the ID token of the handshake', async () => {
    const { url } = await start({}, [FilesGateway]);
    const alice = await world.tokens('alice');
    const headers = { authorization: `Bearer ${alice.accessToken}`, 'x-id-token': alice.idToken! };
    const client = await open(url, { headers });
    client.send('put');
    expect(await client.next('put')).toMatch(/^eu-west-1:/);

    const without = await open(url, bearer(alice.accessToken!));
    without.send('put');
    expect(await without.next('exception')).toMatchObject({ code: 'id_token_required', httpStatus: 400 });

    const bob = await world.tokens('bob');
    const foreign = await open(url, { headers: { ...headers, 'x-id-token': bob.idToken! } });
    foreign.send('put');
    expect(await foreign.next('exception')).toMatchObject({ code: 'token_binding_mismatch' });
  });

  it('run no handler when they are closed while its message is being decided', async () => {
    let letIn: () => void = () => undefined;
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const loaded = new Promise<Order>((resolve) => (letIn = () => resolve(ORDERS[0]!)));
    const slowly = (): Promise<Order> => {
      asked();
      return loaded;
    };

    @WebSocketGateway()
    class SlowGateway {
      constructor(private readonly runs: Runs) {}

      @SubscribeMessage('slow')
      @Can('change', 'Order', { subject: slowly })
      slow() {
        this.runs.messages += 1;
        return { event: 'slow', data: true };
      }
    }

    const { url, app } = await start({ maxFailedAttempts: 1 }, [SlowGateway]);
    const client = await open(url, bearer((await world.tokens('alice')).accessToken!));
    client.send('slow', {});
    await isAsked;
    client.send('authenticate', { token: 'x.y.z' });
    expect(await client.closed).toMatchObject({ reason: 'too_many_attempts' });
    letIn();
    const next = await open(url, bearer((await world.tokens('alice')).accessToken!));
    next.send('slow', {});
    expect(await next.next('slow')).toBe(true);
    expect(app.get(Runs).messages).toBe(1);
  });

  it('are told when a new token cannot be looked at', async () => {
    let isBroken = false;
    const clientAddress = (): string => {
      if (isBroken) throw new Error('a secret of the application');
      return 'somewhere';
    };
    const { url } = await start({ clientAddress });
    const client = await open(url, bearer((await world.tokens('alice')).accessToken!));
    isBroken = true;
    client.send('authenticate', { token: 'x.y.z' });
    const refusal = await client.next('exception');
    expect(refusal).toMatchObject({ code: 'policy_failed', httpStatus: 500, event: 'authenticate' });
    expect(JSON.stringify(refusal)).not.toContain('secret');
    client.send('me');
    expect(await client.next('me')).toBe('alice');
  });

  it('stop the start where a gateway takes the message for new tokens', async () => {
    @WebSocketGateway()
    class OwnGateway {
      @SubscribeMessage('authenticate') @Public() authenticate() {}
    }
    await expect(start({}, [OwnGateway])).rejects.toThrow(
      'OwnGateway.authenticate listens to "authenticate"',
    );
    await expect(start({ authenticateEvent: 'token' }, [OwnGateway])).resolves.toBeDefined();
  });
});

describe('namespaces of Socket.IO', () => {
  @WebSocketGateway({ namespace: 'chat' })
  @Authenticated()
  class ChatGateway {
    @SubscribeMessage('say')
    say() {
      return { event: 'said', data: true };
    }
  }

  it('ask each by itself, and so does the one that no gateway has', async () => {
    const world = await World.create({ users: [{ username: 'alice' }] });
    const { app, url } = await gatewayApp('socket.io', {
      providers: [ChatGateway],
      options: { ...world.options, doors: [webSockets()] },
    });
    const refused = (namespace: string) =>
      expect(connect('socket.io', url, { namespace })).rejects.toMatchObject({
        body: { code: 'authentication_required' },
      });
    await refused('/chat');
    await refused('/');
    const client = await connect('socket.io', url, {
      ...bearer((await world.tokens('alice')).accessToken!),
      namespace: '/chat',
    });
    client.send('say');
    expect(await client.next('said')).toBe(true);
    client.close();
    await app.close();
    await world.stop();
  });

  it('are not given back to a client before it is asked who it is', async () => {
    @WebSocketGateway({ connectionStateRecovery: {} })
    class RecoveringGateway {}

    const world = await World.create();
    await expect(
      gatewayApp('socket.io', {
        providers: [RecoveringGateway],
        options: { ...world.options, doors: [webSockets()] },
      }),
    ).rejects.toThrow(/connectionStateRecovery.*Remove the option/s);
    await world.stop();
  });
});
