import { CastellanModule } from 'castellan';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { guestRoutes } from './strategy-routes.js';
import { StrategyWorld } from './strategy-world.js';

describe.each(PLATFORMS)('guests on %s', (platform) => {
  let world: StrategyWorld;
  let listening: ListeningApp;
  let api: Api;
  let alice: Required<Tokens>;

  beforeAll(async () => {
    world = await StrategyWorld.create();
    alice = await world.tokens('alice');
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot(world.options({ identityPool: { ...world.pool('enhanced'), guests: true } })),
      ],
      controllers: [guestRoutes(world.sandbox.url)],
    });
    api = new Api(listening.url);
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  it('get the guest role where the route says so, and all of them share one identity', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => api.get('/guests/allowed')));
    answers.push(await api.get('/guests/allowed'));
    for (const answer of answers) {
      expect([answer.status, answer.json()]).toEqual([
        200,
        {
          arn: 'arn:aws:sts::123456789012:assumed-role/guest/CognitoIdentityCredentials',
          id: expect.stringMatching(/^eu-west-1:/) as string,
        },
      ]);
    }
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(world.sandbox.identityPoolCalls.count('GetId')).toBe(1);
  });

  it('get nothing where the route does not say so', async () => {
    const answer = await api.get('/guests/not-allowed');
    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([
      401,
      'authentication_required',
    ]);
  });

  it('are never users: whoever signed in gets their own credentials there', async () => {
    const [user, guest] = [await api.get('/guests/allowed', alice), await api.get('/guests/allowed')];
    expect([user.status, user.text]).toEqual([200, expect.stringContaining('assumed-role/caller/')]);
    expect((user.json() as { id: string }).id).not.toBe((guest.json() as { id: string }).id);
  });

  it.each([
    ['no ID token', (tokens: Tokens) => ({ accessToken: tokens.accessToken }), 400, 'id_token_required'],
    ['a broken ID token', (tokens: Tokens) => ({ ...tokens, idToken: 'a.b.c' }), 401, 'token_malformed'],
    ['a broken access token', () => ({ accessToken: 'a.b.c' }), 401, 'token_malformed'],
  ])('are never made of a user with %s', async (_what, tokensOf, status, code) => {
    const answer = await api.get('/guests/allowed', tokensOf(alice));
    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([status, code]);
  });
});
