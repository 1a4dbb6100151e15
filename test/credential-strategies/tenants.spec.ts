import { CastellanModule, policyLiteral, type TokenVendingOptions } from 'castellan';
import { Api, type Tokens } from '../support/api.js';
import { listeningApp, type ListeningApp } from '../support/nest-app.js';
import { callerRoutes } from './strategy-routes.js';
import { roleArn, StrategyWorld } from './strategy-world.js';

describe('token vending keeps tenants apart', () => {
  let world: StrategyWorld;
  const open: ListeningApp[] = [];
  const tokens = new Map<string, Required<Tokens>>();

  beforeAll(async () => {
    world = await StrategyWorld.create();
    for (const name of ['alice', 'bob']) tokens.set(name, await world.tokens(name));
  });

  afterAll(async () => {
    for (const { app } of open) await app.close();
    await world.stop();
  });

  const apiWith = async (options: Partial<TokenVendingOptions>): Promise<Api> => {
    const listening = await listeningApp('Express', {
      imports: [
        CastellanModule.forRoot(
          world.options({
            credentials: {
              kind: 'tokenVending',
              region: 'eu-west-1',
              roleArn: roleArn('tenant'),
              hostCredentials: world.hostCredentials,
              stsEndpoint: world.sandbox.url,
              timeoutMilliseconds: 60_000,
              claimsOf: 'idToken',
              ...options,
            },
          }),
        ),
      ],
      controllers: [callerRoutes(world.sandbox.url)],
    });
    open.push(listening);
    return new Api(listening.url);
  };
  const put = async (api: Api, username: string, tenant: string): Promise<number> =>
    (await api.request('PUT', `/files/${tenant}`, tokens.get(username))).status;

  it('by session tags, which policies of the role use', async () => {
    const api = await apiWith({ tags: { tenant: 'custom:tenant' } });
    expect([await put(api, 'alice', 'acme'), await put(api, 'alice', 'bolt')]).toEqual([200, 403]);
    expect([await put(api, 'bob', 'acme'), await put(api, 'bob', 'bolt')]).toEqual([403, 200]);
  });

  it('by a session policy made from the user', async () => {
    const api = await apiWith({
      roleArn: roleArn('caller'),
      sessionPolicy: (user) => ({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 's3:*',
          Resource: `arn:aws:s3:::files/${policyLiteral(user.claims['custom:tenant'])}/*`,
        },
      }),
    });
    expect([await put(api, 'alice', 'acme'), await put(api, 'alice', 'bolt')]).toEqual([200, 403]);
    expect([await put(api, 'bob', 'acme'), await put(api, 'bob', 'bolt')]).toEqual([403, 200]);
  });

  it('and refuses who lacks the claim that a tag is made of', async () => {
    const api = await apiWith({ tags: { tenant: 'custom:tenant' }, claimsOf: 'bearerToken' });
    const answer = await api.get('/who', { accessToken: tokens.get('alice')?.accessToken });
    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([403, 'credentials_refused']);
  });
});
