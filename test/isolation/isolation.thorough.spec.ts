import { Transport } from '@nestjs/microservices';
import { CastellanModule } from 'castellan';
import { microservices } from 'castellan/microservices';
import { freePort } from '../microservices/transports.js';
import { type ListeningApp, listeningApp } from '../support/nest-app.js';
import { ObservedIdentityPool } from '../support/observed-identity-pool.js';
import { World } from '../support/world.js';
import { Files, FilesController, WAYS } from './callers-app.js';
import { HttpRequests, type Outcome } from './http-requests.js';
import { IssuedKeys } from './issued-keys.js';
import { MessageRequests } from './message-requests.js';
import { People } from './people.js';
import { halves, sample, type Sample } from './resources.js';
import { SignatureInspector } from './signature-inspector.js';
import { SIZE, TIMEOUT } from './size.js';

const HOST = {
  AWS_ACCESS_KEY_ID: 'AKIAHOSTHOSTHOSTHOST',
  AWS_SECRET_ACCESS_KEY: 'host-secret-host-secret-host-secret-host',
  AWS_SESSION_TOKEN: 'host-session-token',
};
const ROUNDS = 20;
const WARM_UP = 4;
const MINUTE = 60_000;

describe(`${SIZE.users} users, ${SIZE.requests} interleaved requests and messages, and everything that goes wrong`, () => {
  const environment = { ...process.env };
  const { now } = Date;
  let ahead = 0;
  let world: World;
  const keys = new IssuedKeys();
  let pool: ObservedIdentityPool;
  let aws: SignatureInspector;
  let people: People;
  let listening: ListeningApp;
  let http: HttpRequests;
  let messages: MessageRequests;

  beforeAll(async () => {
    // Every clock of the process: hours pass, so that keys have to be renewed. A spy would remember every call.
    Date.now = () => now() + ahead;
    Object.assign(process.env, HOST);
    const usernames = Array.from({ length: SIZE.users }, (_, index) => `user-${index}`);
    world = await World.create({
      users: usernames.map((username) => ({ username })),
      groups: ['editors'],
      clock: () => Date.now(),
    });
    const { identityPool, ...options } = world.options;
    pool = await ObservedIdentityPool.before(identityPool!.endpoint!, (...issued) => keys.note(...issued));
    aws = await SignatureInspector.start(keys, HOST.AWS_ACCESS_KEY_ID);
    people = new People(world.sandbox);
    await people.signIn(usernames);
    const messagePort = await freePort();
    listening = await listeningApp(
      'Fastify',
      {
        imports: [
          CastellanModule.forRoot({
            ...options,
            identityPool: { ...identityPool!, endpoint: pool.endpoint },
            awsClientDefaults: { endpoint: aws.endpoint, forcePathStyle: true, maxAttempts: 1 },
            doors: [microservices()],
          }),
        ],
        controllers: [FilesController],
        providers: [Files],
      },
      (app) =>
        app.connectMicroservice({
          transport: Transport.TCP,
          options: { host: '127.0.0.1', port: messagePort },
        }),
    );
    await listening.app.startAllMicroservices();
    http = new HttpRequests(listening.port, SIZE.inFlight);
    messages = new MessageRequests(messagePort);
  }, TIMEOUT);

  afterAll(async () => {
    Date.now = now;
    for (const name of Object.keys(HOST)) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
    http.close();
    messages.close();
    people.leave();
    await listening.app.close();
    await Promise.all([aws.stop(), pool.stop(), world.stop()]);
  });

  it(
    'signs no request with the key of another or of the host, and holds no more than at the beginning',
    async () => {
      const outcomes = new Map<Outcome | 'superseded', number>();
      const samples: Sample[] = [];
      let next = 0;
      const lane = async (until: number): Promise<void> => {
        for (let number = next++; number < until; number = next++) {
          const person = await people.anybody();
          const abortAfter = Math.random() < 0.02 ? Math.random() * 10 : undefined;
          const way = WAYS[number % WAYS.length]!;
          const outcome =
            Math.random() < 0.5
              ? await http.send(`/${way}/${number}`, person.tokens, abortAfter)
              : await messages.send(way, number, person.tokens, abortAfter);
          const isSuperseded = outcome === 401 && people.isSuperseded(person);
          const counted = isSuperseded ? 'superseded' : outcome;
          outcomes.set(counted, (outcomes.get(counted) ?? 0) + 1);
        }
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        const until = Math.ceil((SIZE.requests / ROUNDS) * (round + 1));
        next = Math.ceil((SIZE.requests / ROUNDS) * round);
        await Promise.all([...Array.from({ length: SIZE.inFlight }, () => lane(until)), disturb(round)]);
        world.sandbox.faults.clear();
        samples.push(sample());
      }

      const count = (outcome: Outcome): number => outcomes.get(outcome) ?? 0;
      const { renewals, groupChanges } = people;
      process.stdout.write(
        `isolation: ${SIZE.users} users, ${SIZE.requests} requests (${JSON.stringify(Object.fromEntries(outcomes))}), ` +
          `signatures ${JSON.stringify(aws.signatures)}, ${keys.count} keys, ${renewals} new sign-ins, ` +
          `${groupChanges} changes of groups; megabytes ${trend(samples, 'megabytes')}, descriptors ` +
          `${trend(samples, 'descriptors')}\n`,
      );
      const { own, ...others } = aws.signatures;
      expect(others).toEqual({ outdated: 0, foreign: 0, host: 0, unsigned: 0 });
      expect(own).toBeGreaterThan(SIZE.requests * 0.8);
      // Throttled and failing exchanges are answered as such. Nobody is ever taken for somebody who may not.
      expect(
        [...outcomes.keys()].filter((outcome) => ![200, 502, 503, 'aborted', 'superseded'].includes(outcome)),
      ).toEqual([]);
      expect(count(200)).toBeGreaterThan(SIZE.requests * 0.8);
      for (const happened of [count('aborted'), count(502) + count(503), renewals, groupChanges]) {
        expect(happened).toBeGreaterThan(0);
      }
      expect(keys.count).toBeGreaterThan(SIZE.users);
      expectFlat(samples.slice(WARM_UP));
    },
    TIMEOUT,
  );

  /** Something else in every round, while its requests are under way. */
  async function disturb(round: number): Promise<void> {
    const some = Math.ceil(SIZE.users / 20);
    const fault = [
      { type: 'TooManyRequestsException', message: 'Rate exceeded', status: 400, times: some },
      { type: 'InternalErrorException', message: 'injected', status: 500, times: some },
    ][round % 2]!;
    // The first round gives everybody keys; from then on renewals and new rights meet the faults.
    if (round > 0) world.sandbox.faults.set('GetCredentialsForIdentity', fault);
    ahead += 4 * MINUTE;
    await people.renewSome(some);
    await people.changeGroups(Math.ceil(some / 4));
  }
});

function trend(samples: readonly Sample[], of: keyof Sample): string {
  const { first, second } = halves(samples.slice(WARM_UP), of);
  return `${first.toFixed()} then ${second.toFixed()}`;
}

/** Generous: what leaks grows with every request, by far more than this. */
function expectFlat(samples: readonly Sample[]): void {
  const memory = halves(samples, 'megabytes');
  const descriptors = halves(samples, 'descriptors');
  expect(memory.second).toBeLessThan(memory.first * 1.25 + 25);
  // Pools of connections, with both ends in this process, fill and empty with the load.
  expect(descriptors.second).toBeLessThan(descriptors.first * 1.25 + 2 * SIZE.inFlight);
}
