import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, Injectable, Param, Put } from '@nestjs/common';
import {
  Authenticated,
  AwsClient,
  CastellanModule,
  CurrentUser,
  InjectAwsClient,
  type UserPrincipal,
} from 'castellan';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';

const USERS = 200;
const REQUESTS = 5_000;
const IN_FLIGHT = 100;

const randomWait = () => sleep(Math.random() * 5);

/** A singleton: it serves all users at once and knows none of them. */
@Injectable()
class Notes {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  async save(key: string): Promise<void> {
    await randomWait();
    await this.s3.send(new PutObjectCommand({ Bucket: 'files', Key: key, Body: 'note' }));
    await randomWait();
  }
}

@Controller()
class NotesController {
  constructor(private readonly notes: Notes) {}

  @Put('injected/:number')
  @Authenticated()
  async injected(@CurrentUser() user: UserPrincipal, @Param('number') number: string): Promise<void> {
    await randomWait();
    await this.notes.save(`${user.username}/injected/${number}`);
  }

  @Put('parameter/:number')
  @Authenticated()
  async parameter(
    @CurrentUser() user: UserPrincipal,
    @AwsClient(S3Client) s3: S3Client,
    @Param('number') number: string,
  ): Promise<void> {
    await randomWait();
    const Key = `${user.username}/parameter/${number}`;
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key, Body: 'note' }));
    await randomWait();
  }
}

describe(`${USERS} users, ${REQUESTS} interleaved requests`, () => {
  const usernames = Array.from({ length: USERS }, (_, index) => `user-${index}`);
  let world: World;
  let listening: ListeningApp;
  let tokens: Map<string, Tokens>;

  beforeAll(async () => {
    world = await World.create({ users: usernames.map((username) => ({ username })) });
    listening = await listeningApp('Express', {
      imports: [CastellanModule.forRoot(world.options)],
      controllers: [NotesController],
      providers: [Notes],
    });
    tokens = new Map(
      await Promise.all(usernames.map(async (username) => [username, await world.tokens(username)] as const)),
    );
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  it("signs every request to S3 with the caller's own key, and asks the identity pool once a user", async () => {
    const api = new Api(listening.url);
    const statuses = new Map<number, number>();
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let number = next++; number < REQUESTS; number = next++) {
        const username = usernames[Math.floor(Math.random() * USERS)]!;
        const kind = number % 2 === 0 ? 'injected' : 'parameter';
        const { status } = await api.request('PUT', `/${kind}/${number}`, tokens.get(username));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    expect(Object.fromEntries(statuses)).toEqual({ 200: REQUESTS });

    const requests = world.sandbox.s3.requests;
    expect(requests).toHaveLength(REQUESTS);
    const signers = new Map<string, Set<string>>();
    for (const { key, accessKeyId = 'unsigned', status } of requests) {
      expect(status).toBe(200);
      const username = key.split('/')[0] ?? '';
      signers.set(username, (signers.get(username) ?? new Set()).add(accessKeyId));
    }
    const keysOfUsers = [...signers.values()];
    expect(keysOfUsers.every((keys) => keys.size === 1)).toBe(true);
    expect(new Set(keysOfUsers.flatMap((keys) => [...keys])).size).toBe(signers.size);

    const { identityPoolCalls } = world.sandbox;
    expect(identityPoolCalls.count('GetId')).toBe(signers.size);
    expect(identityPoolCalls.count('GetCredentialsForIdentity')).toBe(signers.size);
  }, 180_000);
});
