import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Api } from '../../../test/support/api.js';
import { World } from '../../../test/support/world.js';
import { createApp } from '../src/app.js';
import { start } from '../src/start.js';

const FOLDER = path.resolve(__dirname, '../src');

describe('the example express-only', () => {
  let world: World;
  let running: ReturnType<typeof createApp>;
  let server: Server;
  let api: Api;

  beforeAll(async () => {
    world = await World.create({
      users: [
        { username: 'ann', groups: ['editors'] },
        { username: 'bob', groups: ['editors'] },
        { username: 'cleo', groups: ['admins'] },
      ],
    });
    running = createApp({ userPools: world.options.userPools });
    server = running.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    api = new Api(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await running.close();
    await world.stop();
  });

  it('lets editors write, and change what they wrote', async () => {
    const [ann, bob, cleo] = [
      await world.tokens('ann'),
      await world.tokens('bob'),
      await world.tokens('cleo'),
    ];
    expect((await api.get('/health')).status).toBe(200);
    expect((await api.request('POST', '/articles', {}, { title: 'A' })).status).toBe(401);
    expect((await api.request('POST', '/articles', cleo, { title: 'A' })).status).toBe(403);
    const created = await api.request('POST', '/articles', ann, { title: 'A' });
    expect([created.status, created.json()]).toEqual([201, { id: '1' }]);
    expect((await api.get('/articles/1', cleo)).json()).toMatchObject({ title: 'A' });
    expect((await api.get('/articles/1')).status).toBe(401);
    expect((await api.request('PATCH', '/articles/1', bob, { title: 'B' })).status).toBe(403);
    expect((await api.request('PATCH', '/articles/9', bob, { title: 'B' })).status).toBe(404);
    expect((await api.request('PATCH', '/articles/1', ann, { title: 'B' })).json()).toMatchObject({
      title: 'B',
    });
    expect((await api.get('/report', bob)).status).toBe(403);
    expect((await api.get('/report', cleo)).json()).toMatchObject({ articles: 1 });
  });

  it('starts with a Cognito whose users can sign in', async () => {
    const example = await start({ articles: 0, cognito: 0 });
    try {
      const answer = await fetch(example.cognito, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
        },
        body: JSON.stringify({
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: 'web_client',
          AuthParameters: { USERNAME: 'cleo', PASSWORD: 'Correct-horse-1' },
        }),
      });
      const { AuthenticationResult: tokens } = (await answer.json()) as {
        AuthenticationResult: { AccessToken: string };
      };
      const report = await fetch(`${example.articles}/report`, {
        headers: { authorization: `Bearer ${tokens.AccessToken}` },
      });
      expect([report.status, await report.json()]).toEqual([200, expect.objectContaining({ articles: 0 })]);
    } finally {
      await example.stop();
    }
  });

  it('is the program that the page about Express shows', () => {
    const page = readFileSync(path.resolve(__dirname, '../../../docs/express.md'), 'utf8');
    for (const file of ['app.ts', 'article.policies.ts']) {
      expect(page).toContain(readFileSync(path.join(FOLDER, file), 'utf8').trimEnd());
    }
  });
});
