import { Body, Controller, Get, Patch, Post, type ExecutionContext } from '@nestjs/common';
import {
  type CallerAbility,
  Can,
  CheckFields,
  CastellanModule,
  CurrentAbility,
  ForAuthenticated,
  ForClaim,
  ForGroup,
  Groups,
  Policies,
  Public,
  type Rules,
  Scopes,
  Subject,
  type UserPrincipal,
} from 'castellan';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { rawRequest } from '../support/raw-request.js';
import { type ClaimOverrides, newSigningKey, TokenFactory } from '../support/token-factory.js';
import { RecordingSink } from './recording-sink.js';

const POOL = 'eu-west-1_DecisionLog';

interface Article {
  readonly id: string;
  readonly authorId: string;
  readonly locked: boolean;
}

const ARTICLES: readonly Article[] = [
  { id: 'a1', authorId: 'alice', locked: false },
  { id: 'a2', authorId: 'alice', locked: true },
  { id: 'b1', authorId: 'bob', locked: false },
];

function articleOf(context: ExecutionContext): Article | undefined {
  const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
  return ARTICLES.find(({ id }) => id === params.id);
}

@Policies()
class ArticlePolicies {
  @ForAuthenticated() everybody({ can }: Rules) {
    can('read', 'Article').because('whoever signed in may read');
  }
  @ForGroup('editors') editors({ can, cannot }: Rules, user: UserPrincipal) {
    can('update', 'Article', { authorId: user.sub });
    cannot('update', 'Article', { locked: true }).because('the article is locked');
  }
  @ForClaim('custom:tier', 'gold') gold({ can }: Rules, user: UserPrincipal) {
    can('export', 'Article', { authorId: user.claims['custom:absent'] as string });
  }
}

@Controller('articles')
class ArticlesController {
  @Get() @Public() list() {}
  @Get(':id') @Can('read', 'Article') read() {}
  @Patch(':id') @Can('update', 'Article', { subject: articleOf }) update(@Subject() article: Article) {
    return article.id;
  }
  @Patch(':id/fields') @Can('update', 'Article', { subject: articleOf }) @CheckFields() change() {}
  @Post(':id/export') @Can('export', 'Article', { subject: articleOf }) export() {}
  @Post() @Scopes('articles/write') @Groups('editors', 'admins') create() {}
  @Post(':id/rename')
  @Can('read', 'Article')
  rename(@CurrentAbility() ability: CallerAbility, @Body() body: { id: string; field: string }) {
    ability.can('delete', 'Article');
    const article = ARTICLES.find(({ id }) => id === body.id);
    ability.assert('update', 'Article', article, body.field);
  }
}

describe.each(PLATFORMS)('the decision log on %s', (platform) => {
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let tokens: TokenFactory;
  let grantSampleRate = 1;
  const sink = new RecordingSink();

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('decision-log');
    keyServer.publish(POOL, [key.jwk]);
    const issuer = keyServer.issuer(POOL);
    tokens = new TokenFactory({ key, issuer, clientId: 'web' });
    listening = await listeningApp(
      platform,
      {
        imports: [
          CastellanModule.forRoot({
            userPools: [
              { name: 'customers', userPoolId: POOL, issuer, clientIds: ['web'], tokenUse: 'access' },
            ],
            decisionLog: {
              sink,
              grantSampleRate: 0.5,
              random: () => 1 - grantSampleRate,
              claims: ['custom:tenant', 'custom:roles', 'custom:nested'],
              requestIdHeader: 'x-request-id',
              subjectId: (subject) => (subject as Partial<Article>).id,
            },
          }),
        ],
        controllers: [ArticlesController],
        providers: [ArticlePolicies],
      },
      (app) => app.setGlobalPrefix('api'),
    );
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
  });

  beforeEach(async () => {
    grantSampleRate = 1;
    await sink.take();
  });

  const token = (sub: string, claims: ClaimOverrides = {}) =>
    tokens.access({ sub, username: sub, 'cognito:groups': [], scope: '', ...claims });
  const editor = (claims: ClaimOverrides = {}) =>
    token('alice', { 'cognito:groups': ['editors'], ...claims });
  const ask = (method: string, path: string, accessToken?: string, body?: unknown) =>
    new Api(`${listening.url}/api`).request(method, path, { accessToken }, body);

  it('records which rule of which policy denied, why, and what made the policy apply', async () => {
    expect((await ask('PATCH', '/articles/a2', editor())).status).toBe(403);
    const [entry, ...others] = await sink.takeDecisions();
    expect(others).toEqual([]);
    expect(entry).toEqual({
      kind: 'decision',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      caller: { kind: 'user', sub: 'alice', pool: 'customers', clientId: 'web', tokenUse: 'access' },
      asked: 'route',
      route: { handler: 'ArticlesController.update', method: 'PATCH', path: '/api/articles/:id' },
      requirement: 'allOf(can(update, Article))',
      action: 'update',
      subject: { type: 'Article', id: 'a2' },
      granted: false,
      reason: 'rule',
      message: 'ArticlePolicies.editors forbids update Article because the article is locked.',
      by: 'ArticlePolicies.editors',
      rule: {
        source: 'ArticlePolicies.editors',
        effect: 'forbid',
        actions: ['update'],
        subject: 'Article',
        conditional: true,
        because: 'the article is locked',
        appliesTo: { kind: 'group', group: 'editors', pool: 'customers' },
      },
      durationMicroseconds: expect.any(Number),
    });
  });

  it('records which rule did not fit, and which was not built from the token', async () => {
    await ask('PATCH', '/articles/b1', editor());
    await ask('POST', '/articles/a1/export', token('alice', { 'custom:tier': 'gold' }));
    const [foreign, unbuilt] = await sink.takeDecisions();
    expect(foreign).toMatchObject({
      reason: 'rule',
      subject: { id: 'b1' },
      unfulfilledRules: [{ source: 'ArticlePolicies.editors', effect: 'allow', conditional: true }],
    });
    expect(unbuilt).toMatchObject({
      reason: 'rule',
      subject: { type: 'Article' },
      unbuiltRules: [expect.stringContaining('ArticlePolicies.gold: can export Article was not built')],
    });
  });

  it('records what was missing, and what each requirement decided', async () => {
    await ask('POST', '/articles', token('bob', { scope: 'articles/read' }));
    const [entry] = await sink.takeDecisions();
    expect(entry).toMatchObject({
      granted: false,
      reason: 'group',
      missing: { groups: ['editors', 'admins'], scopes: ['articles/write'] },
      trail: [
        { requirement: 'groups(editors, admins)', granted: false, reason: 'group' },
        { requirement: 'scopes(articles/write)', granted: false, missing: { scopes: ['articles/write'] } },
      ],
    });
  });

  it('records who is turned away without a token, and who asks for what is not there', async () => {
    expect((await ask('GET', '/articles/a1')).status).toBe(401);
    expect((await ask('PATCH', '/articles/none', editor())).status).toBe(404);
    expect(await sink.takeDecisions()).toMatchObject([
      { caller: { kind: 'anonymous' }, reason: 'anonymous', route: { handler: 'ArticlesController.read' } },
      { caller: { sub: 'alice' }, reason: 'subject_not_found', subject: { type: 'Article' } },
    ]);
  });

  it('records a sample of the grants', async () => {
    await ask('GET', '/articles');
    await ask('GET', '/articles/a1', token('bob'));
    await ask('PATCH', '/articles/a1', editor());
    expect(await sink.takeDecisions()).toMatchObject([
      { granted: true, by: 'public', caller: { kind: 'anonymous' } },
      {
        granted: true,
        by: 'ArticlePolicies.everybody',
        rule: { because: 'whoever signed in may read', appliesTo: { kind: 'authenticated' } },
      },
      { granted: true, by: 'ArticlePolicies.editors', subject: { type: 'Article', id: 'a1' } },
    ]);
    grantSampleRate = 0.2;
    await ask('GET', '/articles');
    await ask('PATCH', '/articles/a1', editor());
    await ask('PATCH', '/articles/b1', editor());
    expect(await sink.takeDecisions()).toMatchObject([{ granted: false, subject: { id: 'b1' } }]);
  });

  it('records which fields a body names, and none of their values', async () => {
    expect((await ask('PATCH', '/articles/a1/fields', editor(), { title: 'hidden' })).status).toBe(200);
    expect(
      (await ask('PATCH', '/articles/b1/fields', editor(), { title: 'hidden', tags: 'hidden' })).status,
    ).toBe(403);
    const entries = await sink.takeDecisions();
    expect(entries).toMatchObject([
      { granted: true, action: 'update', fields: ['title'], subject: { id: 'a1' } },
      { granted: false, action: 'update', fields: ['title', 'tags'], subject: { id: 'b1' } },
    ]);
    expect(JSON.stringify(entries)).not.toContain('hidden');
  });

  it('records what a handler asserts, and not what it only asks', async () => {
    grantSampleRate = 0;
    const body = { id: 'b1', field: 'title' };
    expect((await ask('POST', '/articles/b1/rename', editor(), body)).status).toBe(403);
    expect(await sink.takeDecisions()).toMatchObject([
      {
        asked: 'handler',
        route: { handler: 'ArticlesController.rename', path: '/api/articles/:id/rename' },
        action: 'update',
        subject: { type: 'Article', id: 'b1' },
        fields: ['title'],
        granted: false,
        reason: 'rule',
        unfulfilledRules: [{ source: 'ArticlePolicies.editors' }],
      },
    ]);
  });

  it('takes the identifier of the request if it is short and plain, and sent once', async () => {
    const send = async (...values: string[]): Promise<unknown> => {
      const headers = values.map((value) => ['X-Request-Id', value] as const);
      await rawRequest(listening.port, { method: 'GET', path: '/api/articles/a1', headers });
      return (await sink.takeDecisions())[0]?.requestId;
    };
    expect(await send('req-1:2')).toBe('req-1:2');
    expect(await send('one', 'two')).toBeUndefined();
    expect(await send('a b')).toBeUndefined();
    expect(await send('x'.repeat(129))).toBeUndefined();
  });

  it('has listed claims and nothing else of the token, of the headers and of the address', async () => {
    const accessToken = editor({
      'custom:tenant': 'acme',
      'custom:roles': ['a', 'b'],
      'custom:nested': { secret: 'SENTINEL-nested' },
      'custom:other': 'SENTINEL-claim',
      username: 'SENTINEL-username',
      email: 'SENTINEL-email',
      jti: 'SENTINEL-jti',
    });
    for (const [method, path] of [
      ['GET', '/articles/a1?token=SENTINEL-query'],
      ['PATCH', '/articles/SENTINEL-path'],
      ['PATCH', '/articles/b1'],
      ['POST', '/articles'],
      ['POST', '/articles/SENTINEL/export'],
    ] as const) {
      await fetch(`${listening.url}/api${path}`, {
        method,
        headers: {
          authorization: `Bearer ${accessToken}`,
          cookie: 'session=SENTINEL-cookie',
          'x-id-token': 'SENTINEL-id-token',
          'x-forwarded-for': 'SENTINEL-address',
        },
      });
    }
    const entries = await sink.take();
    expect(entries.length).toBeGreaterThan(4);
    const text = JSON.stringify(entries);
    expect(text).not.toContain('SENTINEL');
    for (const part of accessToken.split('.')) expect(text).not.toContain(part);
    expect(entries[0]).toMatchObject({
      caller: { claims: { 'custom:tenant': 'acme', 'custom:roles': ['a', 'b'] } },
    });
  });

  it('tells callers a code, and the scopes they lack, and nothing else', async () => {
    const denials = [
      await ask('PATCH', '/articles/a2', editor()),
      await ask('PATCH', '/articles/b1', editor()),
      await ask('POST', '/articles/a1/export', token('alice', { 'custom:tier': 'gold' })),
      await ask('POST', '/articles', editor()),
    ];
    expect(denials.map(({ json }) => json())).toEqual([
      problem(403, 'Forbidden', 'access_denied', 'The caller is not allowed to do this.'),
      problem(403, 'Forbidden', 'access_denied', 'The caller is not allowed to do this.'),
      problem(403, 'Forbidden', 'access_denied', 'The caller is not allowed to do this.'),
      problem(403, 'Forbidden', 'insufficient_scope', 'The token lacks a scope this resource needs.'),
    ]);
    expect(denials.map(({ headers }) => headers.get('www-authenticate'))).toEqual([
      null,
      null,
      null,
      'Bearer realm="api", error="insufficient_scope", scope="articles/write"',
    ]);
    const headers = JSON.stringify(denials.map((denial) => [...denial.headers]));
    expect(headers).not.toMatch(/ArticlePolicies|editors|locked|custom:|a2|b1/);
  });
});

function problem(status: number, title: string, code: string, detail: string): object {
  return { type: 'about:blank', title, status, code, detail };
}
