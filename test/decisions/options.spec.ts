import { Controller, Get } from '@nestjs/common';
import { CastellanModule, type DecisionAuditOptions, Groups } from 'castellan';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { RecordingSink } from './recording-sink.js';

const POOL = 'eu-west-1_AuditOptions';

@Controller('articles')
class ArticlesController {
  @Get() @Groups('editors') list() {}
}

describe.each(PLATFORMS)('the option decisionLog on %s', (platform) => {
  let keyServer: KeyServer;
  let tokens: TokenFactory;

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('audit-options');
    keyServer.publish(POOL, [key.jwk]);
    tokens = new TokenFactory({ key, issuer: keyServer.issuer(POOL), clientId: 'web' });
  });

  afterAll(() => keyServer.stop());

  const start = (decisionLog?: DecisionAuditOptions) =>
    listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [
            { userPoolId: POOL, issuer: keyServer.issuer(POOL), clientIds: ['web'], tokenUse: 'access' },
          ],
          ...(decisionLog && { decisionLog }),
        }),
      ],
      controllers: [ArticlesController],
    });

  it.each<[object | string, string]>([
    ['console', 'decisionLog must be an object with a sink'],
    [{}, 'decisionLog.sink'],
    [{ sink: new RecordingSink(), sampleRate: 1 }, 'sampleRate'],
    [{ sink: new RecordingSink(), requestIdHeader: 'X-Request-Id' }, 'in lower case'],
    [{ sink: new RecordingSink(), requestIdHeader: 'authorization' }, 'can carry a secret'],
    [{ sink: new RecordingSink(), requestIdHeader: 'cookie' }, 'can carry a secret'],
    [{ sink: new RecordingSink(), requestIdHeader: 'x-id-token' }, 'can carry a secret'],
    [{ sink: new RecordingSink(), requestIdHeader: 'x-api-key' }, 'can carry a secret'],
  ])('keeps an application from starting where it is wrong: %p', async (decisionLog, message) => {
    await expect(start(decisionLog as never)).rejects.toThrow(message);
  });

  it('answers as ever where the sink fails', async () => {
    const failing = await start({
      sink: {
        capture: () => {
          throw new Error('SENTINEL');
        },
        record: () => Promise.reject(new Error('SENTINEL')),
        flush: () => {
          throw new Error('SENTINEL');
        },
      },
      claims: ['client_id'],
      subjectId: () => {
        throw new Error('SENTINEL');
      },
      random: () => {
        throw new Error('SENTINEL');
      },
      grantSampleRate: 1,
    });
    const plain = await start();
    const answers = async (url: string) => {
      const api = new Api(url);
      const outcomes = [
        await api.get('/articles', { accessToken: tokens.access({ 'cognito:groups': ['editors'] }) }),
        await api.get('/articles', { accessToken: tokens.access() }),
        await api.get('/articles'),
      ];
      return outcomes.map(({ status, text }) => [status, text]);
    };
    expect(await answers(failing.url)).toEqual(await answers(plain.url));
    await failing.app.close();
    await plain.app.close();
  });

  it('answers before a slow sink is done, and waits for it at the end', async () => {
    const recorded: string[] = [];
    const slow = await start({
      sink: {
        record: async (entry) => {
          await new Promise((resolve) => setTimeout(resolve, 50));
          recorded.push(entry.kind);
        },
        flush: () => void recorded.push('flushed'),
      },
    });
    const api = new Api(slow.url);
    const accessToken = tokens.access();
    expect((await api.get('/articles', { accessToken })).status).toBe(403);
    expect((await api.get('/articles', { accessToken })).status).toBe(403);
    await slow.app.close();
    expect(recorded).toEqual(['decision', 'decision', 'flushed']);
  });
});
