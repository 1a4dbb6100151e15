import {
  type DynamicModule,
  Inject,
  Logger,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import {
  AwsClients,
  CallerContextStorage,
  Callers,
  hasCredentialsSource,
  IdentityPoolCredentials,
} from '../credentials/index.js';
import { type RefusedKeyListener, TokenVerifier } from '../tokens/index.js';
import { CredentialsDemands } from './aws/credentials-demands.js';
import { injectedClientProviders } from './aws/injected-clients.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './castellan.module-definition.js';
import {
  type ResolvedCastellanOptions,
  requireOptionsObject,
  resolveOptions,
  verifierOptions,
} from './castellan.options.js';
import { AWS_CLIENTS, CASTELLAN_OPTIONS, IDENTITY_POOL_CREDENTIALS } from './castellan.tokens.js';
import { CallerContextInterceptor } from './context/caller-context.interceptor.js';
import { CastellanExceptionFilter } from './context/castellan-exception.filter.js';
import { DecisionAudit } from './context/decision-audit.js';
import { areCallersFollowed } from './context/followed-callers.js';
import { RefusalLog } from './context/refusal-log.js';
import { Refusals } from './context/refusals.js';
import { ResponseCaching } from './context/response-caching.js';
import { RouteAudit } from './audit/route-audit.js';
import { RouteTable } from './audit/route-table.js';
import { UnloadedSubjects } from './audit/unloaded-subjects.js';
import { AuthenticationGuard } from './guards/authentication.guard.js';
import { AuthorizationGuard } from './guards/authorization.guard.js';
import { GenuineVerifier } from './genuine-verifier.js';
import { CONFIGURED_KEYS, KEY_SOURCE, type KeySource, withKeysFrom } from './key-source.js';
import { KeySetWarmUp } from './key-set-warm-up.js';
import { PolicyDocuments } from '../policies/index.js';
import { ApplicationPolicies } from './policies/application-policies.js';
import { policyDocumentsProvider } from './policies/application-policy-documents.js';
import { Revocations } from './revocation/revocations.js';
import { ReadableFieldsRegistration } from './fields/readable-fields.registration.js';
import { DoorGuards } from './doors/door-guards.js';
import { Doors } from './doors/doors.js';
import { HttpDoor } from './doors/http.door.js';
import { GraphqlDoor } from './graphql/graphql.door.js';
import { GraphqlSetup } from './graphql/graphql-setup.js';
import { HandlerRefusals } from './routes/handler-refusals.js';
import { ResourceMetadataRoute } from './routes/resource-metadata-route.js';
import { RouteRequirements } from './routes/route-requirement.js';
import { SubjectLoaders } from './routes/subject-loaders.js';
import { TokenExpectations } from './routes/token-expectations.js';
import { UnguardedDoors } from './routes/unguarded-doors.js';
import { SessionRoutes } from './sessions/session-routes.js';
import { TenantAudit } from './tenants/tenant-audit.js';

const providers: Provider[] = [
  { provide: CASTELLAN_OPTIONS, inject: [MODULE_OPTIONS_TOKEN], useFactory: resolveOptions },
  { provide: KEY_SOURCE, useValue: CONFIGURED_KEYS },
  // The first one that asks for the verifier.
  GenuineVerifier,
  {
    provide: TokenVerifier,
    inject: [CASTELLAN_OPTIONS, KEY_SOURCE],
    useFactory: (options: ResolvedCastellanOptions, keys: KeySource) =>
      new TokenVerifier({
        ...withKeysFrom(keys, verifierOptions(options)),
        onRefusedKey: warnOfRefusedKey,
        onWarning: warn,
      }),
  },
  {
    provide: IDENTITY_POOL_CREDENTIALS,
    inject: [CASTELLAN_OPTIONS],
    useFactory: ({ identityPool, credentials }: ResolvedCastellanOptions) =>
      hasCredentialsSource({ identityPool, credentials })
        ? new IdentityPoolCredentials({ identityPool, credentials })
        : undefined,
  },
  // For applications, which evict users, and for a health indicator.
  { provide: IdentityPoolCredentials, useExisting: IDENTITY_POOL_CREDENTIALS },
  {
    provide: AWS_CLIENTS,
    inject: [CASTELLAN_OPTIONS, IDENTITY_POOL_CREDENTIALS],
    useFactory: (options: ResolvedCastellanOptions, credentials: IdentityPoolCredentials | undefined) =>
      credentials === undefined
        ? undefined
        : new AwsClients({ credentials, defaults: options.awsClientDefaults }),
  },
  {
    provide: AwsClients,
    inject: [AWS_CLIENTS],
    useFactory: (clients: AwsClients | undefined) => clients ?? new AwsClients({ credentials: undefined }),
  },
  KeySetWarmUp,
  { provide: CallerContextStorage, useFactory: () => new CallerContextStorage() },
  {
    provide: Callers,
    inject: [TokenVerifier, CallerContextStorage, IDENTITY_POOL_CREDENTIALS],
    useFactory: (
      verifier: TokenVerifier,
      context: CallerContextStorage,
      credentials: IdentityPoolCredentials | undefined,
    ) => new Callers({ verifier, context, strategy: credentials?.strategy }),
  },
  policyDocumentsProvider,
  ApplicationPolicies,
  RouteRequirements,
  ResourceMetadataRoute,
  SessionRoutes,
  HandlerRefusals,
  GraphqlSetup,
  ReadableFieldsRegistration,
  TokenExpectations,
  Revocations,
  SubjectLoaders,
  UnguardedDoors,
  TenantAudit,
  RouteTable,
  RouteAudit,
  UnloadedSubjects,
  RefusalLog,
  Refusals,
  ResponseCaching,
  HttpDoor,
  GraphqlDoor,
  Doors,
  DecisionAudit,
  AuthenticationGuard,
  AuthorizationGuard,
  DoorGuards,
  CredentialsDemands,
  CastellanExceptionFilter,
  // `useExisting`, so that `overrideProvider(AuthenticationGuard)` reaches the guard that is used.
  { provide: APP_GUARD, useExisting: AuthenticationGuard },
  { provide: APP_GUARD, useExisting: AuthorizationGuard },
  { provide: APP_FILTER, useExisting: CastellanExceptionFilter },
];

/** Only for applications that use it: an interceptor, and following who is calling, cost each request something. */
const callerContextProviders: Provider[] = [
  CallerContextInterceptor,
  { provide: APP_INTERCEPTOR, useExisting: CallerContextInterceptor },
];

const warn = (warning: string): void => new Logger('Castellan').warn(warning);
const warnOfRefusedKey: RefusedKeyListener = ({ pool, jwksUri, index, reason }) =>
  warn(`Key ${index} that user pool ${pool} publishes at ${jwksUri} is not used, because ${reason}.`);

const exported = [
  AwsClients,
  Callers,
  TokenVerifier,
  ApplicationPolicies,
  PolicyDocuments,
  AuthenticationGuard,
  AuthorizationGuard,
  Revocations,
  RouteTable,
  IdentityPoolCredentials,
];

/**
 * Authorization on Amazon Cognito for a Nest application. Import it once, in the root module: it guards every
 * handler of the application, and a handler that says nothing is closed.
 *
 * `forRootAsync` takes the same options from `useFactory` (with `inject` and `imports`), `useClass` or
 * `useExisting`. `isGlobal` is true unless set otherwise.
 *
 * @throws ConfigurationError while the application starts, if an option is wrong. It names the option, what was
 * found and what to write.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { CastellanModule } from 'castellan';
 *
 * @Module({
 *   imports: [
 *     CastellanModule.forRoot({
 *       userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['my-client-id'], tokenUse: 'access' }],
 *       identityPool: { identityPoolId: 'eu-west-1:1f2e3d4c-1111-2222-3333-444455556666' },
 *     }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({})
export class CastellanModule extends ConfigurableModuleClass implements NestModule, OnApplicationShutdown {
  constructor(
    @Inject(AWS_CLIENTS) private readonly clients: AwsClients | undefined,
    @Inject(IDENTITY_POOL_CREDENTIALS) private readonly credentials: IdentityPoolCredentials | undefined,
    private readonly metadata: ResourceMetadataRoute,
    private readonly sessions: SessionRoutes,
    private readonly graphql: GraphqlSetup,
    private readonly doors: DoorGuards,
  ) {
    super();
  }

  /**
   * Sets Castellan up with these options.
   *
   * @throws ConfigurationError if they are no object; what else is wrong shows while the application starts.
   */
  static override forRoot(options: Parameters<typeof ConfigurableModuleClass.forRoot>[0]): DynamicModule {
    requireOptionsObject(options);
    return complete(super.forRoot(options));
  }

  /** Sets Castellan up with options that a factory, a class or a provider gives. What is wrong shows at the start. */
  static override forRootAsync(
    options: Parameters<typeof ConfigurableModuleClass.forRootAsync>[0],
  ): DynamicModule {
    return complete(super.forRootAsync(options));
  }

  /** Nest asks for middleware before it makes the routes of controllers, which is when these have to be done. */
  configure(): void {
    this.metadata.register();
    this.sessions.register();
    this.graphql.register();
    this.doors.register();
  }

  onApplicationShutdown(): void {
    this.clients?.destroy();
    this.credentials?.close();
  }
}

function complete(definition: DynamicModule): DynamicModule {
  return {
    ...definition,
    imports: [...(definition.imports ?? []), DiscoveryModule],
    // Getters, because Nest reads them when it scans the application: by then every class that uses
    // @InjectAwsClient has been loaded, also those that are imported after this module.
    get providers() {
      return [
        ...(definition.providers ?? []),
        ...providers,
        ...(areCallersFollowed() ? callerContextProviders : []),
        ...injectedClientProviders(),
      ];
    },
    get exports() {
      return [...exported, ...injectedClientProviders().map(({ provide }) => provide)];
    },
  };
}
