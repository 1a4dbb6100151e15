import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Injectable,
  type NestInterceptor,
  Param,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import {
  Authenticated,
  AwsClients,
  Callers,
  CastellanModule,
  CurrentIdentity,
  CurrentUser,
  InjectAwsClient,
  ownClient,
  type UserPrincipal,
  type VerifiedIdentity,
} from 'castellan';
import { EventEmitter, once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import {
  asapScheduler,
  asyncScheduler,
  delay,
  from,
  lastValueFrom,
  mergeMap,
  type Observable,
  observeOn,
  of,
} from 'rxjs';
import { Api, type ApiAnswer, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { JobQueue } from './job-queue.js';

const put = (Key: string) => new PutObjectCommand({ Bucket: 'files', Key, Body: 'x' });

/** A singleton that serves everybody. */
@Injectable()
class Files {
  constructor(@InjectAwsClient(S3Client) readonly s3: S3Client) {}

  async save(key: string): Promise<void> {
    await this.s3.send(put(key));
  }
}

/** Saves as its caller before the handler runs, and again with what the handler gave. */
@Injectable()
class SavingInterceptor implements NestInterceptor {
  constructor(private readonly files: Files) {}

  intercept(context: ExecutionContext, next: CallHandler<string>): Observable<unknown> {
    const user = context.switchToHttp().getRequest<{ params: { user: string } }>().params.user;
    return from(this.files.save(`${user}/before`)).pipe(
      mergeMap(() => next.handle()),
      mergeMap((key) => this.files.save(key)),
    );
  }
}

@Injectable()
class SavingGuard implements CanActivate {
  constructor(private readonly files: Files) {}

  async canActivate(): Promise<boolean> {
    await this.files.save('nobody/guard');
    return true;
  }
}

@Injectable()
@Catch(RangeError)
class SavingFilter implements ExceptionFilter<RangeError> {
  constructor(private readonly files: Files) {}

  async catch(error: RangeError, host: ArgumentsHost): Promise<void> {
    const outcome = await this.files.save(error.message).then(
      () => 'done',
      (refused: unknown) => (refused as { code: string }).code,
    );
    const response = host
      .switchToHttp()
      .getResponse<{ status(code: number): { send(body: object): void } }>();
    response.status(500).send({ code: outcome });
  }
}

interface Job {
  readonly key: string;
  readonly identity?: VerifiedIdentity;
  readonly idToken?: string;
}

@Controller(':user')
@Authenticated()
class CarriersController {
  readonly events = new EventEmitter();
  readonly outcomes: Promise<string>[] = [];
  readonly queue: JobQueue<Job>;

  constructor(
    private readonly files: Files,
    private readonly callers: Callers,
    private readonly clients: AwsClients,
  ) {
    this.queue = new JobQueue(({ key, identity, idToken }) => {
      const work = () => files.save(key);
      if (identity !== undefined) return callers.runAs(identity, work);
      return idToken === undefined ? work() : callers.runAs({ idToken }, work);
    });
  }

  @Get('timers')
  async timers(@Param('user') user: string) {
    await sleep(2);
    await immediate();
    await new Promise<void>((resolve) => process.nextTick(() => queueMicrotask(resolve)));
    await new Promise<void>((resolve, reject) => {
      const interval = setInterval(() => {
        clearInterval(interval);
        this.files.save(`${user}/timers`).then(resolve, reject);
      }, 1);
    });
  }

  @Get('emitter')
  async emitter(@Param('user') user: string) {
    const events = new EventEmitter();
    const saved = once(events, 'saved');
    events.on('save', (key: string) => {
      void this.files.save(key).then(() => events.emit('saved'));
    });
    setTimeout(() => events.emit('save', `${user}/emitter`), 2);
    await saved;
  }

  @Get('shared-emitter')
  async sharedEmitter(@Param('user') user: string) {
    // Whoever comes last emits for everybody.
    const mine = new Promise<void>((resolve, reject) => {
      const save = this.callers.bind(() => this.files.save(`${user}/shared-emitter`));
      this.events.once('everybody', () => void save().then(resolve, reject));
    });
    if (this.events.listenerCount('everybody') === 2) this.events.emit('everybody');
    await mine;
  }

  @Get('streams')
  async streams(@Param('user') user: string) {
    const { files } = this;
    await files.save(`${user}/streams`);
    const { Body } = await files.s3.send(new GetObjectCommand({ Bucket: 'files', Key: `${user}/streams` }));
    // A connection to S3 serves one user after the other; its events are those of the request at hand.
    const body = Body as Readable;
    await new Promise<void>((resolve, reject) => {
      body.on('end', () => void files.save(`${user}/streams-end`).then(resolve, reject));
      body.resume();
    });
    await pipeline(
      Readable.from(['a', 'b']),
      new Writable({
        objectMode: true,
        write: (part: string, _encoding, done) => {
          files.save(`${user}/streams-${part}`).then(() => done(), done);
        },
      }),
    );
  }

  @Get('rxjs')
  rxjs(@Param('user') user: string): Observable<unknown> {
    return of('rxjs').pipe(
      delay(2),
      observeOn(asyncScheduler),
      mergeMap(() => this.files.save(`${user}/rxjs`)),
    );
  }

  @Get('asap')
  async asap(@Param('user') user: string) {
    // One run of this scheduler serves everybody who has waited for it.
    await this.everybody();
    const save = this.callers.bind(() => this.files.save(`${user}/asap`));
    await lastValueFrom(of(1).pipe(observeOn(asapScheduler), mergeMap(save)));
  }

  @Get('interceptor')
  @UseInterceptors(SavingInterceptor)
  interceptor(@Param('user') user: string) {
    return `${user}/interceptor`;
  }

  @Get('guard')
  @UseGuards(SavingGuard)
  guard() {
    return 'not reached';
  }

  @Get('filter')
  @UseFilters(SavingFilter)
  filter() {
    throw new RangeError('nobody/filter');
  }

  @Get('clients')
  async clientsFor(@CurrentUser() user: UserPrincipal, @CurrentIdentity() identity: VerifiedIdentity) {
    await this.clients
      .for(identity)
      .get(S3Client)
      .send(put(`${user.username}/clients`));
    const own = await ownClient(this.files.s3);
    await own.send(put(`${user.username}/own`));
  }

  @Get('bare-job')
  bareJob(@Param('user') user: string) {
    this.outcomes.push(this.queue.add({ key: `${user}/bare-job` }));
  }

  @Get('job')
  job(@Param('user') user: string, @CurrentIdentity() identity: VerifiedIdentity) {
    this.outcomes.push(
      this.queue.add({ key: `${user}/job`, identity }),
      this.queue.add({ key: `${user}/token-job`, idToken: identity.revealIdToken() }),
    );
  }

  #arrived = 0;

  private async everybody(): Promise<void> {
    this.#arrived += 1;
    if (this.#arrived === 2) this.events.emit('arrived');
    else await once(this.events, 'arrived');
    this.#arrived = 0;
  }
}

describe.each(PLATFORMS)('on %s, two users at once', (platform) => {
  const users = ['alice', 'bob'] as const;
  let late = 0;
  let world: World;
  let listening: ListeningApp;
  let tokens: Map<string, Tokens>;
  let keys: Map<string, string>;

  beforeAll(async () => {
    world = await World.create({
      users: users.map((username) => ({ username })),
      clock: () => Date.now() + late,
    });
    tokens = new Map(await Promise.all(users.map(async (user) => [user, await world.tokens(user)] as const)));
    listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot(world.options)],
      controllers: [CarriersController],
      providers: [Files, SavingInterceptor, SavingGuard, SavingFilter],
    });
    keys = new Map();
    for (const user of users) {
      await api(user, 'clients');
      keys.set(user, world.sandbox.s3.requests.at(-1)!.accessKeyId!);
    }
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  const api = (user: string, path: string): Promise<ApiAnswer> =>
    new Api(listening.url).get(`/${user}/${path}`, tokens.get(user));

  /** Everything that was written since, by its key and by who signed it. */
  function signersSince(first: number): [string, string | undefined][] {
    return world.sandbox.s3.requests.slice(first).map(({ key, accessKeyId }) => [key, accessKeyId]);
  }

  async function together(
    path: string,
  ): Promise<{ statuses: number[]; first: number; answers: ApiAnswer[] }> {
    const first = world.sandbox.s3.requests.length;
    const answers = await Promise.all(users.map((user) => api(user, path)));
    return { statuses: answers.map(({ status }) => status), first, answers };
  }

  function expectOwnKeys(first: number, count: number): void {
    const signers = signersSince(first);
    expect(signers).toHaveLength(count);
    for (const [key, accessKeyId] of signers)
      expect([key, accessKeyId]).toEqual([key, keys.get(key.split('/')[0]!)]);
  }

  it('have keys of their own', () => {
    expect(new Set(keys.values()).size).toBe(users.length);
  });

  it.each([
    ['timers', 1],
    ['emitter', 1],
    ['shared-emitter', 1],
    ['streams', 5],
    ['rxjs', 1],
    ['asap', 1],
    ['interceptor', 2],
    ['clients', 2],
  ])('each act through %s as themselves', async (path, calls) => {
    for (let round = 0; round < 5; round += 1) {
      const { statuses, first } = await together(path);
      expect(statuses).toEqual([200, 200]);
      expectOwnKeys(first, calls * users.length);
    }
  });

  it.each(['guard', 'filter'])(
    'have nobody act for them in a %s, which runs outside of the handler',
    async (path) => {
      const { answers, first } = await together(path);

      expect(answers.map((answer) => [answer.status, (answer.json() as { code: string }).code])).toEqual(
        users.map(() => [500, 'caller_context_missing']),
      );
      expectOwnKeys(first, 0);
    },
  );

  it('have their jobs run as themselves after the answer, and nobody where a job names nobody', async () => {
    const controller = listening.app.get(CarriersController);
    controller.outcomes.length = 0;
    const { first } = await together('bare-job');
    controller.queue.begin();
    expect(await Promise.all(controller.outcomes)).toEqual([
      'caller_context_missing',
      'caller_context_missing',
    ]);
    expectOwnKeys(first, 0);

    controller.outcomes.length = 0;
    const jobs = await together('job');
    controller.queue.begin();
    expect(await Promise.all(controller.outcomes)).toEqual(['done', 'done', 'done', 'done']);
    expectOwnKeys(jobs.first, 4);
  });

  it('have no job run with a token that has expired meanwhile', async () => {
    late = -7_200_000;
    const expired = await world.tokens('alice');
    late = 0;
    const first = world.sandbox.s3.requests.length;
    const idToken = expired.idToken!;
    const callers = listening.app.get(Callers);

    await expect(
      callers.runAs({ idToken }, () => listening.app.get(Files).save('alice/expired')),
    ).rejects.toMatchObject({ code: 'token_expired' });
    expectOwnKeys(first, 0);
  });
});
