import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Injectable,
  type ModuleMetadata,
  Put,
  type NestInterceptor,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { catchError, of } from 'rxjs';
import { APP_FILTER } from '@nestjs/core';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Authenticated, AwsClient, CastellanModule, Groups, IdentityId } from 'castellan';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

const seen: unknown[] = [];

/** What many applications have: everything becomes a 200 with an error inside. */
@Catch()
class CatchAllFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    seen.push(error);
    const response = host.switchToHttp().getResponse<{
      status(code: number): { send(body: unknown): void };
      header(name: string, value: string): void;
    }>();
    response.header('etag', '"of the filter"');
    response.header('x-request-id', 'kept');
    response.status(200).send({ ok: false, stack: String((error as Error).stack) });
  }
}

@Injectable()
class SwallowingInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(catchError(() => of({ ok: true })));
  }
}

@Controller()
class ArticlesController {
  @Get('articles')
  @Authenticated()
  list() {
    return [];
  }

  @Get('editors')
  @Groups('editors')
  editors() {
    return [];
  }

  @Put('files')
  @Authenticated()
  put(@AwsClient(S3Client) s3: S3Client) {
    return s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'forbidden', Body: 'x' }));
  }

  @Get('whoami')
  @Authenticated()
  @UseInterceptors(SwallowingInterceptor)
  whoami(@IdentityId() identityId: string) {
    return { identityId };
  }

  @Get('fails')
  @Authenticated()
  fails() {
    throw new Error('of the application');
  }
}

@Controller('filtered')
@UseFilters(CatchAllFilter)
class FilteredController {
  @Get()
  @Authenticated()
  @UseFilters(CatchAllFilter)
  list() {
    return [];
  }
}

const places: [string, Partial<ModuleMetadata>, boolean][] = [
  ['APP_FILTER', { providers: [{ provide: APP_FILTER, useClass: CatchAllFilter }] }, false],
  ['useGlobalFilters', {}, true],
];

describe.each(PLATFORMS)('on %s, with a filter that catches everything', (platform) => {
  describe.each(places)('registered by %s', (_name, metadata, global) => {
    let world: World;
    let listening: ListeningApp;
    let alice: Required<Tokens>;
    let api: Api;

    beforeAll(async () => {
      world = await World.create({ users: [{ username: 'alice' }], policies: [] });
      listening = await listeningApp(
        platform,
        {
          imports: [CastellanModule.forRoot(world.options)],
          controllers: [ArticlesController, FilteredController],
          ...metadata,
        },
        (app) => {
          app.enableCors({ origin: 'https://app.example' });
          if (global) app.useGlobalFilters(new CatchAllFilter());
        },
      );
      alice = await world.tokens('alice');
      api = new Api(listening.url);
    });

    afterAll(async () => {
      await listening.app.close();
      await world.stop();
    });

    beforeEach(() => {
      seen.length = 0;
    });

    it.each([
      ['a missing token', '/articles', {}, 401, 'Bearer realm="api"', 'authentication_required'],
      [
        'a malformed token',
        '/articles',
        { accessToken: 'x.y' },
        401,
        'Bearer realm="api", error="invalid_token"',
        'token_malformed',
      ],
      [
        'a missing token, under filters of the class and the handler',
        '/filtered',
        {},
        401,
        'Bearer realm="api"',
        'authentication_required',
      ],
    ])('answers %s as without the filter', async (_case, path, tokens, status, challenge, code) => {
      const answer = await api.get(path, tokens);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('etag')).toBeNull();
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(Object.keys(answer.json() as object)).toEqual(['type', 'title', 'status', 'code', 'detail']);
      expect(answer.json()).toMatchObject({ status, code });
      expect(seen).toEqual([]);
    });

    it('answers a denial, and a refusal by AWS inside the handler', async () => {
      const denied = await api.get('/editors', alice);
      expect([denied.status, denied.headers.get('www-authenticate')]).toEqual([403, null]);
      expect(denied.json()).toMatchObject({ code: 'access_denied' });

      const refused = await api.request('PUT', '/files', alice);
      expect(refused.status).toBe(403);
      expect(refused.json()).toMatchObject({ code: 'aws_access_denied' });
    });

    it('answers a refusal of a parameter although an interceptor turns every error into a success', async () => {
      const { accessToken } = alice;
      const answer = await api.get('/whoami', { accessToken });
      expect([answer.status, (answer.json() as { code: string }).code]).toEqual([400, 'id_token_required']);
    });

    it("leaves the application's own errors to the filter", async () => {
      const answer = await api.get('/fails', alice);
      expect(answer.status).toBe(200);
      expect(answer.json()).toMatchObject({ ok: false });
    });

    it('sends no body to HEAD', async () => {
      const response = await fetch(`${listening.url}/articles`, { method: 'HEAD' });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"');
      expect(await response.text()).toBe('');
    });
  });
});
