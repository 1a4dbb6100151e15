import { Controller, Get, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  Authenticated,
  CastellanModule,
  Groups,
  KEY_SOURCE,
  type ResolvePool,
  TokenVerifier,
} from 'castellan';
import { asUser, testKeys, TokenFactory } from 'castellan/testing';
import { listeningApp, type ListeningApp, PLATFORMS } from '../support/nest-app.js';

@Controller()
class ArticlesController {
  @Get('editors')
  @Groups({ any: ['editors'], pool: 'customers' })
  editors() {
    return {};
  }

  @Get('any')
  @Authenticated()
  any() {
    return {};
  }
}

const tenantIssuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Tenant';
const resolvePool: ResolvePool = (issuer) =>
  issuer === tenantIssuer
    ? { name: 'tenants', userPoolId: 'eu-west-1_Tenant', clientIds: ['web'], tokenUse: 'access' }
    : undefined;

/** An application with more options than pools, as in production. */
@Module({
  imports: [
    CastellanModule.forRoot({
      userPools: [
        { name: 'customers', userPoolId: 'eu-west-1_Customers', clientIds: ['web'], tokenUse: 'access' },
        { name: 'staff', userPoolId: 'eu-west-1_Staff', clientIds: ['desk'], tokenUse: 'access' },
      ],
      resolvePool,
      maxTokenLength: 2_048,
      resource: { identifier: 'https://api.example', requireAudience: true },
    }),
  ],
  controllers: [ArticlesController],
})
class AppModule {}

describe.each(PLATFORMS)('an application with the keys of a test on %s', (platform) => {
  const customers = new TokenFactory({ userPoolId: 'eu-west-1_Customers', clientId: 'web' });
  const staff = new TokenFactory({ userPoolId: 'eu-west-1_Staff', clientId: 'desk' });
  const tenant = new TokenFactory({ userPoolId: 'eu-west-1_Tenant', clientId: 'web' });
  const claims = { aud: 'https://api.example' };
  let running: ListeningApp;

  beforeAll(async () => {
    running = await listeningApp(platform, { imports: [AppModule] }, undefined, (builder) =>
      builder.overrideProvider(KEY_SOURCE).useValue(testKeys(customers, staff, tenant)),
    );
  });

  afterAll(() => running.app.close());

  const get = async (path: string, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${running.url}/${path}`, { headers });
    const { code } = (await response.json()) as { code?: string };
    return code ?? response.status;
  };

  it('accepts the tokens of every factory, each as one of its own pool', async () => {
    expect(await get('editors', asUser(customers, { groups: ['editors'], claims }))).toBe(200);
    expect(await get('editors', asUser(staff, { groups: ['editors'], claims }))).toBe('access_denied');
    expect(await get('any', asUser(staff, { claims }))).toBe(200);
    expect(await get('any', asUser(tenant, { claims }))).toBe(200);
  });

  it('keeps the other options of the application', async () => {
    expect(await get('any', asUser(customers))).toBe('token_audience_not_allowed');
    expect(await get('any', asUser(customers, { claims: { ...claims, client_id: 'desk' } }))).toBe(
      'token_client_not_allowed',
    );
    const long = asUser(customers, { claims: { ...claims, text: 'x'.repeat(2_048) } });
    expect(await get('any', long)).toBe('token_too_large');
  });

  it('takes nothing that was signed with another key', async () => {
    const stranger = new TokenFactory({ userPoolId: 'eu-west-1_Customers', clientId: 'web' });
    expect(await get('any', asUser(stranger, { claims }))).toBe('token_key_unknown');
  });
});

describe('an application with a mock in place of its verifier', () => {
  it('does not start, and says what to do instead', async () => {
    const starting = Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(TokenVerifier)
      .useValue({ verify: () => Promise.resolve({}) })
      .compile();
    await expect(starting).rejects.toThrow(/is no TokenVerifier.*overrideProvider\(KEY_SOURCE\)/);
  });
});

describe('an application with a pool that has no factory', () => {
  it('does not start', async () => {
    const factory = new TokenFactory({ userPoolId: 'eu-west-1_Customers', clientId: 'web' });
    const starting = Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(KEY_SOURCE)
      .useValue(testKeys(factory))
      .compile();
    await expect(starting).rejects.toThrow('testKeys(...) has no factory for user pool eu-west-1_Staff.');
  });
});
