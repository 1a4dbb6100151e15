import { Body, Controller, type ExecutionContext, Get, Module, Param, Post, Put } from '@nestjs/common';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AwsClient,
  Can,
  CastellanModule,
  Claim,
  type CastellanOptions,
  ForClaim,
  ForGroup,
  Groups,
  Policies,
  type Rules,
  Tenant,
  type UserPrincipal,
} from 'castellan';
import { createCastellan, type ExpressCastellan, claim } from 'castellan/express';
import { createCastellan as createFunctions } from 'castellan/lambda';
import type { Sandbox } from 'castellan-sandbox';
import { Api } from '../support/api.js';
import { listeningApp, type ListeningApp, PLATFORMS } from '../support/nest-app.js';
import { addTenant, tenantClaims, tenantSandbox, tokensOf } from './tenant-world.js';

/** Policies that see what the trigger adds, and nothing that Cognito knew before. */
@Policies()
class ReportPolicies {
  @ForClaim('tenant', (tenant) => typeof tenant === 'string')
  members({ can }: Rules, user: UserPrincipal) {
    can('create', 'Report', { tenantId: user.claims.tenant });
  }

  @ForGroup('acme:members')
  acme({ can }: Rules) {
    can('export', 'Report');
  }
}

const reportOfRequest = (context: ExecutionContext) =>
  context.switchToHttp().getRequest<{ params: { tenantId: string } }>().params;

@Controller('tenants/:tenantId')
class ReportsController {
  @Put('reports/:name')
  @Can('create', 'Report', { subject: reportOfRequest })
  async write(
    @Claim('tenant') tenant: string,
    @Param('name') name: string,
    @Body() body: { readonly text: string },
    @AwsClient(S3Client) s3: S3Client,
  ) {
    await s3.send(new PutObjectCommand({ Bucket: 'tenants', Key: `${tenant}/${name}`, Body: body.text }));
    return { tenant, name };
  }

  /** Asks no policy about the tenant, on purpose: what is left is S3 and the caller's own credentials. */
  @Get('objects/:owner/:name')
  @Groups('acme:members', 'beta:members')
  async read(@Param('owner') owner: string, @Param('name') name: string, @AwsClient(S3Client) s3: S3Client) {
    const object = await s3.send(new GetObjectCommand({ Bucket: 'tenants', Key: `${owner}/${name}` }));
    return { text: await object.Body?.transformToString() };
  }

  @Post('exports')
  @Can('export', 'Report')
  export() {
    return { exported: true };
  }
}

const optionsFor = (sandbox: Sandbox): CastellanOptions => {
  const { userPools, identityPools, s3 } = sandbox.describe();
  return {
    userPools: userPools.map(({ userPoolId, issuer }) => ({
      userPoolId,
      issuer,
      clientIds: ['web_client'],
      tokenUse: 'access',
    })),
    identityPool: { ...identityPools[0]!, timeoutMilliseconds: 60_000 },
    awsClientDefaults: { endpoint: s3.endpoint, forcePathStyle: true },
    declaredClaims: tenantClaims,
  };
};

describe.each(PLATFORMS)('a tenant that a trigger adds, on %s', (platform) => {
  let sandbox: Sandbox;
  let listening: ListeningApp;
  let api: Api;

  beforeAll(async () => {
    sandbox = await tenantSandbox(addTenant);

    @Module({
      imports: [CastellanModule.forRoot(optionsFor(sandbox))],
      controllers: [ReportsController],
      providers: [ReportPolicies],
    })
    class AppModule {}

    listening = await listeningApp(platform, { imports: [AppModule] });
    api = new Api(listening.url);
  });
  afterAll(async () => {
    await listening.app.close();
    await sandbox.stop();
  });

  it('goes from the trigger through the policy and the principal tag to S3, which refuses other tenants', async () => {
    const [alice, bob, carol] = await Promise.all(
      ['alice', 'bob', 'carol'].map((username) => tokensOf(sandbox, username)),
    );

    // The trigger has added the claim, and a policy uses it.
    const written = await api.request('PUT', '/tenants/acme/reports/2030.txt', alice, { text: 'of acme' });
    expect([written.status, written.json()]).toEqual([200, { tenant: 'acme', name: '2030.txt' }]);
    expect(
      (await api.request('PUT', '/tenants/beta/reports/2030.txt', bob, { text: 'of beta' })).status,
    ).toBe(200);
    expect(
      (await api.request('PUT', '/tenants/acme/reports/2030.txt', bob, { text: 'mine now' })).status,
    ).toBe(403);
    expect((await api.request('PUT', '/tenants/acme/reports/2030.txt', carol, { text: 'mine' })).status).toBe(
      403,
    );

    // Who reads is let in by a group of the trigger; which object, the identity pool's principal tag decides at S3.
    const own = await api.get('/tenants/acme/objects/acme/2030.txt', alice);
    expect([own.status, own.json()]).toEqual([200, { text: 'of acme' }]);
    const others = await api.get('/tenants/acme/objects/beta/2030.txt', alice);
    expect([others.status, others.json()]).toEqual([403, expect.objectContaining({ status: 403 })]);
    expect((await api.get('/tenants/beta/objects/acme/2030.txt', bob)).status).toBe(403);
    expect((await api.get('/tenants/acme/objects/acme/2030.txt', carol)).status).toBe(403);

    // A group that only the trigger knows is a group like any other.
    expect((await api.request('POST', '/tenants/acme/exports', alice)).status).toBe(201);
    expect((await api.request('POST', '/tenants/beta/exports', bob)).status).toBe(403);
  });
});

describe('a claim that nobody declares', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await tenantSandbox(addTenant);
  });
  afterAll(() => sandbox.stop());

  const start = (metadata: Parameters<typeof listeningApp>[1]) =>
    listeningApp('Express', {
      ...metadata,
      imports: [CastellanModule.forRoot(optionsFor(sandbox))],
    });

  it('keeps a policy that is mapped from it from starting, and names the right one', async () => {
    @Policies()
    class Misspelt {
      @ForClaim('tennant', 'acme')
      members({ can }: Rules) {
        can('read', 'Report');
      }
    }
    await expect(start({ providers: [Misspelt] })).rejects.toThrow(
      /Misspelt\.members is about the claim "tennant".*Did you mean "tenant"\?/,
    );
  });

  it('keeps a policy that reads it from starting', async () => {
    @Policies()
    class Misspelt {
      @ForClaim('tenant', 'acme')
      members({ can }: Rules, user: UserPrincipal) {
        can('read', 'Report', { tenantId: user.claims.tenantId });
      }
    }
    await expect(start({ providers: [Misspelt] })).rejects.toThrow(
      /Misspelt\.members reads the claim "tenantId"/,
    );
  });

  it('keeps a handler that asks for it from starting', async () => {
    @Controller('tenants/:tenantId')
    class Misspelt {
      @Get()
      @Tenant({ claim: 'Tenant', param: 'tenantId' })
      read() {}
    }
    await expect(start({ controllers: [Misspelt] })).rejects.toThrow(
      /Misspelt\.read asks for the claim "Tenant".*Did you mean "tenant"\?/,
    );
  });

  it('keeps a handler that reads it from starting', async () => {
    @Controller('me')
    class Misspelt {
      @Get()
      @Groups('acme:members')
      me(@Claim('tennant') tenant: string) {
        return { tenant };
      }
    }
    await expect(start({ controllers: [Misspelt] })).rejects.toThrow(
      /Misspelt\.me reads the claim "tennant".*Did you mean "tenant"\?/,
    );
  });

  it('keeps the option tenant from naming it', () => {
    const tenant = { claim: 'tennant', param: 'tenantId' };
    expect(() => createCastellan({ ...optionsFor(sandbox), tenant })).toThrow(
      /The option tenant is about the claim "tennant"/,
    );
  });

  it('cannot be declared where it is no name, or of Cognito', () => {
    const declaredBy = (declaredClaims: unknown) => () =>
      createCastellan({ ...optionsFor(sandbox), declaredClaims: declaredClaims as string[] });
    expect(declaredBy([])).toThrow(/declaredClaims needs the names/);
    expect(declaredBy('tenant')).toThrow(/declaredClaims needs the names/);
    expect(declaredBy(['sub'])).toThrow(/declaredClaims: sub is a claim of Cognito's own/);
  });

  it('is refused on Lambda where the handler is made', async () => {
    const castellan = createFunctions(optionsFor(sandbox));
    const requirement = { require: claim('tennant', 'acme') };
    expect(() => castellan.handler(requirement, () => ({}))).toThrow(
      /handler\(\.\.\.\) is about the claim "tennant"/,
    );
    expect(() => castellan.authorizer(requirement)).toThrow(
      /authorizer\(\.\.\.\) is about the claim "tennant"/,
    );
    expect(() => castellan.simpleAuthorizer(requirement)).toThrow(/the claim "tennant"/);
    await castellan.close();
  });

  it('is refused on Express where the requirement is made', async () => {
    const castellan: ExpressCastellan = createCastellan(optionsFor(sandbox));
    expect(() => castellan.require(claim('tennant', 'acme'))).toThrow(/the claim "tennant"/);
    expect(() => castellan.require(claim('tenant', 'acme'))).not.toThrow();
    expect(() => castellan.require(claim('email_verified', true))).not.toThrow();
    await castellan.close();
  });
});
