import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import {
  Controller,
  Get,
  Inject,
  type INestApplication,
  type INestMicroservice,
  Query,
} from '@nestjs/common';
import {
  type ClientGrpc,
  ClientGrpcProxy,
  ClientsModule,
  type GrpcOptions,
  Transport,
} from '@nestjs/microservices';
import { CastellanModule, Public } from 'castellan';
import { forwardPrincipal } from 'castellan/microservices';
import path from 'node:path';
import { from, lastValueFrom, NEVER, type Observable, timeout, toArray } from 'rxjs';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { ArticlesController, Files, type Text } from './grpc-articles.js';
import { ArticlePolicies } from './messages.js';
import { HANGS_MS, KINDS, MessagePool, startService } from './services.js';
import { freePort } from './transports.js';

/** How long before the end of its token a stream is opened. */
const LEFT_MS = 100;

type ArticlesService = Readonly<Record<string, (request: unknown, metadata?: Metadata) => Observable<Text>>>;

interface GrpcOutcome {
  readonly texts?: readonly string[];
  readonly status?: number;
  readonly details?: string;
  readonly code?: unknown;
}

const options = (url: string): GrpcOptions => ({
  transport: Transport.GRPC,
  options: { url, package: 'articles', protoPath: path.join(__dirname, 'articles.proto') },
});

const outcome = (answer: Observable<Text>): Promise<GrpcOutcome> =>
  lastValueFrom(answer.pipe(timeout(HANGS_MS), toArray())).then(
    (answers) => ({ texts: answers.map(({ text }) => text) }),
    (error: unknown) => {
      const { code, details, metadata: trailers } = error as ServiceError;
      return { status: code, details, code: trailers.get('castellan-code')[0] };
    },
  );

const metadata = (headers: Readonly<Record<string, string | readonly string[]>>): Metadata => {
  const made = new Metadata();
  for (const [name, values] of Object.entries(headers))
    for (const value of [values].flat()) made.add(name, value);
  return made;
};

describe.each(KINDS)('calls by gRPC to a service that is %s', (kind) => {
  let pool: MessagePool;
  let world: World;
  let alice: Tokens;
  let service: INestMicroservice | INestApplication;
  let client: ClientGrpcProxy;
  let articles: ArticlesService;
  /** Where the application's clock stands still, if it does. */
  let stopped: number | undefined;

  beforeAll(async () => {
    pool = await MessagePool.start();
    world = await World.create({ users: [{ username: 'alice' }] });
    alice = await world.tokens('alice');
    const url = `127.0.0.1:${await freePort()}`;
    service = await startService(kind, options(url), pool.options({}, world), {
      controllers: [ArticlesController],
      providers: [Files, ArticlePolicies],
      clock: () => stopped ?? Date.now(),
    });
    client = new ClientGrpcProxy(options(url).options);
    articles = client.getService<ArticlesService>('Articles');
  });

  afterEach(() => {
    stopped = undefined;
  });

  afterAll(async () => {
    client.close();
    await service.close();
    await Promise.all([pool.stop(), world.stop()]);
  });

  const access = (claims?: object) =>
    metadata({ authorization: `Bearer ${pool.tokens.access({ username: 'carol', ...claims })}` });
  const call = (method: string, request: unknown, sent?: Metadata): Promise<GrpcOutcome> =>
    outcome(sent === undefined ? articles[method]!(request) : articles[method]!(request, sent));
  const asAlice = (): Metadata =>
    metadata({ authorization: `Bearer ${alice.accessToken!}`, 'x-id-token': alice.idToken! });

  it('have the status of their refusal, its sentence and its code', async () => {
    const past = Math.floor(Date.now() / 1_000) - 60;
    const expired = access({ exp: past, iat: past - 60, auth_time: past - 60 });
    const editors = access({ 'cognito:groups': ['editors'] });
    expect(await call('whoami', {})).toEqual({
      status: status.UNAUTHENTICATED,
      details: 'The request needs a bearer token.',
      code: 'authentication_required',
    });
    expect(await call('open', {}, expired)).toMatchObject({
      status: status.UNAUTHENTICATED,
      code: 'token_expired',
    });
    expect(await call('edit', {}, access())).toMatchObject({
      status: status.PERMISSION_DENIED,
      code: 'access_denied',
    });
    expect(await call('closed', {}, editors)).toMatchObject({ status: status.PERMISSION_DENIED });
    expect(await call('find', {}, editors)).toMatchObject({ status: status.NOT_FOUND, code: 'not_found' });
    const { authorization } = editors.getMap();
    const two = metadata({ authorization: [String(authorization), String(authorization)] });
    const refused = await call('whoami', {}, two);
    // The client of gRPC may refuse to send two.
    expect([status.UNAUTHENTICATED, status.INTERNAL]).toContain(refused.status);
  });

  it('are let in as their caller', async () => {
    expect(await call('open', { text: 'x' })).toEqual({ texts: ['x'] });
    expect(await call('whoami', {}, access())).toEqual({ texts: ['carol'] });
    expect(await call('edit', {}, access({ 'cognito:groups': ['editors'] }))).toEqual({ texts: ['edited'] });
  });

  it("reach the caller's own AWS clients, from streams of requests too", async () => {
    const questions = from([{ text: 'a' }, { text: 'b' }]);
    expect(await call('save', { text: 'a' }, asAlice())).toEqual({ texts: ['a'] });
    expect(await call('saveAll', questions, asAlice())).toEqual({ texts: ['a,b'] });
    for (const method of ['saveEach', 'raw']) {
      const { texts = [] } = await call(method, questions, asAlice());
      // They are saved at the same time.
      expect([...texts].sort()).toEqual(['a', 'b']);
    }
    expect(await call('save', { text: 'a' }, access())).toMatchObject({
      status: status.FAILED_PRECONDITION,
      code: 'id_token_required',
    });
  });

  it('are refused before a stream is read, and the service goes on', async () => {
    const questions = from([{ text: 'a' }]);
    for (const method of ['saveAll', 'saveEach', 'raw', 'rawSum', 'watch']) {
      expect(await call(method, method === 'watch' ? {} : questions, new Metadata())).toMatchObject({
        status: status.UNAUTHENTICATED,
        code: 'authentication_required',
      });
    }
    expect(await call('rawSum', questions, access())).toMatchObject({ status: status.PERMISSION_DENIED });
    expect(await call('rawSum', questions, access({ 'cognito:groups': ['editors'] }))).toEqual({
      texts: ['read'],
    });
  });

  it.each(['watch', 'saveEach', 'raw'])(
    'end the stream of %s with the token of its caller',
    async (method) => {
      const exp = Math.floor(Date.now() / 1_000) + 3_600;
      stopped = exp * 1_000 - LEFT_MS;
      const request = method === 'watch' ? {} : NEVER;
      expect(await call(method, request, access({ exp }))).toMatchObject({
        status: status.UNAUTHENTICATED,
        code: 'token_expired',
      });
    },
  );
});

@Controller()
class GatewayController {
  private readonly articles: ArticlesService;

  constructor(@Inject('ARTICLES') client: ClientGrpc) {
    this.articles = client.getService<ArticlesService>('Articles');
  }

  @Get('forward')
  @Public()
  forward(@Query('method') method: string): Observable<Text> {
    return this.articles[method]!({ text: 'x' });
  }

  @Get('own-token')
  @Public()
  ownToken(): Observable<Text> {
    return this.articles.whoami!({}, metadata({ authorization: 'Bearer mine' }));
  }
}

describe('a gateway that forwards by gRPC', () => {
  let pool: MessagePool;
  let service: INestMicroservice | INestApplication;
  let gateway: ListeningApp;
  let api: Api;

  beforeAll(async () => {
    pool = await MessagePool.start();
    const articles = options(`127.0.0.1:${await freePort()}`);
    service = await startService('standalone', articles, pool.options(), {
      controllers: [ArticlesController],
      providers: [Files],
    });
    gateway = await listeningApp('Express', {
      imports: [
        CastellanModule.forRoot(pool.options({ forwardTo: ['ARTICLES'] })),
        ClientsModule.registerAsync([
          { name: 'ARTICLES', useFactory: () => forwardPrincipal({ ...articles, name: 'ARTICLES' }) },
        ]),
      ],
      controllers: [GatewayController],
    });
    api = new Api(gateway.url);
  });

  afterAll(async () => {
    await gateway.app.close();
    await service.close();
    await pool.stop();
  });

  it('is heard as the caller, and refused as the caller', async () => {
    const names = await Promise.all(
      ['ann', 'ben', 'cleo'].map(async (username) => {
        const answer = await api.get('/forward?method=whoami', {
          accessToken: pool.tokens.access({ username }),
        });
        return answer.json();
      }),
    );
    expect(names).toEqual([{ text: 'ann' }, { text: 'ben' }, { text: 'cleo' }]);
    const anonymous = await api.get('/forward?method=whoami');
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="api"',
    ]);
    const denied = await api.get('/forward?method=edit', { accessToken: pool.tokens.access() });
    expect([denied.status, denied.json()]).toEqual([403, expect.objectContaining({ code: 'access_denied' })]);
  });

  it("does not let a sender put a token where the caller's goes", async () => {
    const answer = await api.get('/own-token', { accessToken: pool.tokens.access() });
    expect([answer.status, answer.json()]).toEqual([
      500,
      expect.objectContaining({ code: 'configuration_invalid' }),
    ]);
  });
});
