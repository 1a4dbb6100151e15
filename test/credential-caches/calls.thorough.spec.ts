import { Agent, get } from 'node:http';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { keysApp, tokensOf, usernames } from './keys-app.js';

const USERS = 50;
const REQUESTS = 2_000;
/** A server has 511 connections waiting at most; more of them at once are reset. */
const CONNECTIONS = 400;

function askForKey(
  agent: Agent,
  port: number,
  { accessToken, idToken }: Required<Tokens>,
): Promise<{ status: number | undefined; text: string }> {
  const headers = { authorization: `Bearer ${accessToken}`, 'x-id-token': idToken };
  return new Promise((resolve, reject) => {
    get({ agent, host: '127.0.0.1', port, path: '/key', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    }).on('error', reject);
  });
}

describe.each(PLATFORMS)('2,000 first requests of 50 users at once, on %s', (platform) => {
  let world: World;
  let tokens: Required<Tokens>[];
  let listening: ListeningApp;

  beforeAll(async () => {
    world = await World.create({ users: usernames(USERS).map((username) => ({ username })) });
    tokens = await tokensOf(world, usernames(USERS));
    listening = await listeningApp(platform, keysApp(world.options));
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  it('cost 50 GetId and 50 GetCredentialsForIdentity', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, (_, index) =>
        askForKey(agent, listening.port, tokens[index % USERS]!),
      ),
    );
    agent.destroy();

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { identityPoolCalls } = world.sandbox;
    expect(identityPoolCalls.count('GetId')).toBe(USERS);
    expect(identityPoolCalls.count('GetCredentialsForIdentity')).toBe(USERS);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(USERS);
  });
});

describe('a cold cache under the quotas of AWS', () => {
  const CROWD = 120;
  const DEADLINE = 2_000;
  let world: World;
  let tokens: Required<Tokens>[];

  beforeAll(async () => {
    world = await World.create({
      users: usernames(CROWD).map((username) => ({ username })),
      quotas: true,
    });
    tokens = await tokensOf(world, usernames(CROWD));
  });

  afterAll(() => world.stop());

  // Two machines that each believe they have the quota for themselves are throttled; one that is alone is not.
  it.each([
    ['one machine', 1],
    ['two machines that share a quota and do not know it', 2],
  ])('answers everybody with 200 or 503 and Retry-After: %s', async (_what, machines) => {
    const { identityPool, ...options } = world.options;
    const callLimits = { deadlineMilliseconds: DEADLINE };
    const listening = await Promise.all(
      Array.from({ length: machines }, () =>
        listeningApp('Fastify', keysApp({ ...options, identityPool: { ...identityPool!, callLimits } })),
      ),
    );
    try {
      const answers = await Promise.all(
        listening.flatMap(({ url }) => tokens.map((caller) => new Api(url).get('/key', caller))),
      );

      const served = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ status }) => status !== 200);
      expect(served.length).toBeGreaterThan(0);
      expect(refused.length).toBeGreaterThan(0);
      for (const { status, headers, text } of refused) {
        expect(status).toBe(503);
        expect(JSON.parse(text)).toMatchObject({ code: 'credentials_throttled' });
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
      }
    } finally {
      await Promise.all(listening.map(({ app }) => app.close()));
    }
  });
});
