import { Controller, Get } from '@nestjs/common';
import { Can, CastellanModule, ForGroup, Policies, PolicyDocuments, type Rules } from 'castellan';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { RecordingSink } from './recording-sink.js';

const POOL = 'eu-west-1_ShadowDocuments';

/** Admins would get what a document gives to editors. */
@Policies({ shadow: true })
class AdminsOnTrial {
  @ForGroup('admins', { includes: ['editors'] }) admins({ can }: Rules) {
    can('publish', 'Article');
  }
}

@Controller('articles')
class ArticlesController {
  @Get() @Can('update', 'Article') update() {}
}

const documentFor = (group: string, action: string): string =>
  JSON.stringify({
    version: 1,
    policies: [
      { name: 'staff', appliesTo: { kind: 'group', group }, rules: [{ can: action, subject: 'Article' }] },
    ],
  });

describe.each(PLATFORMS)('policies on trial beside policy documents on %s', (platform) => {
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let tokens: TokenFactory;
  let text = documentFor('editors', 'update');
  const sink = new RecordingSink();

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('shadow-documents');
    keyServer.publish(POOL, [key.jwk]);
    const issuer = keyServer.issuer(POOL);
    tokens = new TokenFactory({ key, issuer, clientId: 'web' });
    text = documentFor('editors', 'update');
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [{ userPoolId: POOL, issuer, clientIds: ['web'], tokenUse: 'access' }],
          policyDocuments: [{ name: 'staff.json', load: () => text }],
          decisionLog: { sink },
        }),
      ],
      controllers: [ArticlesController],
      providers: [AdminsOnTrial],
    });
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
  });

  const ask = (group: string) =>
    new Api(listening.url).get('/articles', {
      accessToken: tokens.access({ 'cognito:groups': [group] }),
    });
  const reload = async (next: string) => {
    text = next;
    await listening.app.get(PolicyDocuments).reload();
    await sink.take();
  };

  it('count on top of the version that is in use', async () => {
    expect((await ask('admins')).status).toBe(403);
    expect(await sink.takeDifferences()).toMatchObject([
      { live: { granted: false }, shadow: { granted: true, by: expect.stringContaining('staff') } },
    ]);
    await reload(documentFor('editors', 'read'));
    expect((await ask('admins')).status).toBe(403);
    expect(await sink.takeDifferences()).toEqual([]);
  });

  it('keep an application from starting where they do not fit to the first version', async () => {
    const start = listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [
            {
              userPoolId: POOL,
              issuer: keyServer.issuer(POOL),
              clientIds: ['web'],
              tokenUse: 'access',
            },
          ],
          policyDocuments: [{ name: 'staff.json', load: () => documentFor('members', 'update') }],
          decisionLog: { sink },
        }),
      ],
      controllers: [ArticlesController],
      providers: [AdminsOnTrial],
    });
    await expect(start).rejects.toThrow(
      /^The policies on trial \(AdminsOnTrial\) do not fit to those in force: .*editors.* insteadOf takes all/s,
    );
  });

  it('are left out where they do not fit to a new version, and callers notice nothing', async () => {
    await reload(documentFor('members', 'update'));
    expect((await ask('members')).status).toBe(200);
    expect((await ask('admins')).status).toBe(403);
    expect(await sink.takeDifferences()).toEqual([]);
    await reload(documentFor('editors', 'update'));
    expect((await ask('admins')).status).toBe(403);
    expect(await sink.takeDifferences()).toHaveLength(1);
  });
});
