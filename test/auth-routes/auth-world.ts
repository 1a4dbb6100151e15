import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Module, type ModuleMetadata } from '@nestjs/common';
import { CastellanModule, type CastellanOptions } from 'castellan';
import { authRouter, type AuthRouterOptions, createCastellan } from 'castellan/express';
import {
  AuthController,
  type AuthControllerOptions,
  UserPoolService,
  type UserPoolServiceOptions,
} from 'castellan/user-pool';
import { Sandbox, type UserPoolOptions as SandboxPoolOptions } from 'castellan-sandbox';
import type { INestApplication } from '@nestjs/common';
import { expressOf } from '../express/express-api.js';
import { listeningApp } from '../support/nest-app.js';

/** What the routes are mounted in. */
export const MOUNTS = ['Nest on Express', 'Nest on Fastify', 'Express 4', 'Express 5'] as const;
export type Mount = (typeof MOUNTS)[number];

export const PASSWORD = 'Correct-horse-1';
export const POOL = 'eu-west-1_AuthRoute';

/** A sandbox with one user pool, and a service for it. */
export class AuthWorld {
  private constructor(
    readonly sandbox: Sandbox,
    readonly users: UserPoolService,
  ) {}

  static async create(
    pool: Partial<SandboxPoolOptions> = {},
    service: Partial<UserPoolServiceOptions> = {},
  ): Promise<AuthWorld> {
    const sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL,
          clients: [{ name: 'web', clientId: 'web_client' }],
          customAttributes: [{ name: 'custom:tenant' }, { name: 'custom:nickname' }],
          mfa: { configuration: 'OPTIONAL', types: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
          deviceTracking: { rememberedOnUserPrompt: true },
          users: [{ username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com' } }],
          ...pool,
        },
      ],
    });
    const [described] = sandbox.describe().userPools;
    const users = new UserPoolService({
      userPoolId: POOL,
      clientId: 'web_client',
      endpoint: sandbox.url,
      issuer: described!.issuer,
      answerStepMilliseconds: 0,
      timeoutMilliseconds: 60_000,
      ...service,
    });
    return new AuthWorld(sandbox, users);
  }

  get castellanOptions(): CastellanOptions {
    return {
      userPools: [
        { userPoolId: POOL, issuer: this.users.issuer, clientIds: ['web_client'], tokenUse: 'access' },
      ],
    };
  }

  /** The code of the last message to a user. */
  lastCode(username: string): string {
    return this.sandbox.messages(POOL, username).at(-1)!.code!;
  }

  async stop(): Promise<void> {
    this.users.close();
    await this.sandbox.stop();
  }
}

/** How the routes are mounted: what all frameworks share, and what each has of its own. */
export interface MountOptions {
  readonly routes?: Pick<
    AuthControllerOptions & AuthRouterOptions,
    'without' | 'writableAttributes' | 'metadata' | 'passwordFlow' | 'appName' | 'require' | 'maxBodyBytes'
  >;
  readonly nest?: Pick<AuthControllerOptions, 'decorate' | 'swagger'>;
  readonly nestModule?: ModuleMetadata;
  readonly express?: Pick<AuthRouterOptions, 'before'>;
  /** Whether the application parses bodies in front of the router. */
  readonly parsesBefore?: boolean;
  /** Hears what an application without Nest logs. */
  readonly log?: (line: string) => void;
  readonly configure?: (app: INestApplication) => void;
}

export interface MountedApi {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A listening application with the routes at `/auth`. */
export async function mount(kind: Mount, world: AuthWorld, options: MountOptions = {}): Promise<MountedApi> {
  return kind.startsWith('Nest') ? mountInNest(kind, world, options) : mountInExpress(kind, world, options);
}

async function mountInNest(
  kind: Mount,
  world: AuthWorld,
  { routes, nest, nestModule = {}, configure }: MountOptions,
): Promise<MountedApi> {
  @Module({
    providers: [{ provide: UserPoolService, useValue: world.users }],
    exports: [UserPoolService],
  })
  class UsersModule {}
  const { app, url, port } = await listeningApp(
    kind === 'Nest on Express' ? 'Express' : 'Fastify',
    {
      ...nestModule,
      imports: [CastellanModule.forRoot(world.castellanOptions), UsersModule, ...(nestModule.imports ?? [])],
      controllers: [AuthController({ ...routes, ...nest }), ...(nestModule.controllers ?? [])],
    },
    configure,
  );
  return { url, port, close: () => app.close() };
}

async function mountInExpress(
  kind: Mount,
  world: AuthWorld,
  { routes, express: own, parsesBefore = false, log = () => undefined }: MountOptions,
): Promise<MountedApi> {
  const castellan = createCastellan({
    ...world.castellanOptions,
    log: { debug: log, warn: log, error: (message, stack) => log(`${message} ${stack ?? ''}`) },
  });
  const express = expressOf(kind === 'Express 4' ? 'Express 4 alone' : 'Express 5 alone');
  const app = express();
  if (parsesBefore) app.use(express.json(), express.urlencoded({ extended: false }));
  app.set('env', 'test');
  app.use('/auth', authRouter(castellan, world.users, { ...routes, ...own }));
  app.use(castellan.authenticate());
  app.use(castellan.errorHandler());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await castellan.close();
    },
  };
}
