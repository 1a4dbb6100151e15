import {
  CognitoIdentityProviderClient,
  GlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, Get, Param, Post, Put } from '@nestjs/common';
import {
  Authenticated,
  AwsClient,
  CastellanModule,
  CurrentUser,
  Groups,
  Public,
  Revalidate,
  Revocations,
  type UserPrincipal,
} from 'castellan';
import { Api, type ApiAnswer, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

@Controller()
class AccountController {
  constructor(private readonly revocations: Revocations) {}

  @Get('profile')
  @Authenticated()
  profile(@CurrentUser() user: UserPrincipal): { username: string } {
    return { username: user.username };
  }

  @Put('file')
  @Authenticated()
  async file(@AwsClient(S3Client) s3: S3Client): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'file', Body: 'text' }));
  }

  @Post('sign-out')
  @Authenticated()
  async signOut(@CurrentUser() user: UserPrincipal): Promise<void> {
    await this.revocations.revokeSignInOf(user);
  }

  @Post('drop-token')
  @Authenticated()
  async dropToken(@CurrentUser() { issuer, claims, expiresAt }: UserPrincipal): Promise<void> {
    await this.revocations.revokeToken({ issuer, jti: String(claims.jti), expiresAt });
  }

  @Post('block/:sub')
  @Groups('admins')
  async block(@Param('sub') sub: string, @CurrentUser() { issuer }: UserPrincipal): Promise<void> {
    await this.revocations.revokeUser({ issuer, sub });
  }

  @Get('secret')
  @Revalidate({ maxAgeSeconds: 0 })
  secret(): string {
    return 'secret';
  }

  @Get('public-secret')
  @Public()
  @Revalidate()
  publicSecret(): string {
    return 'secret';
  }
}

@Controller('vault')
@Revalidate({ maxAgeSeconds: 0 })
class VaultController {
  @Get()
  @Revalidate({ maxAgeSeconds: 300 })
  open(): string {
    return 'open';
  }
}

const subOf = (token: string | undefined): string => {
  const claims = JSON.parse(Buffer.from(token!.split('.')[1]!, 'base64url').toString()) as { sub: string };
  return claims.sub;
};

describe.each(PLATFORMS)('revocation on %s', (platform) => {
  const { now } = Date;
  let ahead = 0;
  let world: World;
  let listening: ListeningApp;
  let api: Api;

  beforeAll(async () => {
    // The clock of the application, of the user pool and of AWS alike.
    jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
    const users = ['root', 'alice', 'bob', 'carol', 'dave', 'erin'].map((username) => ({
      username,
      groups: username === 'root' ? ['admins'] : [],
    }));
    world = await World.create({ users });
    const { userPools, ...options } = world.options;
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          ...options,
          userPools: userPools.map((pool) => ({ ...pool, endpoint: world.sandbox.url })),
        }),
      ],
      controllers: [AccountController, VaultController],
    });
    api = new Api(listening.url);
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
    jest.restoreAllMocks();
  });

  async function signOutEverywhere({ accessToken }: Tokens): Promise<void> {
    const cognito = new CognitoIdentityProviderClient({ endpoint: world.sandbox.url, region: 'eu-west-1' });
    await cognito.send(new GlobalSignOutCommand({ AccessToken: accessToken }));
    cognito.destroy();
  }

  function expectRevoked(answer: ApiAnswer): void {
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"');
    expect(answer.json()).toMatchObject({ code: 'token_revoked', detail: 'The token has been revoked.' });
  }

  it('refuses the remembered token of a blocked user at once, and of nobody else', async () => {
    const [alice, bob, root] = [
      await world.tokens('alice'),
      await world.tokens('bob'),
      await world.tokens('root'),
    ];
    expect((await api.get('/profile', alice)).status).toBe(200);
    expect((await api.request('POST', `/block/${subOf(alice.accessToken)}`, bob)).status).toBe(403);
    expect((await api.get('/profile', alice)).status).toBe(200);
    expect((await api.request('POST', `/block/${subOf(alice.accessToken)}`, root)).status).toBe(201);
    expectRevoked(await api.get('/profile', alice));
    expect((await api.get('/profile', bob)).status).toBe(200);
  });

  it('lets a blocked user in again who signs in anew, with new AWS credentials', async () => {
    const exchanges = () => world.sandbox.identityPoolCalls.count('GetCredentialsForIdentity');
    const root = await world.tokens('root');
    const before = await world.tokens('carol');
    const atFirst = exchanges();
    expect((await api.request('PUT', '/file', before)).status).toBe(200);
    // Another sign-in of the user is served with the same AWS credentials.
    expect((await api.request('PUT', '/file', await world.tokens('carol'))).status).toBe(200);
    expect(exchanges()).toBe(atFirst + 1);
    await api.request('POST', `/block/${subOf(before.accessToken)}`, root);
    expectRevoked(await api.request('PUT', '/file', before));
    // `iat` counts whole seconds.
    ahead += 1_000;
    expect((await api.request('PUT', '/file', await world.tokens('carol'))).status).toBe(200);
    expect(exchanges()).toBe(atFirst + 2);
  });

  it('ends one sign-in and leaves the others of the user alone', async () => {
    const [phone, laptop] = [await world.tokens('dave'), await world.tokens('dave')];
    expect((await api.request('POST', '/sign-out', phone)).status).toBe(201);
    expectRevoked(await api.get('/profile', phone));
    expectRevoked(await api.request('PUT', '/file', { ...laptop, accessToken: phone.accessToken }));
    expectRevoked(await api.request('PUT', '/file', { ...laptop, idToken: phone.idToken }));
    expect((await api.request('PUT', '/file', laptop)).status).toBe(200);
  });

  it('drops one token', async () => {
    const tokens = await world.tokens('bob');
    expect((await api.request('POST', '/drop-token', tokens)).status).toBe(201);
    expectRevoked(await api.get('/profile', tokens));
    expect((await api.get('/profile', await world.tokens('bob'))).status).toBe(200);
  });

  describe('@Revalidate', () => {
    it('refuses whoever has signed out everywhere, while the token goes on elsewhere', async () => {
      const erin = await world.tokens('erin');
      expect((await api.get('/secret', erin)).text).toBe('secret');
      await signOutEverywhere(erin);
      expectRevoked(await api.get('/secret', erin));
      expect((await api.get('/profile', erin)).status).toBe(200);
    });

    it('asks as often as the stricter of class and handler demands', async () => {
      const bob = await world.tokens('bob');
      expect((await api.get('/vault', bob)).status).toBe(200);
      await signOutEverywhere(bob);
      expectRevoked(await api.get('/vault', bob));
    });

    it('lets nobody in without a token, on a public handler neither', async () => {
      expect((await api.get('/secret')).status).toBe(401);
      expect((await api.get('/public-secret')).status).toBe(401);
    });

    it('refuses programs, about whom Cognito cannot be asked', async () => {
      const answer = await api.get('/secret', { accessToken: await world.machineToken() });
      expect([answer.status, answer.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'access_denied' }),
      ]);
    });

    it('answers 503 while Cognito fails', async () => {
      const bob = await world.tokens('bob');
      world.sandbox.faults.set('GetUser', { type: 'InternalErrorException', status: 500 });
      const answer = await api.get('/secret', bob);
      world.sandbox.faults.clear('GetUser');
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(answer.json()).toMatchObject({ code: 'revalidation_unavailable' });
      expect((await api.get('/secret', bob)).status).toBe(200);
    });
  });
});
