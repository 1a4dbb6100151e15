import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Inject,
  Injectable,
  Param,
  Scope,
} from '@nestjs/common';
import {
  APP_FILTER,
  type ContextId,
  ContextIdFactory,
  type ContextIdStrategy,
  type HostComponentInfo,
  REQUEST,
} from '@nestjs/core';
import {
  Can,
  CurrentUser,
  ForGroup,
  Groups,
  InjectAwsClient,
  Policies,
  type Rules,
  type UserPrincipal,
} from 'castellan';
import { CHALLENGE, expectGranted, expectRefusal } from '../conformance/expect-answer.js';
import { HandlerRuns } from '../conformance/protected-api.js';
import { PLATFORMS } from '../support/nest-app.js';
import { CallersWorld, type Username } from './callers-world.js';

const TENANT = 'x-tenant';

interface TenantRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Requests of one tenant share durable providers. */
class ByTenant implements ContextIdStrategy {
  readonly #tenants = new Map<string, ContextId>();

  attach(contextId: ContextId, request: TenantRequest) {
    const tenant = request.headers[TENANT] ?? 'none';
    const shared = this.#tenants.get(tenant) ?? ContextIdFactory.create();
    this.#tenants.set(tenant, shared);
    return {
      resolve: (info: HostComponentInfo) => (info.isTreeDurable ? shared : contextId),
      payload: { tenant },
    };
  }
}

const put = (Key: string) => new PutObjectCommand({ Bucket: 'files', Key, Body: 'x' });
let made = 0;

@Injectable({ scope: Scope.REQUEST })
class RequestFiles {
  readonly number = (made += 1);
  /** What a constructor would get that acts: it runs before the guards. */
  readonly early: Promise<string>;

  constructor(
    @InjectAwsClient(S3Client) private readonly s3: S3Client,
    @Inject(REQUEST) private readonly request: { readonly params: { readonly user: string } },
  ) {
    this.early = this.s3.send(put('early')).then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
  }

  save() {
    return this.s3.send(put(`${this.request.params.user}/request`));
  }
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class TenantFiles {
  readonly number = (made += 1);

  constructor(
    @InjectAwsClient(S3Client) private readonly s3: S3Client,
    @Inject(REQUEST) private readonly context: { readonly tenant: string },
  ) {}

  async save(user: string) {
    await this.s3.send(put(`${user}/of-${this.context.tenant}`));
    return { number: this.number, tenant: this.context.tenant };
  }

  refused() {
    return this.s3.send(new PutObjectCommand({ Bucket: 'closed', Key: 'x', Body: 'x' }));
  }
}

@Controller(':user/request')
@Groups('readers')
class RequestController {
  constructor(
    private readonly files: RequestFiles,
    private readonly runs: HandlerRuns,
  ) {}

  @Get()
  async save(@CurrentUser() user: UserPrincipal) {
    this.runs.names.push('request');
    await this.files.save();
    return { number: this.files.number, by: user.username, early: await this.files.early };
  }
}

@Controller(':user/durable')
@Can('read', 'Article')
class DurableController {
  constructor(
    private readonly files: TenantFiles,
    private readonly runs: HandlerRuns,
  ) {}

  @Get()
  async save(@CurrentUser() caller: UserPrincipal, @Param('user') user: string) {
    this.runs.names.push('durable');
    return { ...(await this.files.save(user)), by: caller.username };
  }

  @Get('refused')
  refused() {
    return this.files.refused();
  }

  @Get('fails')
  fails() {
    throw new Error('of the application');
  }
}

@Policies()
class ArticlePolicies {
  @ForGroup('readers')
  readers({ can }: Rules) {
    can('read', 'Article');
  }
}

/** One that is made for each request, and turns everything into a success. */
@Catch()
@Injectable({ scope: Scope.REQUEST })
class RequestFilter implements ExceptionFilter {
  constructor(@Inject(REQUEST) private readonly request: unknown) {}

  catch(error: Error, host: ArgumentsHost): void {
    const response = host
      .switchToHttp()
      .getResponse<{ status(code: number): { send(body: object): void } }>();
    response.status(200).send({ ok: false, message: error.message, hasRequest: this.request !== undefined });
  }
}

const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;

describe.each(PLATFORMS)('on %s, providers', (platform) => {
  let fixture: CallersWorld;

  beforeAll(async () => {
    ContextIdFactory.apply(new ByTenant());
    fixture = await CallersWorld.create(platform, {
      controllers: [RequestController, DurableController],
      providers: [
        RequestFiles,
        TenantFiles,
        ArticlePolicies,
        { provide: APP_FILTER, useClass: RequestFilter, scope: Scope.REQUEST },
      ],
    });
  });

  afterAll(() => fixture.stop());

  const ask = async (path: string, user?: Username, tenant = 'acme') =>
    fixture.send('GET', path, user, { [TENANT]: tenant });

  it.each(['/alice/request', '/alice/durable', '/alice/durable/refused', '/alice/durable/fails'])(
    'of a request refuse as any, whatever filter is made for the request: %s',
    async (path) => {
      expectRefusal(await ask(path), anonymous);
      expectRefusal(await ask(path, 'eve'), { status: 403, code: 'access_denied' });
    },
  );

  it('of one request act as its caller, but not before the guards', async () => {
    const first = fixture.requestsToS3;
    const exchanges = await Promise.all([ask('/alice/request', 'alice'), ask('/ben/request', 'ben')]);
    const bodies = exchanges.map(({ answer }) => JSON.parse(answer.body) as { number: number });
    expect(bodies).toMatchObject([
      { by: 'alice', early: 'caller_context_missing' },
      { by: 'ben', early: 'caller_context_missing' },
    ]);
    expect(bodies[0]!.number).not.toBe(bodies[1]!.number);
    expect(new Set(fixture.signersSince(first))).toEqual(
      new Set([
        ['alice/request', fixture.accessKeyOf('alice')],
        ['ben/request', fixture.accessKeyOf('ben')],
      ]),
    );
  });

  it('that many requests share act as the caller of each', async () => {
    const first = fixture.requestsToS3;
    const exchanges = [];
    for (let round = 0; round < 3; round += 1) {
      exchanges.push(
        ...(await Promise.all([
          ask('/alice/durable', 'alice'),
          ask('/ben/durable', 'ben'),
          ask('/alice/durable', 'alice', 'other'),
        ])),
      );
    }
    const bodies = exchanges.map(
      ({ answer }) => JSON.parse(answer.body) as { number: number; tenant: string; by: string },
    );
    expect(bodies.map(({ by, tenant }) => [by, tenant])).toEqual(
      Array(3)
        .fill([
          ['alice', 'acme'],
          ['ben', 'acme'],
          ['alice', 'other'],
        ])
        .flat(),
    );
    // One instance for each tenant: otherwise nothing would be shared here.
    expect(new Set(bodies.map(({ number, tenant }) => `${tenant} ${number}`)).size).toBe(2);
    const signers = fixture.signersSince(first);
    expect(signers).toHaveLength(exchanges.length);
    for (const [key, signer] of signers) {
      expect([key, signer]).toEqual([key, fixture.accessKeyOf(key.split('/')[0] as Username)]);
    }
  });

  it('have what AWS refuses the caller answered, and leave the rest to the filter', async () => {
    expectRefusal(await ask('/alice/durable/refused', 'alice'), { status: 403, code: 'aws_access_denied' });
    const { answer } = await ask('/alice/durable/fails', 'alice');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { ok: false, message: 'of the application', hasRequest: true },
    ]);
  });

  it('keep answers from caches', async () => {
    expectGranted(await ask('/alice/request', 'alice'));
    expectGranted(await ask('/alice/durable', 'alice'));
  });
});
