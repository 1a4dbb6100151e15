import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, HttpCode, Module, Param, Put } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient, Authenticated, CastellanModule, IdentityId, InjectAwsClient } from 'castellan';
import { tokensOf, usernames } from '../credential-caches/keys-app.js';
import type { Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

const USERS = 200;
const REQUESTS = 5_000;
const IN_FLIGHT = 100;

const moment = () => sleep(Math.random() * 5);

@Controller('files')
class FilesController {
  constructor(@InjectAwsClient(S3Client) private readonly injected: S3Client) {}

  /** Uses the caller's client and the injected one, with other callers' requests in between. */
  @Put(':name')
  @Authenticated()
  @HttpCode(204)
  async put(@AwsClient(S3Client) own: S3Client, @IdentityId() me: string, @Param('name') name: string) {
    await moment();
    await own.send(new PutObjectCommand({ Bucket: 'files', Key: `${me}/${name}/own`, Body: name }));
    await moment();
    await this.injected.send(
      new PutObjectCommand({ Bucket: 'files', Key: `${me}/${name}/injected`, Body: name }),
    );
  }
}

describe.each(PLATFORMS)('5,000 interleaved requests of 200 users, on %s', (platform) => {
  let world: World;
  let tokens: Required<Tokens>[];
  let listening: ListeningApp;

  beforeAll(async () => {
    world = await World.create({ users: usernames(USERS).map((username) => ({ username })) });
    tokens = await tokensOf(world, usernames(USERS));

    @Module({ imports: [CastellanModule.forRoot(world.options)], controllers: [FilesController] })
    class FilesModule {}
    listening = await listeningApp(platform, { imports: [FilesModule] });
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  async function put(index: number): Promise<number> {
    const { accessToken, idToken } = tokens[index % USERS]!;
    const headers = { authorization: `Bearer ${accessToken}`, 'x-id-token': idToken! };
    const { status } = await fetch(`${listening.url}/files/${index}`, { method: 'PUT', headers });
    return status;
  }

  it('reach S3 signed by the own key each, for one GetId and one GetCredentialsForIdentity a user', async () => {
    const statuses: number[] = [];
    const waiting = Array.from({ length: REQUESTS }, (_, index) => index);
    const worker = async () => {
      for (let index = waiting.pop(); index !== undefined; index = waiting.pop())
        statuses.push(await put(index));
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    expect(statuses).toEqual(Array(REQUESTS).fill(204));

    const signed = world.sandbox.s3.requests;
    expect(signed).toHaveLength(2 * REQUESTS);
    expect(signed.filter(({ key, identityId }) => key.split('/')[0] !== identityId)).toEqual([]);
    expect(new Set(signed.map(({ accessKeyId }) => accessKeyId)).size).toBe(USERS);
    const { identityPoolCalls } = world.sandbox;
    expect(identityPoolCalls.count('GetId')).toBe(USERS);
    expect(identityPoolCalls.count('GetCredentialsForIdentity')).toBe(USERS);
  });
});
