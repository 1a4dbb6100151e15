import {
  Controller,
  Get,
  HttpCode,
  type MessageEvent,
  Param,
  Res,
  Sse,
  StreamableFile,
} from '@nestjs/common';
import { Callers, Groups, ownClient } from 'castellan';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { concatMap, defer, from, type Observable, toArray } from 'rxjs';
import { CHALLENGE, expectRefusal, INVALID_TOKEN } from '../conformance/expect-answer.js';
import { HandlerRuns } from '../conformance/protected-api.js';
import { PLATFORMS } from '../support/nest-app.js';
import { CallerFiles } from './caller-files.js';
import { CallersWorld, type Username } from './callers-world.js';

const PARTS = ['a', 'b', 'c'];
const USERS = ['alice', 'ben'] as const;

/** Node's response, or that of Fastify which has it. */
type AnyResponse = ServerResponse | { readonly raw: ServerResponse; hijack(): void };

@Controller(':user')
@Groups('readers')
class StreamsController {
  constructor(
    private readonly files: CallerFiles,
    private readonly callers: Callers,
    private readonly runs: HandlerRuns,
  ) {}

  @Sse('events')
  events(@Param('user') user: string): Observable<MessageEvent> {
    this.runs.names.push('events');
    return this.saved(user);
  }

  @Sse('later-events')
  async laterEvents(@Param('user') user: string): Promise<Observable<MessageEvent>> {
    this.runs.names.push('later-events');
    await this.files.save(`${user}/before`);
    return defer(() => this.saved(user));
  }

  @Get('observable')
  observable(@Param('user') user: string): Observable<string[]> {
    this.runs.names.push('observable');
    return from(PARTS).pipe(
      concatMap(async (part) => {
        await sleep(2);
        return this.files.save(`${user}/${part}`);
      }),
      toArray(),
    );
  }

  @Get('file')
  async file(@Param('user') user: string): Promise<StreamableFile> {
    this.runs.names.push('file');
    await this.files.save(`${user}/file`);
    return new StreamableFile(await this.files.read(`${user}/file`), { type: 'text/plain' });
  }

  @Get('bound-file')
  boundFile(@Param('user') user: string): StreamableFile {
    this.runs.names.push('bound-file');
    const save = this.callers.bind((key: string) => this.files.save(key));
    return new StreamableFile(Readable.from(parts(user, save)));
  }

  @Get('lazy-file')
  lazyFile(@Param('user') user: string): StreamableFile {
    const save = async (key: string) => {
      try {
        return await this.files.save(key);
      } catch (error) {
        this.runs.names.push(`lazy-file: ${(error as { code: string }).code}`);
        throw error;
      }
    };
    return new StreamableFile(Readable.from(parts(user, save)));
  }

  @Get('own-file')
  async ownFile(@Param('user') user: string): Promise<StreamableFile> {
    this.runs.names.push('own-file');
    const own = await ownClient(this.files.s3);
    const save = async (key: string) => {
      await own.send(new PutObjectCommand({ Bucket: 'files', Key: key, Body: 'x' }));
      return key;
    };
    return new StreamableFile(Readable.from(parts(user, save)));
  }

  @Get('passthrough')
  @HttpCode(202)
  async passthrough(@Param('user') user: string, @Res({ passthrough: true }) response: AnyResponse) {
    this.runs.names.push('passthrough');
    const raw = 'raw' in response ? response.raw : response;
    raw.setHeader('x-set-by', 'the handler');
    await this.files.save(`${user}/passthrough`);
    return { saved: true };
  }

  @Get('own-response')
  async ownResponse(@Param('user') user: string, @Res() response: AnyResponse): Promise<void> {
    this.runs.names.push('own-response');
    const raw = 'raw' in response ? response.raw : response;
    if ('hijack' in response) response.hijack();
    raw.setHeader('cache-control', 'no-store');
    for (const part of PARTS) {
      raw.write(`${await this.files.save(`${user}/${part}`)}\n`);
      await sleep(2);
    }
    raw.end();
  }

  private saved(user: string): Observable<MessageEvent> {
    return from(PARTS).pipe(
      concatMap(async (part) => {
        await sleep(2);
        return { data: await this.files.save(`${user}/${part}`) };
      }),
    );
  }
}

async function* parts(user: string, save: (key: string) => Promise<string>): AsyncGenerator<string> {
  for (const part of PARTS) {
    await sleep(2);
    yield `${await save(`${user}/${part}`)}\n`;
  }
}

const ROUTES = [
  'events',
  'later-events',
  'observable',
  'file',
  'bound-file',
  'own-file',
  'passthrough',
  'own-response',
];

describe.each(PLATFORMS)('on %s, a handler that streams', (platform) => {
  let fixture: CallersWorld;

  beforeAll(async () => {
    fixture = await CallersWorld.create(platform, { controllers: [StreamsController] });
  });

  afterAll(() => fixture.stop());

  const get = async (user: Username, route: string) => {
    const response = await fetch(`http://127.0.0.1:${fixture.api.port}/${user}/${route}`, {
      headers: fixture.headersOf(user),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it.each(ROUTES)('refuses before anything is streamed: %s', async (route) => {
    const first = fixture.requestsToS3;
    const accept = { accept: 'text/event-stream' };
    const path = `/alice/${route}`;
    const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
    expectRefusal(await fixture.send('GET', path, undefined, accept), anonymous);
    expectRefusal(await fixture.send('HEAD', path, undefined, accept), anonymous);
    const authorization = 'Bearer not.a-token';
    expectRefusal(await fixture.send('GET', path, undefined, { ...accept, authorization }), {
      status: 401,
      challenge: INVALID_TOKEN,
      code: 'token_malformed',
    });
    expectRefusal(await fixture.send('GET', path, 'eve', accept), { status: 403, code: 'access_denied' });
    expectRefusal(await fixture.send('HEAD', path, 'eve', accept), { status: 403, code: 'access_denied' });
    expect(fixture.signersSince(first)).toEqual([]);
  });

  it.each(ROUTES)('streams what it does as its caller, beside another one: %s', async (route) => {
    const first = fixture.requestsToS3;
    const [ofAlice, ofBen] = await Promise.all([get('alice', route), get('ben', route)]);
    const answers = [ofAlice, ofBen];
    expect(answers.map(({ status }) => status)).toEqual(route === 'passthrough' ? [202, 202] : [200, 200]);
    for (const { headers } of answers) expect(headers.get('cache-control')).toContain('no-store');
    for (const [index, user] of USERS.entries()) {
      for (const text of saidBy(route, user)) expect(answers[index]!.text).toContain(text);
    }
    const signers = fixture.signersSince(first);
    expect(signers.length).toBeGreaterThanOrEqual(USERS.length);
    for (const [key, signer] of signers) {
      expect([key, signer]).toEqual([key, fixture.accessKeyOf(key.split('/')[0] as Username)]);
    }
  });

  it('keeps the status and the headers that the handler sets on the way', async () => {
    const answer = await get('alice', 'passthrough');
    expect([answer.status, answer.headers.get('x-set-by')]).toEqual([202, 'the handler']);
    expect(JSON.parse(answer.text)).toEqual({ saved: true });
  });

  it('has no caller in what Nest reads only after the handler, unless it was bound', async () => {
    const first = fixture.requestsToS3;
    // Nothing has been sent when the first part fails, so the connection breaks or the answer is an error.
    const status = await get('alice', 'lazy-file').then(
      (answer) => answer.status,
      () => 0,
    );
    expect(status).not.toBe(200);
    expect(fixture.runs).toContain('lazy-file: caller_context_missing');
    expect(fixture.signersSince(first)).toEqual([]);
  });
});

/** What has to be in the answer to a user. */
function saidBy(route: string, user: Username): readonly string[] {
  if (route === 'passthrough') return ['true'];
  if (route === 'file') return [`body of ${user}/file`];
  return PARTS.map((part) => `${user}/${part}`);
}
