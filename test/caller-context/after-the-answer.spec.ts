import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, Injectable, Put } from '@nestjs/common';
import { Authenticated, AwsClient, CastellanModule, InjectAwsClient } from 'castellan';
import { EventEmitter, once } from 'node:events';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

const put = (Key: string) => new PutObjectCommand({ Bucket: 'files', Key, Body: 'x' });

@Injectable()
class Later {
  readonly outcomes: Promise<string>[] = [];
  readonly events = new EventEmitter();

  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  /** Starts work that goes on after the answer, with the client of whoever calls then, or with a given one. */
  start(client: S3Client = this.s3): void {
    const work = once(this.events, 'answered').then(() => client.send(put('later')));
    this.outcomes.push(
      work.then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code ?? 'another error',
      ),
    );
  }

  now(): Promise<unknown> {
    return this.s3.send(put('now'));
  }
}

@Controller()
class LaterController {
  constructor(private readonly later: Later) {}

  @Put('injected')
  @Authenticated()
  async injected() {
    await this.later.now();
    this.later.start();
  }

  @Put('parameter')
  @Authenticated()
  parameter(@AwsClient(S3Client) s3: S3Client) {
    this.later.start(s3);
  }
}

describe.each(PLATFORMS)('on %s, work that a handler leaves behind', (platform) => {
  let world: World;
  let listening: ListeningApp;
  let alice: Tokens;

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }] });
    alice = await world.tokens('alice');
    listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot(world.options)],
      controllers: [LaterController],
      providers: [Later],
    });
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  const outcomeOf = async (path: string): Promise<string | undefined> => {
    expect((await new Api(listening.url).request('PUT', path, alice)).status).toBe(200);
    const later = listening.app.get(Later);
    later.events.emit('answered');
    return later.outcomes.pop();
  };

  it('does not act as the caller after the answer', async () => {
    expect(await outcomeOf('/injected')).toBe('caller_context_missing');
  });

  it('may go on with a client it was given before', async () => {
    expect(await outcomeOf('/parameter')).toBe('done');
  });

  it('has no caller where no request is', async () => {
    await expect(listening.app.get(Later).now()).rejects.toMatchObject({ code: 'caller_context_missing' });
  });
});
