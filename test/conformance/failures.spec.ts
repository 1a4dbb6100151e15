import { type CanActivate, Controller, Get, Inject, Injectable, UseGuards } from '@nestjs/common';
import {
  Authenticated,
  Can,
  Claims,
  ForAuthenticated,
  ForClaim,
  ForGroup,
  Policies,
  Require,
  type Rules,
} from 'castellan';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey } from '../support/token-factory.js';
import { CHALLENGE, expectGranted, expectNotGranted, expectRefusal } from './expect-answer.js';
import { HandlerRuns } from './protected-api.js';
import { startTokenApi, type TokenApi } from './token-api.js';

/** What goes wrong is asked for by a claim, so that all other callers are unharmed. */
@Policies()
class ArticlePolicies {
  @ForGroup('admin')
  admins({ can }: Rules) {
    can('manage', 'Article');
  }

  @ForAuthenticated()
  everyone({ can }: Rules) {
    can('read', 'Article', { published: true });
  }

  @ForClaim('custom:throws', 'yes')
  throws({ can }: Rules) {
    can('manage', 'all');
    throw new Error('of the policy');
  }

  @ForClaim('custom:rejects', 'yes')
  rejects({ can }: Rules): Promise<void> {
    can('manage', 'all');
    return Promise.reject(new Error('of the policy'));
  }

  @ForClaim('custom:waits', 'yes')
  waits({ can }: Rules): Promise<void> {
    return Promise.resolve().then(() => {
      can('manage', 'all');
    });
  }

  @ForClaim('custom:condition', () => {
    throw new Error('of the condition');
  })
  condition({ can }: Rules) {
    can('manage', 'all');
  }

  @ForClaim('custom:nonsense', 'yes')
  nonsense({ can }: Rules) {
    can('manage', undefined as unknown as string);
  }
}

@Injectable()
class ThrowingGuard implements CanActivate {
  canActivate(): boolean {
    throw new Error('of the guard');
  }
}

@Injectable()
class RejectingGuard implements CanActivate {
  canActivate(): Promise<boolean> {
    return Promise.reject(new Error('of the guard'));
  }
}

const failure = () => new Error('of the application');
const fails = () => {
  throw failure();
};
const rejects = () => Promise.reject(failure());
const never = <T>() => new Promise<T>(() => undefined);
/** What a predicate must not answer, whatever its type says. */
const answers = (value: unknown) => () => value as boolean;

@Controller('articles')
@Authenticated()
class ArticlesController {
  constructor(@Inject(HandlerRuns) private readonly runs: HandlerRuns) {}

  private ran() {
    this.runs.names.push('one of them');
  }

  @Get('delete') @Can('delete', 'Article') delete() {
    this.ran();
  }

  @Get('predicate-throws') @Claims(fails) a() {
    this.ran();
  }

  @Get('predicate-rejects') @Claims(rejects) b() {
    this.ran();
  }

  @Get('predicate-never-answers') @Claims(() => never<boolean>()) c() {
    this.ran();
  }

  @Get('predicate-answers-undefined') @Claims(answers(undefined)) d() {
    this.ran();
  }

  @Get('predicate-answers-1') @Claims(answers(1)) e() {
    this.ran();
  }

  @Get('predicate-answers-an-object') @Claims(answers({ granted: true })) f() {
    this.ran();
  }

  @Get('predicate-answers-undefined-later') @Claims(answers(Promise.resolve())) g() {
    this.ran();
  }

  @Get('loader-throws') @Can('read', 'Article', { subject: fails }) h() {
    this.ran();
  }

  @Get('loader-rejects') @Can('read', 'Article', { subject: rejects }) i() {
    this.ran();
  }

  @Get('loader-never-answers') @Can('read', 'Article', { subject: () => never<object>() }) j() {
    this.ran();
  }

  @Get('requirement-throws') @Require({ decide: fails, describe: () => 'x', immediate: true }) k() {
    this.ran();
  }

  @Get('requirement-answers-undefined')
  @Require({ decide: answers(undefined) as never, describe: () => 'x', immediate: true })
  l() {
    this.ran();
  }

  @Get('guard-throws') @UseGuards(ThrowingGuard) m() {
    this.ran();
  }

  @Get('guard-rejects') @UseGuards(RejectingGuard) n() {
    this.ran();
  }
}

const key = newSigningKey('key-of-the-pool');

describe.each(PLATFORMS)('decisions that fail on %s', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, {
      key,
      controllers: [ArticlesController],
      providers: [ArticlePolicies],
      options: { decisionTimeoutMilliseconds: 100 },
    });
  });

  afterAll(() => fixture.stop());

  const get = (path: string, token?: string) => fixture.api.get(token, path);
  const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
  const admins = { 'cognito:groups': ['admin'] };

  it.each(['throws', 'rejects', 'waits', 'condition', 'nonsense'])(
    'S63 grants nothing when a policy goes wrong: %s',
    async (kind) => {
      const token = fixture.tokens.access({ ...admins, [`custom:${kind}`]: 'yes' });
      // Twice: the second time must not find an ability that was half built.
      for (let times = 0; times < 2; times += 1) {
        expectRefusal(await get('/articles/delete', token), { status: 500, code: 'policy_failed' });
      }
      expectGranted(await get('/articles/delete', fixture.tokens.access(admins)));
    },
  );

  it.each([
    'predicate-throws',
    'predicate-rejects',
    'predicate-never-answers',
    'predicate-answers-undefined',
    'predicate-answers-1',
    'predicate-answers-an-object',
    'predicate-answers-undefined-later',
    'loader-throws',
    'loader-rejects',
    'loader-never-answers',
    'requirement-throws',
    'requirement-answers-undefined',
  ])('S63 grants nothing when something else goes wrong: %s', async (path) => {
    const token = fixture.tokens.access(admins);
    expectRefusal(await get(`/articles/${path}`, token), { status: 500, code: 'policy_failed' });
    expectRefusal(await get(`/articles/${path}`), anonymous);
  });

  it.each(['guard-throws', 'guard-rejects'])(
    'S63 runs no handler when a guard of the application goes wrong: %s',
    async (path) => {
      const exchange = await get(`/articles/${path}`, fixture.tokens.access(admins));
      expectNotGranted(exchange, [500]);
      expect(exchange.answer.body).not.toContain('of the guard');
    },
  );
});
