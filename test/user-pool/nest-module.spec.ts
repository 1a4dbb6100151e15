import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Body, Controller, Get, Post } from '@nestjs/common';
import {
  Authenticated,
  AwsClient,
  CastellanModule,
  CurrentUser,
  Groups,
  Public,
  type UserPrincipal,
} from 'castellan';
import { UserPoolModule, UserPoolService, type UserPoolServiceOptions } from 'castellan/user-pool';
import { Api } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { PASSWORD, World } from '../support/world.js';

@Controller()
class SessionsController {
  constructor(private readonly users: UserPoolService) {}

  @Post('sign-in')
  @Public()
  async signIn(@Body() { username, password }: { username: string; password: string }): Promise<object> {
    const result = await this.users.signIn({ username, password });
    return result.kind === 'signed-in' ? result.tokens.reveal() : { challenge: result.name };
  }

  @Get('me')
  @Authenticated()
  me(@CurrentUser() user: UserPrincipal): object {
    return { username: user.username };
  }

  @Get('files')
  @Authenticated()
  async files(@AwsClient(S3Client) s3: S3Client): Promise<object> {
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: 'files' }));
    return { count: KeyCount };
  }

  @Post('ban')
  @Groups('admins')
  async ban(@Body() { username }: { username: string }): Promise<void> {
    await this.users.admin.signOutEverywhere(username);
  }
}

const realNow = Date.now.bind(Date);

const optionsOf = (world: World): UserPoolServiceOptions => {
  const [pool] = world.sandbox.describe().userPools;
  return {
    userPoolId: pool!.userPoolId,
    clientId: 'web_client',
    endpoint: world.sandbox.url,
    issuer: pool!.issuer,
    answerStepMilliseconds: 1,
    timeoutMilliseconds: 60_000,
    administration: {
      credentials: () => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }),
    },
  };
};

describe.each(PLATFORMS)('UserPoolModule on %s', (platform) => {
  let world: World;
  let running: ListeningApp;
  let api: Api;
  let ahead = 0;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
    world = await World.create({
      users: [{ username: 'ada' }, { username: 'root', groups: ['admins'] }],
    });
    running = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot(world.options),
        UserPoolModule.forRootAsync({ useFactory: () => optionsOf(world) }),
      ],
      controllers: [SessionsController],
    });
    api = new Api(running.url);
  });
  afterAll(async () => {
    await running.app.close();
    await world.stop();
    jest.restoreAllMocks();
  });

  const signIn = async (username: string, password = PASSWORD) =>
    api.request('POST', '/sign-in', {}, { username, password });
  const tokens = async (username: string) =>
    (await signIn(username)).json() as { accessToken: string; idToken: string };

  it('signs users in, and refuses them with a problem', async () => {
    const { accessToken } = await tokens('ada');
    expect((await api.get('/me', { accessToken })).json()).toEqual({ username: 'ada' });
    const refused = await signIn('ada', 'Wrong-horse-1');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(refused.json()).toMatchObject({ code: 'wrong_credentials' });
    expect((await signIn('nobody')).json()).toEqual(refused.json());
  });

  it('ends everything of a user who is signed out everywhere: tokens, and AWS credentials that were kept', async () => {
    const ada = await tokens('ada');
    const root = await tokens('root');
    const issued = () => world.sandbox.identityPoolCalls.count('GetCredentialsForIdentity');
    expect((await api.get('/files', ada)).status).toBe(200);
    const before = issued();
    await api.get('/files', ada);
    expect(issued()).toBe(before);

    expect((await api.request('POST', '/ban', root, { username: 'ada' })).status).toBe(201);
    const refused = await api.get('/me', ada);
    expect([refused.status, refused.json()]).toMatchObject([401, { code: 'token_revoked' }]);
    expect((await api.get('/me', root)).status).toBe(200);

    // What was issued in the second of the ban counts as issued before it.
    ahead += 1_000;
    const again = await tokens('ada');
    const answer = await api.get('/files', again);
    expect([answer.status, issued()]).toEqual([200, before + 1]);
  });
});

describe('UserPoolModule', () => {
  it('does not start with an option that is wrong', async () => {
    await expect(
      listeningApp('Express', {
        imports: [UserPoolModule.forRoot({ userPoolId: 'nonsense', clientId: 'web' })],
      }),
    ).rejects.toMatchObject({ code: 'configuration_invalid' });
  });

  it.each([undefined, null, 7])('does not start with %j in place of options', async (options) => {
    await expect(
      listeningApp('Express', {
        imports: [UserPoolModule.forRootAsync({ useFactory: () => options as never })],
      }),
    ).rejects.toMatchObject({ code: 'configuration_invalid' });
  });

  it('stands alone, without CastellanModule', async () => {
    const { app } = await listeningApp('Express', {
      imports: [UserPoolModule.forRoot({ userPoolId: 'eu-west-1_Scenarios', clientId: 'web' })],
    });
    expect(app.get(UserPoolService).issuer).toBe(
      'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Scenarios',
    );
    await app.close();
  });
});
