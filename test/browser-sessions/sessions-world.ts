import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import {
  Authenticated,
  AwsClient,
  CastellanModule,
  type CastellanOptions,
  CurrentUser,
  Public,
  TokenUse,
  type UserPrincipal,
} from 'castellan';
import { authenticated, createCastellan } from 'castellan/express';
import { BrowserSessions, type BrowserSessionsOptions, MemorySessionStore } from 'castellan/user-pool';
import { type AppClientOptions, Sandbox, type UserPoolOptions } from 'castellan-sandbox';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import express from 'express';
import { ANY_OBJECT, PASSWORD } from '../support/world.js';
import { listeningApp } from '../support/nest-app.js';
import { Browser, type Visit } from './browser.js';

/** Where browsers believe the application to be. */
export const ORIGIN = 'https://app.example';
export const DOORS = ['Nest on Express', 'Nest on Fastify', 'Express alone'] as const;
export type DoorOfSessions = (typeof DOORS)[number];
export const KEPT = ['cookie', 'memory'] as const;
export type Kept = (typeof KEPT)[number];

export const SECRET = 'n0tAReal-Secret_ofTheTests.1234567890';
const GROUPS = Array.from({ length: 24 }, (_, index) => `a-group-with-a-long-name-${index}`);
const ROLE = 'arn:aws:iam::123456789012:role/caller';

/** A listening application. */
export interface RunningApp {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface SessionsWorldOptions {
  readonly door?: DoorOfSessions;
  readonly kept?: Kept;
  readonly sessions?: Partial<BrowserSessionsOptions>;
  readonly client?: Partial<AppClientOptions>;
  readonly pool?: Partial<UserPoolOptions>;
  readonly castellan?: Partial<CastellanOptions>;
  /** Starts another application than the usual one. */
  readonly start?: (options: CastellanOptions) => Promise<RunningApp>;
  /** Another machine: it has a sandbox in common with this one. */
  readonly beside?: SessionsWorld;
}

/** A sandbox and an application with sessions. */
export class SessionsWorld {
  readonly origins = new Map<string, string>();

  private constructor(
    readonly sandbox: Sandbox,
    readonly sessions: BrowserSessions,
    private readonly stopApp: () => Promise<void>,
    private readonly isBeside: boolean,
  ) {}

  static async create(options: SessionsWorldOptions = {}): Promise<SessionsWorld> {
    const sandbox = options.beside?.sandbox ?? (await startSandbox(options));
    const sessions = new BrowserSessions({
      origin: ORIGIN,
      clientId: 'web_client',
      secrets: [SECRET],
      store: options.kept === 'cookie' ? 'cookie' : new MemorySessionStore(),
      scopes: ['openid', 'aws.cognito.signin.user.admin'],
      signedOutTo: '/bye',
      // A slow machine is not an outage.
      timeoutMilliseconds: 30_000,
      ...options.sessions,
    });
    const settings = castellanOptions(sandbox, sessions, options);
    const start =
      options.start ?? (options.door === 'Express alone' ? startExpress : startNest(options.door));
    const { url, stop } = await start(settings);
    const world = new SessionsWorld(sandbox, sessions, stop, options.beside !== undefined);
    world.origins.set(ORIGIN, url);
    return world;
  }

  browser(): Browser {
    return new Browser(this.origins);
  }

  /** Signs a user in as people do: from a link of the application through managed login. */
  async signIn(browser: Browser, username = 'alice', query = ''): Promise<Visit> {
    const page = await browser.open(`${ORIGIN}/auth/login${query}`, { from: ORIGIN });
    return browser.submit(page, '/login', { username, password: PASSWORD });
  }

  /** What a page of the application asks first. */
  async session(browser: Browser): Promise<Record<string, unknown>> {
    return (await browser.fetch(`${ORIGIN}/auth/session`)).json();
  }

  async csrfToken(browser: Browser): Promise<string> {
    return String((await this.session(browser)).csrfToken);
  }

  async stop(): Promise<void> {
    await this.stopApp();
    if (!this.isBeside) await this.sandbox.stop();
  }
}

function startSandbox({ client, pool }: SessionsWorldOptions): Promise<Sandbox> {
  return Sandbox.start({
    userPools: [
      {
        userPoolId: 'eu-west-1_Sessions1',
        clients: [
          {
            name: 'web',
            clientId: 'web_client',
            callbackUrls: [`${ORIGIN}/auth/callback`],
            logoutUrls: [`${ORIGIN}/bye`],
            ...client,
          },
        ],
        // So many that the tokens need several cookies.
        groups: GROUPS.map((groupName) => ({ groupName })),
        users: [
          { username: 'alice', password: PASSWORD, groups: GROUPS },
          { username: 'bob', password: PASSWORD, groups: GROUPS },
        ],
        ...pool,
      },
    ],
    identityPools: [
      {
        identityPoolId: 'eu-west-1:00000000-1111-2222-3333-444444444444',
        providers: [{ providerName: 'eu-west-1_Sessions1', clientId: 'web_client' }],
        roles: { authenticated: ROLE },
      },
    ],
    roles: [{ roleArn: ROLE, policies: [ANY_OBJECT] }],
    buckets: ['files'],
  });
}

function castellanOptions(
  sandbox: Sandbox,
  sessions: BrowserSessions,
  { castellan }: SessionsWorldOptions,
): CastellanOptions {
  const { userPools, identityPools, s3 } = sandbox.describe();
  return {
    userPools: userPools.map(({ userPoolId, issuer }) => ({
      userPoolId,
      issuer,
      clientIds: ['web_client'],
      tokenUse: 'access',
      endpoint: sandbox.url,
    })),
    identityPool: { ...identityPools[0]!, timeoutMilliseconds: 60_000 },
    awsClientDefaults: { endpoint: s3.endpoint, forcePathStyle: true },
    sessions,
    ...castellan,
  };
}

@Controller()
class PagesController {
  @Get()
  @Public()
  home(): string {
    return 'home';
  }

  @Get('bye')
  @Public()
  bye(): string {
    return 'bye';
  }

  @Get('me')
  @Authenticated()
  me(@CurrentUser() user: UserPrincipal): object {
    return { username: user.username, sub: user.sub, tokenUse: user.tokenUse };
  }

  @Get('me-by-id')
  @Authenticated()
  @TokenUse('id')
  meById(@CurrentUser() user: UserPrincipal): object {
    return { username: user.username, tokenUse: user.tokenUse };
  }

  @Post('notes')
  @Authenticated()
  async write(
    @Body() body: { readonly text?: string },
    @CurrentUser() user: UserPrincipal,
    @AwsClient(S3Client) s3: S3Client,
  ): Promise<object> {
    const Key = `${user.sub}/note`;
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key, Body: body.text ?? '' }));
    const { Body: written } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key }));
    return { written: await written?.transformToString() };
  }
}

function startNest(
  door: DoorOfSessions = 'Nest on Express',
): (settings: CastellanOptions) => Promise<RunningApp> {
  return async (settings) => {
    @Module({ imports: [CastellanModule.forRoot(settings)], controllers: [PagesController] })
    class App {}

    const platform = door === 'Nest on Fastify' ? 'Fastify' : 'Express';
    const { app, url } = await listeningApp(platform, { imports: [App] });
    return { url, stop: () => app.close() };
  };
}

async function startExpress(settings: CastellanOptions): Promise<RunningApp> {
  const log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  const castellan = createCastellan({ ...settings, log });
  await castellan.ready();
  const app = castellan.protect(express());
  app.use(castellan.sessionRoutes());
  app.use(castellan.authenticate());
  app.get('/', castellan.public(), (_request, response) => void response.send('home'));
  app.get('/bye', castellan.public(), (_request, response) => void response.send('bye'));
  app.get('/me', castellan.require(authenticated()), (request, response) => {
    const { username, sub, tokenUse } = request.castellan.user;
    response.json({ username, sub, tokenUse });
  });
  app.use('/me-by-id', castellan.authenticate({ tokenUse: 'id' }));
  app.get('/me-by-id', castellan.require(authenticated()), (request, response) => {
    const { username, tokenUse } = request.castellan.user;
    response.json({ username, tokenUse });
  });
  app.post(
    '/notes',
    castellan.require(authenticated()),
    express.json(),
    castellan.credentials(),
    async (request, response) => {
      const { text = '' } = request.body as { readonly text?: string };
      const s3 = request.aws.get(S3Client);
      const Key = `${request.castellan.user.sub}/note`;
      await s3.send(new PutObjectCommand({ Bucket: 'files', Key, Body: text }));
      const { Body: written } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key }));
      response.status(201).json({ written: await written?.transformToString() });
    },
  );
  app.use(castellan.errorHandler());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await castellan.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
