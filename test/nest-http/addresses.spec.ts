import {
  Controller,
  Get,
  type INestApplication,
  Module,
  Options,
  RequestMethod,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { Authenticated, Groups } from 'castellan';
import { CHALLENGE, expectGranted, expectNotGranted, expectRefusal } from '../conformance/expect-answer.js';
import { startTokenApi, type TokenApi } from '../conformance/token-api.js';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey } from '../support/token-factory.js';

/** The handlers that ran, wherever they stand. */
const runs: string[] = [];

@Controller({ path: 'articles', version: '1' })
class ArticlesController {
  @Get()
  @Groups('readers')
  first() {
    runs.push('first');
    return 'first';
  }

  @Get()
  @Version('2')
  @Groups('editors')
  second() {
    runs.push('second');
    return 'second';
  }
}

@Controller('options')
class OptionsController {
  @Options()
  @Groups('editors')
  options() {
    runs.push('options');
  }
}

@Controller({ path: 'health', version: VERSION_NEUTRAL })
class HealthController {
  @Get()
  @Authenticated()
  health() {
    runs.push('health');
    return 'health';
  }
}

@Module({ controllers: [ArticlesController] })
class ArticlesModule {}

interface Setting {
  readonly configure: (app: INestApplication) => unknown;
  readonly health: string;
  /** Where a version of the articles is. */
  at(version: string): { readonly path: string; readonly headers?: Readonly<Record<string, string>> };
}

const exclude = [{ path: 'health', method: RequestMethod.GET }];
const ARTICLES = '/library/shelf/articles';

const SETTINGS: readonly (readonly [string, Setting])[] = [
  [
    'versions in the path behind a prefix',
    {
      configure: (app) =>
        app.setGlobalPrefix('api', { exclude }).enableVersioning({ type: VersioningType.URI }),
      health: '/health',
      at: (version) => ({ path: `/api/v${version}${ARTICLES}` }),
    },
  ],
  [
    'versions in a header',
    {
      configure: (app) => app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }),
      health: '/health',
      at: (version) => ({ path: ARTICLES, headers: { 'x-version': version } }),
    },
  ],
  [
    'versions in the media type behind a prefix',
    {
      configure: (app) =>
        app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.MEDIA_TYPE, key: 'v=' }),
      health: '/api/health',
      at: (version) => ({ path: `/api${ARTICLES}`, headers: { accept: `application/json;v=${version}` } }),
    },
  ],
  [
    'versions that the application finds',
    {
      configure: (app) =>
        app.enableVersioning({
          type: VersioningType.CUSTOM,
          extractor: (request) =>
            (request as { headers: Record<string, string | undefined> }).headers['x-release'] ?? '',
        }),
      health: '/health',
      at: (version) => ({ path: ARTICLES, headers: { 'x-release': version } }),
    },
  ],
];

const key = newSigningKey('key-of-the-pool');
const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
const denied = { status: 403, code: 'access_denied' } as const;

describe.each(PLATFORMS)('on %s', (platform) => {
  describe.each(SETTINGS)('with %s and a RouterModule', (_name, { configure, health, at }) => {
    let fixture: TokenApi;

    beforeAll(async () => {
      fixture = await startTokenApi(platform, {
        key,
        imports: [
          ArticlesModule,
          RouterModule.register([{ path: 'library', children: [{ path: 'shelf', module: ArticlesModule }] }]),
        ],
        controllers: [HealthController],
        configure: (app) => {
          configure(app);
          app.enableCors({ origin: 'https://app.example' });
        },
      });
    });

    afterAll(() => fixture.stop());

    beforeEach(() => {
      runs.length = 0;
    });

    const ask = async (
      method: string,
      { path, headers = {} }: ReturnType<Setting['at']>,
      groups?: readonly string[],
    ) => {
      const before = runs.length;
      const authorization =
        groups === undefined
          ? {}
          : { authorization: `Bearer ${fixture.tokens.access({ 'cognito:groups': groups })}` };
      const exchange = await fixture.api.send({ method, path, headers: { ...headers, ...authorization } });
      return { ...exchange, handlersRun: runs.slice(before) };
    };

    it.each(['GET', 'HEAD'])('asks of each version what stands on its handler: %s', async (method) => {
      for (const version of ['1', '2']) expectRefusal(await ask(method, at(version)), anonymous);
      expectRefusal(await ask(method, at('1'), ['editors']), denied);
      expectRefusal(await ask(method, at('2'), ['readers']), denied);

      const first = await ask(method, at('1'), ['readers']);
      const second = await ask(method, at('2'), ['editors']);
      for (const exchange of [first, second]) expectGranted(exchange);
      expect([first.handlersRun, second.handlersRun]).toEqual([['first'], ['second']]);
      expect([first.answer.body, second.answer.body]).toEqual(
        method === 'HEAD' ? ['', ''] : ['first', 'second'],
      );
    });

    it('opens nothing by a version that nobody wrote', async () => {
      for (const version of ['3', '', '1,2', '__proto__', '*']) {
        expectNotGranted(await ask('GET', at(version)), [400, 401, 404]);
        expectNotGranted(await ask('GET', at(version), []), [400, 403, 404]);
      }
    });

    it('asks of a handler outside of the prefix what stands on it', async () => {
      expectRefusal(await ask('GET', { path: health }), anonymous);
      expectGranted(await ask('GET', { path: health }, []));
    });

    it('answers a preflight without a token and without a handler', async () => {
      const { path, headers = {} } = at('1');
      const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' };
      const { answer, handlersRun } = await ask('OPTIONS', { path, headers: { ...headers, ...preflight } });
      expect([answer.status, answer.body, handlersRun]).toEqual([204, '', []]);
      expect(answer.headers.has('www-authenticate')).toBe(false);
      const refused = await ask('GET', { path, headers: { ...headers, Origin: 'https://app.example' } });
      expectRefusal(refused, anonymous);
      expect(refused.answer.headers.get('access-control-allow-origin')).toEqual(['https://app.example']);
    });
  });

  it('asks of a handler of OPTIONS what stands on it', async () => {
    const fixture = await startTokenApi(platform, { key, controllers: [OptionsController] });
    const path = '/options';
    expectRefusal(await fixture.api.send({ method: 'OPTIONS', path }), anonymous);
    for (const [groups, status] of [
      [['readers'], 403],
      [['editors'], 200],
    ] as const) {
      const authorization = `Bearer ${fixture.tokens.access({ 'cognito:groups': groups })}`;
      const { answer } = await fixture.api.send({ method: 'OPTIONS', path, headers: { authorization } });
      expect(answer.status).toBe(status);
    }
    await fixture.stop();
  });
});
