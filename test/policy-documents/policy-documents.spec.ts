import { Controller, Get, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Can,
  CastellanModule,
  ForAuthenticated,
  Policies,
  PolicyDocuments,
  type PolicyDocumentSource,
  type Rules,
} from 'castellan';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const USER_POOL = 'eu-west-1_Documents';
const key = newSigningKey('documents-key');

@Policies()
class ArticlePolicies {
  @ForAuthenticated()
  everyone({ can, cannot }: Rules) {
    can('list', 'Article');
    cannot('export', 'Article').because('nobody exports');
  }
}

@Controller()
class ArticlesController {
  @Get('list') @Can('list', 'Article') list() {}
  @Get('export') @Can('export', 'Article') export() {}
  @Get('own') @Can('update', 'Article', { subject: () => ({ authorId: 'alice', tenant: 'acme' }) }) own() {}
  @Get('other') @Can('update', 'Article', { subject: () => ({ authorId: 'bob', tenant: 'acme' }) }) other() {}
}

const EDITORS = {
  $schema: '../node_modules/castellan/policies.schema.json',
  version: 1,
  policies: [
    {
      name: 'editors',
      appliesTo: { kind: 'group', group: 'editors' },
      rules: [
        {
          can: 'update',
          subject: 'Article',
          conditions: { authorId: '${user.sub}', tenant: "${user.claims['custom:tenant']}" },
        },
        { can: 'export', subject: 'Article' },
      ],
    },
  ],
};

/** Nobody lists, and editors update whatever they like. */
const OTHER_EDITORS = {
  version: 1,
  policies: [
    {
      name: 'editors',
      appliesTo: { kind: 'group', group: 'editors' },
      rules: [{ can: 'update', subject: 'Article' }],
    },
    {
      name: 'all',
      appliesTo: { kind: 'everyone' },
      rules: [{ cannot: 'list', subject: 'Article', because: 'the list is closed' }],
    },
  ],
};

describe.each(PLATFORMS)('policy documents on %s', (platform) => {
  let folder: string;
  let file: string;
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let api: Api;
  let documents: PolicyDocuments;
  let alice: string;
  let homeless: string;
  const logged: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'castellan-documents-'));
    file = path.join(folder, 'policies.json');
    writeFileSync(file, JSON.stringify(EDITORS));
    keyServer = await KeyServer.start();
    keyServer.publish(USER_POOL, [key.jwk]);
    const issuer = keyServer.issuer(USER_POOL);
    const log = (...message: unknown[]): void => void logged.push(message.join(' '));
    listening = await listeningApp(
      platform,
      {
        imports: [
          CastellanModule.forRoot({
            userPools: [{ userPoolId: USER_POOL, issuer, clientIds: ['client'], tokenUse: 'access' }],
            policyDocuments: [{ file }],
          }),
        ],
        controllers: [ArticlesController],
        providers: [ArticlePolicies],
      },
      (app) => app.useLogger({ log, error: log, warn: log }),
    );
    api = new Api(listening.url);
    documents = listening.app.get(PolicyDocuments);
    const tokens = new TokenFactory({ issuer, clientId: 'client', key });
    const editor = { sub: 'alice', 'cognito:groups': ['editors'] };
    alice = tokens.access({ ...editor, 'custom:tenant': 'acme' });
    homeless = tokens.access(editor);
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const statuses = async (accessToken: string): Promise<number[]> => {
    const answers = [];
    for (const route of ['/list', '/export', '/own', '/other'])
      answers.push(await api.get(route, { accessToken }));
    return answers.map(({ status }) => status);
  };

  it('decide together with the policies of the code, whose prohibitions hold for them', async () => {
    expect(await statuses(alice)).toEqual([200, 403, 200, 403]);
  });

  it('grant nothing by a claim that the token does not have', async () => {
    expect(await statuses(homeless)).toEqual([200, 403, 403, 403]);
  });

  it('keep the version in use where the next one is refused, and say where it is wrong', async () => {
    writeFileSync(file, JSON.stringify(OTHER_EDITORS).replace('"cannot"', '"canot"'));
    const [status] = await documents.reload();
    expect(status?.problems?.map(({ path: at }) => at)).toEqual([
      '$.policies[1].rules[0].canot',
      '$.policies[1].rules[0]',
    ]);
    expect(await statuses(alice)).toEqual([200, 403, 200, 403]);
    expect(logged.join('\n')).toContain(
      '$.policies[1].rules[0].canot: is not a member that is known here: did you mean cannot?',
    );
  });

  it('come into use without a restart, for tokens that have been decided about before as well', async () => {
    writeFileSync(file, JSON.stringify(OTHER_EDITORS));
    const [status] = await documents.reload();
    expect(status?.problems).toBeUndefined();
    expect(await statuses(alice)).toEqual([403, 403, 200, 200]);
    expect(logged.join('\n')).toMatch(
      /The policy document policies\.json is in use in the version [0-9a-f]{12}\./,
    );
    writeFileSync(file, JSON.stringify(EDITORS));
    await documents.reload();
    expect(await statuses(alice)).toEqual([200, 403, 200, 403]);
  });
});

describe('an application whose first policy document is wrong', () => {
  const start = async (policyDocuments: unknown, providers: Provider[] = []): Promise<void> => {
    @Module({
      imports: [
        CastellanModule.forRoot({
          userPools: [{ userPoolId: USER_POOL, clientIds: ['client'], tokenUse: 'access' }],
          policyDocuments: policyDocuments as PolicyDocumentSource[],
        }),
      ],
      providers,
    })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    try {
      await app.init();
    } finally {
      await app.close();
    }
  };
  const text = (policy: object): PolicyDocumentSource[] => [
    { name: 'db', load: () => JSON.stringify({ version: 1, policies: [policy] }) },
  ];
  const RULES = [{ can: 'read', subject: 'Article' }];

  it.each<[string, unknown, string]>([
    ['no list', { file: 'a.json' }, 'policyDocuments must be a list'],
    ['no such file', [{ file: '/no/such/file.json' }], 'cannot be loaded from /no/such/file.json: ENOENT'],
    ['no rules', text({ name: 'a', appliesTo: { kind: 'everyone' } }), '$.policies[0].rules: is missing'],
    [
      'a user pool that is not configured',
      text({ name: 'a', appliesTo: { kind: 'pool', pool: 'staff' }, rules: RULES }),
      '$.policies[0].appliesTo: db#a is about the user pool "staff", which is not configured.',
    ],
  ])('does not start with %s', async (_what, policyDocuments, message) => {
    await expect(start(policyDocuments)).rejects.toThrow(message);
  });

  it('starts with one that is right', async () => {
    await expect(
      start(text({ name: 'a', appliesTo: { kind: 'everyone' }, rules: RULES }), [ArticlePolicies]),
    ).resolves.toBeUndefined();
  });
});
