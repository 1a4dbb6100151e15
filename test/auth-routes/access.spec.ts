import { CastellanModule } from 'castellan';
import { AuthController, UserPoolService } from 'castellan/user-pool';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { listeningApp, type ListeningApp } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const OWN = 'eu-west-1_Customers';
const OTHER = 'eu-west-1_Staffing1';

describe('the routes of an account', () => {
  const key = newSigningKey('key-1');
  let keyServer: KeyServer;
  let app: ListeningApp;
  let users: UserPoolService;
  let staff: UserPoolService;
  let api: Api;

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    for (const pool of [OWN, OTHER]) keyServer.publish(pool, [key.jwk]);
    // Nothing listens there: whatever got as far as Cognito would be answered with 502.
    [users, staff] = [OWN, OTHER].map(
      (userPoolId) =>
        new UserPoolService({
          userPoolId,
          clientId: 'web',
          endpoint: 'http://127.0.0.1:1',
          issuer: keyServer.issuer(userPoolId),
        }),
    ) as [UserPoolService, UserPoolService];
    const userPools = [OWN, OTHER].map((userPoolId) => ({
      name: userPoolId,
      userPoolId,
      issuer: keyServer.issuer(userPoolId),
      clientIds: ['web'],
      tokenUse: 'access' as const,
    }));
    app = await listeningApp('Express', {
      imports: [CastellanModule.forRoot({ userPools })],
      providers: [
        { provide: UserPoolService, useValue: users },
        { provide: 'staff', useValue: staff },
      ],
      controllers: [AuthController(), AuthController({ path: 'staff/auth', userPool: 'staff' })],
    });
    api = new Api(app.url);
  });
  afterAll(async () => {
    await app.app.close();
    users.close();
    staff.close();
    await keyServer.stop();
  });

  const tokensOf = (pool: string): TokenFactory =>
    new TokenFactory({ key, issuer: keyServer.issuer(pool), clientId: 'web' });
  const SCOPE = 'openid aws.cognito.signin.user.admin';

  it('send a token with its scope, of their own pool, to Cognito', async () => {
    const answer = await api.get('/auth/me', { accessToken: tokensOf(OWN).access({ scope: SCOPE }) });
    expect([answer.status, answer.json()]).toEqual([
      502,
      expect.objectContaining({ code: 'user_pool_unavailable' }),
    ]);
  });

  it('refuse a token without the scope that Cognito needs, and say which it is', async () => {
    const answer = await api.get('/auth/me', { accessToken: tokensOf(OWN).access() });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer realm="api", error="insufficient_scope", scope="aws.cognito.signin.user.admin"',
    ]);
  });

  it('refuse a token of another pool of the application', async () => {
    const answer = await api.get('/auth/me', { accessToken: tokensOf(OTHER).access({ scope: SCOPE }) });
    expect([answer.status, answer.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'token_pool_not_allowed' }),
    ]);
  });

  it('are those of the pool whose service they are given', async () => {
    const status = async (path: string, pool: string): Promise<number> => {
      const accessToken = tokensOf(pool).access({ scope: SCOPE });
      return (await api.get(path, { accessToken })).status;
    };
    expect(await status('/staff/auth/me', OTHER)).toBe(502);
    expect(await status('/staff/auth/me', OWN)).toBe(401);
  });

  it('refuse a program', async () => {
    const accessToken = tokensOf(OWN).machine({ scope: SCOPE });
    expect((await api.get('/auth/me', { accessToken })).status).toBe(403);
  });
});
