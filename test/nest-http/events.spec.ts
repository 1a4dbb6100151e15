import { S3Client } from '@aws-sdk/client-s3';
import { Controller, type MessageEvent, Param, Post, Sse } from '@nestjs/common';
import {
  AwsClient,
  Callers,
  CurrentUser,
  Groups,
  IdentityId,
  Revocations,
  TokenVerifier,
  type UserPrincipal,
} from 'castellan';
import type { Server } from 'node:http';
import { setImmediate as immediate } from 'node:timers/promises';
import { concatMap, finalize, from, map, Observable, Subject, takeUntil } from 'rxjs';
import { expectRefusal, INVALID_TOKEN } from '../conformance/expect-answer.js';
import { PLATFORMS } from '../support/nest-app.js';
import { CallerFiles } from './caller-files.js';
import { CallersWorld, type Username } from './callers-world.js';
import { EventStream } from './event-stream.js';

const HOUR_MS = 3_600_000;

/** What happens in the world outside, for all streams. */
const happenings = new Subject<string>();
let listeners = 0;
const happened = new Observable<string>((listener) => {
  const subscription = happenings.subscribe(listener);
  listeners += 1;
  return () => {
    listeners -= 1;
    subscription.unsubscribe();
  };
});
/** The expiry of tokens, where a handler ends with it. */
const expiries = new Subject<number>();

@Controller(':user')
@Groups('readers')
class EventsController {
  /** What became of the work that the last stream left behind. */
  afterwards: Promise<string> | undefined;

  constructor(
    private readonly files: CallerFiles,
    private readonly callers: Callers,
  ) {}

  @Sse('news')
  news(@Param('user') user: string): Observable<MessageEvent> {
    return happened.pipe(map((what) => ({ data: `${what} for ${user}` })));
  }

  @Sse('saved')
  saved(@Param('user') user: string): Observable<MessageEvent> {
    const save = this.callers.bind((key: string) => this.files.save(key));
    return happened.pipe(
      concatMap(async (what) => ({ data: await save(`${user}/${what}`) })),
      finalize(() => {
        // Nest ends the answer after it has let go of what the handler returned.
        this.afterwards = immediate()
          .then(() => save(`${user}/after`))
          .then(() => 'done', codeOf);
      }),
    );
  }

  @Sse('saved-or-not')
  savedOrNot(@Param('user') user: string): Observable<MessageEvent> {
    const save = this.callers.bind((key: string) => this.files.save(key));
    return happened.pipe(
      concatMap(async (what) => ({ data: await save(`${user}/${what}`).then(() => 'saved', codeOf) })),
    );
  }

  @Post('happen/:what')
  happen(@Param('what') what: string): void {
    happenings.next(what);
  }

  @Sse('until-expiry')
  untilExpiry(@CurrentUser() user: UserPrincipal): Observable<MessageEvent> {
    const expired = new Observable<void>((end) => {
      const watch = expiries.subscribe((now) => now >= user.expiresAt && end.next());
      return () => watch.unsubscribe();
    });
    return happened.pipe(
      map((data) => ({ data })),
      takeUntil(expired),
    );
  }

  @Sse('mine')
  mine(@IdentityId() me: string, @AwsClient(S3Client) s3: S3Client): Observable<MessageEvent> {
    return from([{ data: { me, kind: s3.constructor.name } }]);
  }

  @Sse('missing')
  async missing(): Promise<Observable<MessageEvent>> {
    await this.files.read('anything', 'closed');
    return from([]);
  }

  @Sse('missing-later')
  missingLater(): Observable<MessageEvent> {
    const read = this.callers.bind(() => this.files.read('anything', 'closed'));
    return happened.pipe(
      concatMap(async () => {
        await read();
        return { data: 'read' };
      }),
    );
  }
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}

describe.each(PLATFORMS)('on %s, a stream of events', (platform) => {
  let late = 0;
  let fixture: CallersWorld;
  const opened: EventStream[] = [];

  beforeAll(async () => {
    fixture = await CallersWorld.create(platform, {
      controllers: [EventsController],
      verifier: ({ userPools }) =>
        new TokenVerifier({ userPools: userPools, clock: () => Date.now() + late }),
    });
  });

  afterEach(async () => {
    late = 0;
    for (const stream of opened.splice(0)) stream.close();
    while (listeners > 0) await immediate();
  });

  afterAll(async () => {
    // The client has a connection left over from those that it broke off, which the server would wait for.
    (fixture.api.app.getHttpServer() as Server).closeAllConnections();
    await fixture.stop();
  });

  const open = async (user: Username, route: string, sent = fixture.headersOf(user)) => {
    const waiting = listeners;
    const stream = await EventStream.open(`http://127.0.0.1:${fixture.api.port}/${user}/${route}`, sent);
    opened.push(stream);
    // The answer may begin before Nest listens to what the handler returned.
    while (route !== 'missing' && listeners <= waiting) await immediate();
    return stream;
  };

  it('does its work as its own caller where that is bound, whoever makes it happen', async () => {
    const [ofAlice, ofBen] = [await open('alice', 'saved'), await open('ben', 'saved')];
    const first = fixture.requestsToS3;
    happenings.next('first');
    // A request of Ben, in which everything that is not bound would be done as Ben.
    expect((await fixture.send('POST', '/ben/happen/second', 'ben')).answer.status).toBe(201);
    for (const what of ['first', 'second']) {
      expect(await ofAlice.next()).toEqual({ type: 'message', data: `alice/${what}` });
      expect(await ofBen.next()).toEqual({ type: 'message', data: `ben/${what}` });
    }
    const signers = fixture.signersSince(first);
    expect(signers).toHaveLength(4);
    for (const [key, signer] of signers) {
      expect([key, signer]).toEqual([key, fixture.accessKeyOf(key.split('/')[0] as Username)]);
    }
  });

  it('is refused as every answer is, as long as it has not begun', async () => {
    const headers = fixture.headersOf('alice');
    const { authorization } = headers;
    expectRefusal(
      await fixture.api.send({
        method: 'GET',
        path: '/alice/mine',
        headers: { authorization: authorization! },
      }),
      {
        status: 400,
        code: 'id_token_required',
      },
    );
    const { 'x-id-token': ofBen } = fixture.headersOf('ben');
    expectRefusal(await fixture.send('GET', '/alice/mine', 'alice', { 'x-id-token': ofBen! }), {
      status: 401,
      challenge: INVALID_TOKEN,
      code: 'token_binding_mismatch',
    });
  });

  it.each(['missing', 'missing-later'])(
    'says nothing about what AWS refused after it has begun, and ends: %s',
    async (route) => {
      const stream = await open('alice', route);
      happenings.next('anything');
      expect(await stream.next()).toEqual({ type: 'error', data: 'Internal server error' });
      expect(await stream.next()).toBeUndefined();
    },
  );

  it('gives nothing to a caller whose ID token is refused only after it has begun', async () => {
    const headers = fixture.headersOf('alice');
    const [, payload, signature] = headers['x-id-token']!.split('.');
    // Nobody has this key, which is found out by asking for the keys once more.
    const header = Buffer.from('{"alg":"RS256","kid":"nobody has it"}').toString('base64url');
    const idToken = `${header}.${payload}.${signature}`;
    const url = `http://127.0.0.1:${fixture.api.port}/alice/mine`;
    const answer = await fetch(url, { headers: { ...headers, 'x-id-token': idToken } });
    const text = await answer.text();
    // What this request is answered depends on whether Nest has sent the headers by then.
    expect([200, 401]).toContain(answer.status);
    expect(text).not.toContain('S3Client');
    const again = await EventStream.open(url, headers);
    opened.push(again);
    expect((await again.next())?.data).toContain('S3Client');
  });

  it('acts as nobody any more once its client is gone', async () => {
    const stream = await open('alice', 'saved');
    stream.close();
    while (listeners > 0) await immediate();
    const outcome = await fixture.api.app.get(EventsController).afterwards;
    expect(outcome).toBe('caller_context_missing');
  });

  it('goes on when the token that it was opened with has expired, which opens no other', async () => {
    const stream = await open('alice', 'news');
    const headers = fixture.headersOf('alice');
    late = 2 * HOUR_MS;
    expectRefusal(await fixture.api.send({ method: 'GET', path: '/alice/news', headers }), {
      status: 401,
      challenge: INVALID_TOKEN,
      code: 'token_expired',
    });
    happenings.next('later');
    expect(await stream.next()).toEqual({ type: 'message', data: 'later for alice' });
  });

  it('gets no AWS credentials for a token that has expired before it needed any', async () => {
    const stream = await open('alice', 'saved');
    const first = fixture.requestsToS3;
    late = 2 * HOUR_MS;
    happenings.next('late');
    expect((await stream.next())?.type).toBe('error');
    expect(fixture.signersSince(first)).toEqual([]);
    expect(fixture.api.log.join(' ')).toContain('token_expired');
  });

  it('ends with its token where the handler says so', async () => {
    const stream = await open('alice', 'until-expiry');
    happenings.next('first');
    expect(await stream.next()).toEqual({ type: 'message', data: 'first' });
    expiries.next(Date.now());
    happenings.next('second');
    expect(await stream.next()).toEqual({ type: 'message', data: 'second' });
    expiries.next(Date.now() + 2 * HOUR_MS);
    expect(await stream.next()).toBeUndefined();
  });

  it('goes on when its caller is revoked, who gets no AWS client any more and opens no other', async () => {
    const stream = await open('ben', 'news');
    const saved = await open('ben', 'saved-or-not');
    happenings.next('before');
    expect(await stream.next()).toEqual({ type: 'message', data: 'before for ben' });
    expect(await saved.next()).toEqual({ type: 'message', data: 'saved' });
    const token = fixture.headersOf('ben').authorization!.slice('Bearer '.length);
    const ben = await fixture.api.app.get(TokenVerifier).verify(token);
    await fixture.api.app.get(Revocations).revokeSignInOf(ben);
    expectRefusal(await fixture.send('GET', '/ben/news', 'ben'), {
      status: 401,
      challenge: INVALID_TOKEN,
      code: 'token_revoked',
    });
    happenings.next('later');
    expect(await stream.next()).toEqual({ type: 'message', data: 'later for ben' });
    expect(await saved.next()).toEqual({ type: 'message', data: 'token_revoked' });
  });
});
