import {
  Controller,
  Delete,
  Get,
  Patch,
  Post,
  Put,
  type ExecutionContext,
  type ModuleMetadata,
} from '@nestjs/common';
import {
  anyOf,
  type CallerAbility,
  can,
  Can,
  CastellanModule,
  Claims,
  CurrentAbility,
  ForAuthenticated,
  ForGroup,
  FreshAuth,
  Groups,
  Policies,
  Require,
  type Rules,
  Subject,
  type UserPrincipal,
} from 'castellan';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { type ClaimOverrides, newSigningKey, TokenFactory } from '../support/token-factory.js';
import { RecordingSink } from './recording-sink.js';

const POOL = 'eu-west-1_Shadow';

interface Article {
  readonly id: string;
  authorId: string;
}

const loaded: string[] = [];
const shadowRuns: string[] = [];

async function articleOf(context: ExecutionContext): Promise<Article | undefined> {
  const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
  loaded.push(params.id);
  return { id: params.id, authorId: params.id.startsWith('a') ? 'alice' : 'bob' };
}

@Policies()
class ArticlePolicies {
  @ForGroup('editors') editors({ can }: Rules) {
    can('update', 'Article');
    can('publish', 'Article');
  }
  @ForGroup('readers') readers({ can }: Rules) {
    can('read', 'Article');
  }
}

@Policies()
class CommentPolicies {
  @ForAuthenticated() everybody({ can }: Rules) {
    can('read', 'Comment');
  }
}

/** The change on trial: editors may update their own articles only; publishing goes to nobody. */
@Policies({ shadow: true, insteadOf: ArticlePolicies })
class NextArticlePolicies {
  @ForGroup('editors') editors({ can }: Rules, user: UserPrincipal) {
    shadowRuns.push(user.sub);
    can('update', 'Article', { authorId: user.sub });
  }
  @ForGroup('readers') readers({ can }: Rules, user: UserPrincipal) {
    can('read', 'Article');
    can('update', 'Article', { authorId: user.sub });
  }
  @ForGroup('breakers') breakers() {
    throw new Error('SENTINEL: the policy on trial is broken');
  }
  @ForGroup('vandals') vandals(_rules: Rules, user: UserPrincipal) {
    (user.groups as string[]).push('editors');
  }
}

@Controller('articles')
class ArticlesController {
  @Get(':id') @Can('read', 'Article') read() {}
  @Patch(':id') @Can('update', 'Article', { subject: articleOf }) update(@Subject() article: Article) {
    article.authorId = 'mallory';
    return { id: article.id };
  }
  @Post(':id/publish')
  @Can('read', 'Article')
  publish(@CurrentAbility() ability: CallerAbility) {
    ability.assert('publish', 'Article');
  }
  @Put(':id')
  @Require(anyOf(can('publish', 'Article'), can('update', 'Article', { subject: articleOf })))
  replace(@Subject() article: unknown) {
    return article;
  }
  @Delete(':id') @Groups('editors') remove() {}
  @Post(':id/pay') @FreshAuth('5m') @Can('update', 'Article') pay() {}
}

@Controller('comments')
class CommentsController {
  @Get() @Can('read', 'Comment') list() {}
}

@Controller('waits')
class WaitsController {
  static asked = 0;

  /** Answers at once the first time, and never when it is asked again. */
  @Post()
  @Can('read', 'Comment')
  @Claims(() => {
    WaitsController.asked += 1;
    return WaitsController.asked === 1 ? Promise.resolve(true) : new Promise<boolean>(() => undefined);
  })
  wait() {}
}

const metadata: ModuleMetadata = {
  controllers: [ArticlesController, CommentsController, WaitsController],
  providers: [ArticlePolicies, CommentPolicies, NextArticlePolicies],
};

describe.each(PLATFORMS)('policies on trial on %s', (platform) => {
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let tokens: TokenFactory;
  const sink = new RecordingSink();

  const castellan = (decisionLog: boolean) =>
    CastellanModule.forRoot({
      userPools: [
        {
          userPoolId: POOL,
          issuer: keyServer.issuer(POOL),
          clientIds: ['web'],
          tokenUse: 'access',
        },
      ],
      ...(decisionLog && {
        decisionLog: {
          sink,
          shadowTimeoutMilliseconds: 50,
          subjectId: (subject) => (subject as Partial<Article>).id,
        },
      }),
    });

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('shadow');
    keyServer.publish(POOL, [key.jwk]);
    tokens = new TokenFactory({ key, issuer: keyServer.issuer(POOL), clientId: 'web' });
    listening = await listeningApp(platform, { ...metadata, imports: [castellan(true)] });
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
  });

  beforeEach(async () => {
    await sink.take();
    loaded.length = 0;
    shadowRuns.length = 0;
  });

  const member = (group: string, claims: ClaimOverrides = {}) =>
    tokens.access({ sub: 'alice', 'cognito:groups': [group], ...claims });
  const ask = (method: string, path: string, accessToken?: string) =>
    new Api(listening.url).request(method, path, { accessToken });

  it('reports what they would refuse, with both decisions, and lets it through', async () => {
    const answer = await ask('PATCH', '/articles/b1', member('editors'));
    expect([answer.status, answer.json()]).toEqual([200, { id: 'b1' }]);
    expect(await sink.take()).toEqual([
      {
        kind: 'shadow_difference',
        time: expect.any(String),
        caller: expect.objectContaining({ kind: 'user', sub: 'alice' }),
        asked: 'route',
        route: { handler: 'ArticlesController.update', method: 'PATCH', path: '/articles/:id' },
        requirement: 'allOf(can(update, Article))',
        action: 'update',
        subject: { type: 'Article', id: 'b1' },
        live: expect.objectContaining({ granted: true, by: 'ArticlePolicies.editors' }),
        shadow: expect.objectContaining({
          granted: false,
          reason: 'rule',
          unfulfilledRules: [expect.objectContaining({ source: 'NextArticlePolicies.editors' })],
        }),
        shadowDurationMicroseconds: expect.any(Number),
      },
    ]);
    expect(loaded).toEqual(['b1']);
  });

  it('decides on the subject as it was before the handler changed it, and reports nothing where both agree', async () => {
    expect((await ask('PATCH', '/articles/a1', member('editors'))).status).toBe(200);
    expect((await ask('GET', '/comments', member('editors'))).status).toBe(200);
    expect((await ask('GET', '/articles/a1', member('readers'))).status).toBe(200);
    expect(await sink.take()).toEqual([]);
  });

  it('reports what they would let through, and refuses it', async () => {
    const answer = await ask('PATCH', '/articles/a1', member('readers'));
    expect(answer.status).toBe(403);
    expect((await sink.takeDifferences())[0]).toMatchObject({
      live: { granted: false, reason: 'rule' },
      shadow: { granted: true, by: 'NextArticlePolicies.readers' },
    });
  });

  it('loads nothing that the handler gets to see', async () => {
    const answer = await ask('PUT', '/articles/a1', member('editors'));
    const withoutTrial = await listeningApp(platform, {
      controllers: [ArticlesController],
      providers: [ArticlePolicies],
      imports: [castellan(true)],
    });
    const expected = await new Api(withoutTrial.url).request('PUT', '/articles/a1', {
      accessToken: member('editors'),
    });
    await withoutTrial.app.close();
    expect([answer.status, answer.text]).toEqual([expected.status, expected.text]);
  });

  it('reports a policy on trial that throws, without the error', async () => {
    expect((await ask('GET', '/articles/a1', member('breakers'))).status).toBe(403);
    expect((await ask('GET', '/comments', member('breakers'))).status).toBe(200);
    const differences = await sink.takeDifferences();
    expect(differences).toMatchObject([
      { live: { granted: false, reason: 'rule' }, shadow: { reason: 'policy_failed' } },
      { live: { granted: true }, shadow: { granted: false, reason: 'policy_failed' } },
    ]);
    expect(JSON.stringify(differences)).not.toContain('SENTINEL');
  });

  it('keeps the caller out of reach of a policy on trial that writes to it', async () => {
    const token = member('vandals');
    expect((await ask('GET', '/comments', token)).status).toBe(200);
    expect((await ask('DELETE', '/articles/a1', token)).status).toBe(403);
    expect(await sink.takeDifferences()).toMatchObject([{ shadow: { reason: 'policy_failed' } }]);
  });

  it('does not wait for what is slow, and says that it was', async () => {
    WaitsController.asked = 0;
    expect((await ask('POST', '/waits', member('editors'))).status).toBe(201);
    while (sink.entries.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await sink.takeDifferences()).toMatchObject([
      { shadow: { reason: 'policy_failed', message: expect.stringContaining('within 50 ms') } },
    ]);
  });

  it('compares what handlers assert', async () => {
    const token = tokens.access({ sub: 'alice', 'cognito:groups': ['editors', 'readers'] });
    expect((await ask('POST', '/articles/a1/publish', token)).status).toBe(201);
    expect(await sink.takeDifferences()).toMatchObject([
      {
        asked: 'handler',
        action: 'publish',
        subject: { type: 'Article' },
        live: { granted: true },
        shadow: { granted: false, reason: 'rule' },
      },
    ]);
  });

  it('asks them nothing where policies have no part in the decision', async () => {
    expect((await ask('DELETE', '/articles/a1', member('editors', { sub: 'ann' }))).status).toBe(200);
    expect(shadowRuns).toEqual([]);
  });

  it('asks them nothing where it is not known well enough who is calling', async () => {
    expect((await ask('PATCH', '/articles/a1')).status).toBe(401);
    expect((await ask('PATCH', '/articles/a1', `${member('editors')}x`)).status).toBe(401);
    const stale = member('editors', { sub: 'stale', auth_time: Math.floor(Date.now() / 1_000) - 3_600 });
    expect((await ask('POST', '/articles/a1/pay', stale)).status).toBe(401);
    expect(shadowRuns).toEqual([]);
    expect(await sink.takeDifferences()).toEqual([]);
  });

  it('does not start where nobody would learn what they decide', async () => {
    await expect(listeningApp(platform, { ...metadata, imports: [castellan(false)] })).rejects.toThrow(
      'Add the option decisionLog',
    );
  });

  it('does not start where they replace what is not in force', async () => {
    await expect(
      listeningApp(platform, {
        controllers: [CommentsController],
        providers: [CommentPolicies, NextArticlePolicies],
        imports: [castellan(true)],
      }),
    ).rejects.toThrow('NextArticlePolicies is on trial instead of ArticlePolicies');
  });
});

describe('@Policies({ shadow })', () => {
  it.each([
    [{ shadow: 'yes' }, 'must be true or false'],
    [{ insteadOf: ArticlePolicies }, 'add shadow: true'],
    [{ shadow: true, insteadOf: undefined }, 'circular import'],
    [{ shadow: true, insteadOf: ['ArticlePolicies'] }, 'circular import'],
    [{ shadowed: true }, 'is not known'],
  ])('refuses %p', (options, reason) => {
    expect(() => Policies(options as never)).toThrow(reason);
  });
});
