import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  type ArgumentsHost,
  Catch,
  ConsoleLogger,
  Controller,
  Get,
  Injectable,
  Logger,
  Param,
} from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createClient } from '@redis/client';
import {
  Authenticated,
  AwsClient,
  AwsClients,
  Callers,
  CastellanModule,
  CurrentCaller,
  CurrentIdentity,
  Groups,
  InjectAwsClient,
  ownClient,
  Revocations,
  TokenVerifier,
  type UserPrincipal,
  type VerifiedIdentity,
} from 'castellan';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import { OpenTelemetrySink } from 'castellan/otel';
import { RedisCredentialsStore, RedisRevocations } from 'castellan/redis';
import { describeWithRedis, RedisServer } from '../../libs/castellan/src/redis/redis-server.spec-helper.js';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { ObservedIdentityPool } from '../support/observed-identity-pool.js';
import { World } from '../support/world.js';
import { KnownSecrets, printed } from './known-secrets.js';

const USERS = ['alice', 'bob', 'refused', 'throttled', 'failed', 'misunderstood'];
const REDIS_PASSWORD = 'SENTINEL-redis-password-0123456789';
const SHARING_SECRET = 'SENTINEL-sharing-secret-0123456789-0123456789';
const HOST = {
  AWS_ACCESS_KEY_ID: 'AKIAHOSTHOSTHOSTHOST',
  AWS_SECRET_ACCESS_KEY: 'SENTINEL-host-secret-0123456789-0123456789',
  AWS_SESSION_TOKEN: 'SENTINEL-host-session-0123456789-0123456789',
};

const NOTHING = { output: [], answers: [], exhibits: [], records: [] };

/** Whatever code printed, and whatever it could have. */
const exhibits: unknown[] = [];

/** An application that prints what it gets hold of. */
@Injectable()
class Files {
  constructor(@InjectAwsClient(S3Client) readonly s3: S3Client) {}
}

@Controller()
@Authenticated()
class FilesController {
  readonly #log = new Logger('Files');

  constructor(
    private readonly files: Files,
    private readonly clients: AwsClients,
    private readonly callers: Callers,
    private readonly verifier: TokenVerifier,
    private readonly revocations: Revocations,
  ) {}

  @Get('save/:key')
  async save(
    @Param('key') key: string,
    @AwsClient(S3Client) s3: S3Client,
    @CurrentCaller() caller: UserPrincipal,
    @CurrentIdentity() identity: VerifiedIdentity,
  ) {
    await this.files.s3.send(new PutObjectCommand({ Bucket: 'files', Key: key, Body: 'text' }));
    await s3.send(new GetObjectCommand({ Bucket: 'files', Key: key }));
    await this.callers.runAs(identity, () =>
      this.files.s3.send(new GetObjectCommand({ Bucket: 'files', Key: key })),
    );
    const own = await ownClient(this.files.s3);
    const { clients, callers, verifier, revocations, files } = this;
    const of = clients.for(identity);
    // The claims of a principal are its token's, and an application may print them: its own are left out.
    const { claims, ...principal } = caller;
    exhibits.push({
      files,
      s3,
      own,
      of,
      clients,
      callers,
      verifier,
      revocations,
      principal,
      names: Object.keys(claims),
    });
    exhibits.push(identity.toJSON(), this);
    for (const value of [clients, callers, own, of, s3, identity]) this.#log.debug(value);
  }

  @Get('denied')
  async denied() {
    try {
      await this.files.s3.send(new GetObjectCommand({ Bucket: 'elsewhere', Key: 'a' }));
    } catch (error) {
      exhibits.push(error);
      this.#log.error(error);
      throw error;
    }
  }

  @Get('admins')
  @Groups('admins')
  admins() {
    return 'not reached';
  }

  @Get('fails')
  fails(@AwsClient(S3Client) s3: S3Client) {
    throw new Error('in the handler', { cause: { s3, files: this.files, clients: this.clients } });
  }
}

@Catch()
class ExhibitingFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    exhibits.push(error);
    super.catch(error, host);
  }
}

describeWithRedis.each(PLATFORMS)('on %s, with every log at its most talkative', (platform) => {
  const environment = { ...process.env };
  const secrets = new KnownSecrets();
  const redis = new RedisServer();
  const exporter = new InMemoryLogRecordExporter();
  let output = '';
  let world: World;
  let pool: ObservedIdentityPool;
  let listening: ListeningApp;
  let alice: Tokens;

  beforeAll(async () => {
    exhibits.length = 0;
    Object.assign(process.env, HOST);
    for (const [name, value] of Object.entries(HOST))
      if (name !== 'AWS_ACCESS_KEY_ID') secrets.add(name, value);
    secrets.add('password of Redis', REDIS_PASSWORD);
    secrets.add('secret of sharing', SHARING_SECRET);
    capture();
    await redis.start();
    const administration = await createClient(redis.client).connect();
    await administration.configSet('requirepass', REDIS_PASSWORD);
    administration.destroy();

    world = await World.create({ users: USERS.map((username) => ({ username })) });
    const { identityPool, ...options } = world.options;
    pool = await ObservedIdentityPool.before(identityPool!.endpoint!, ({ SecretKey, SessionToken }) => {
      secrets.add('secret access key', SecretKey);
      secrets.add('session token', SessionToken);
    });
    alice = await signIn('alice');
    const client = { ...redis.client, password: REDIS_PASSWORD };
    const logger = new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] });
    const onError = (error: Error): void => {
      exhibits.push(error);
      logger.error(error.message, error.stack);
    };
    listening = await listeningApp(
      platform,
      {
        imports: [
          CastellanModule.forRoot({
            ...options,
            identityPool: {
              ...identityPool!,
              endpoint: pool.endpoint,
              // A slow machine is not an outage.
              shared: {
                store: new RedisCredentialsStore({ client }),
                secrets: [SHARING_SECRET],
                timeoutMilliseconds: 5_000,
                onError,
              },
            },
            revocations: new RedisRevocations({
              client,
              whenUnavailable: 'refuse',
              timeoutMilliseconds: 30_000,
            }),
            decisionLog: {
              sink: new OpenTelemetrySink({
                loggerProvider: new LoggerProvider({
                  processors: [new SimpleLogRecordProcessor({ exporter })],
                }),
              }),
              grantSampleRate: 1,
            },
            // The SDK's own log: commands, inputs, outputs and metadata of every call.
            awsClientDefaults: { ...options.awsClientDefaults, maxAttempts: 1, logger: console },
          }),
        ],
        controllers: [FilesController],
        providers: [Files],
      },
      (app) => {
        app.useLogger(logger);
        app.useGlobalFilters(new ExhibitingFilter(app.getHttpAdapter()));
      },
    );
  }, 120_000);

  afterAll(async () => {
    await listening.app.close();
    jest.restoreAllMocks();
    for (const name of Object.keys(HOST)) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
    await Promise.all([pool.stop(), world.stop()]);
    await redis.remove();
  });

  /** Everything that is written to the terminal, by whatever way. */
  function capture(): void {
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((chunk) => {
        output += String(chunk);
        return true;
      });
    }
    for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
      jest.spyOn(console, method).mockImplementation((...values: unknown[]) => {
        // As a console prints it: the SDK logs answers whole, with streams that know their request somewhere deep.
        output += format(...values);
      });
    }
  }

  async function signIn(username: string): Promise<Tokens> {
    const tokens = await world.tokens(username);
    secrets.addToken('access token', tokens.accessToken!);
    secrets.addToken('ID token', tokens.idToken!);
    return tokens;
  }

  /** The names of all secrets that have shown, by where they did. */
  const shown = () => ({
    output: secrets.shownBy(output),
    answers: secrets.shownBy(answers.join('\n')),
    exhibits: exhibits.flatMap((exhibit) => secrets.shownBy(printed(exhibit))),
    records: secrets.shownBy(printed(exporter.getFinishedLogRecords())),
  });

  const answers: string[] = [];
  const statusOf = async (path: string, tokens: Tokens): Promise<number> => {
    const answer = await new Api(listening.url).get(path, tokens);
    answers.push(`${JSON.stringify([...answer.headers])} ${answer.text}`);
    return answer.status;
  };

  it('prints no secret, whatever goes well or wrong', async () => {
    expect(await statusOf('/save/a', alice)).toBe(200);
    expect(await statusOf('/denied', alice)).toBe(403);
    expect(await statusOf('/admins', alice)).toBe(403);
    expect(await statusOf('/fails', alice)).toBe(500);
    expect(await statusOf('/save/a', { accessToken: alice.accessToken })).toBe(400);

    const verifier = listening.app.get(TokenVerifier);
    const tampered = (token: string | undefined): string => `${token!.slice(0, -4)}AAAA`;
    expect(await statusOf('/save/a', { ...alice, accessToken: tampered(alice.accessToken) })).toBe(401);
    expect(await statusOf('/save/a', { ...alice, idToken: tampered(alice.idToken) })).toBe(401);
    expect(await statusOf('/save/a', { ...alice, idToken: `${alice.idToken!}.more` })).toBe(401);
    for (const bad of [tampered(alice.accessToken), `${alice.idToken!}.more`, `Bearer ${alice.idToken!}`]) {
      exhibits.push(await verifier.verify(bad).catch((error: unknown) => error));
    }
    const bob = await signIn('bob');
    expect(await statusOf('/save/a', { ...alice, idToken: bob.idToken })).toBe(401);

    // A user for each, since a refusal is remembered for some seconds.
    const faults = [
      ['refused', 'NotAuthorizedException', 400, 403],
      ['throttled', 'TooManyRequestsException', 400, 503],
      ['failed', 'InternalErrorException', 500, 502],
      ['misunderstood', 'InvalidParameterException', 400, 500],
    ] as const;
    for (const [username, type, status, expected] of faults) {
      const somebody = await signIn(username);
      const message = `said of ${somebody.idToken!}: no`;
      world.sandbox.faults.set('GetCredentialsForIdentity', { type, status, message });
      expect([type, await statusOf('/denied', somebody)]).toEqual([type, expected]);
      world.sandbox.faults.clear();
    }

    expect(secrets.names).toEqual(
      expect.arrayContaining(['access token', 'ID token', 'secret access key', 'session token']),
    );
    expect(output).toContain('PutObjectCommand');
    expect(exhibits.length).toBeGreaterThan(5);
    expect(exporter.getFinishedLogRecords().length).toBeGreaterThan(5);
    expect(shown()).toEqual(NOTHING);
  });

  it('leaves nothing in Redis that could be read', async () => {
    const { issuer, sub } = await listening.app.get(TokenVerifier).verify(alice.accessToken!);
    await listening.app.get(Revocations).revokeUser({ issuer, sub });
    const client = await createClient({ ...redis.client, password: REDIS_PASSWORD }).connect();
    // Credentials are shared after their caller was served.
    while ((await client.keys('castellan:credentials*')).length === 0) await sleep(5);
    const contents: string[] = [];
    for (const key of await client.keys('*')) {
      const type = await client.type(key);
      const value =
        type === 'string'
          ? await client.get(key)
          : type === 'hash'
            ? JSON.stringify(await client.hGetAll(key))
            : type === 'zset'
              ? (await client.zRange(key, 0, -1)).join(' ')
              : type === 'stream'
                ? JSON.stringify(await client.xRange(key, '-', '+'))
                : undefined;
      expect([key, value]).toEqual([key, expect.any(String)]);
      contents.push(`${key} ${value!}`);
    }
    client.destroy();

    expect(contents.some((content) => content.startsWith('castellan:credentials'))).toBe(true);
    expect(contents.flatMap((content) => secrets.shownBy(content))).toEqual([]);
    const encoded = contents.map((content) =>
      Buffer.from(content.split(' ').at(-1)!, 'base64').toString('latin1'),
    );
    expect(encoded.flatMap((content) => secrets.shownBy(content))).toEqual([]);
  });

  it('prints no secret while Redis is away, and everything that speaks to it complains', async () => {
    await redis.stop();

    const bob = await signIn('bob');
    const verifier = listening.app.get(TokenVerifier);
    const failure = (): Promise<unknown> =>
      verifier.verify(bob.accessToken!).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    // Until the application has seen its connection close, it may go on with what it knew.
    let error = await failure();
    while (error === undefined) {
      await sleep(5);
      error = await failure();
    }
    exhibits.push(error);
    expect(error).toMatchObject({ code: 'revocations_unavailable' });
    expect(await statusOf('/save/a', bob)).toBe(503);
    expect(shown()).toEqual(NOTHING);
  });

  it('would find a secret', () => {
    const { accessToken, idToken } = alice;
    const error = new Error('outer', { cause: new Error(`inner ${idToken!.slice(-40)}`) });

    expect(secrets.shownBy(printed({ deep: { deeper: { accessToken } } }))).toContain('access token');
    expect(secrets.shownBy(printed(error))).toEqual(['ID token']);
  });
});
