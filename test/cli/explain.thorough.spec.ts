import { AppFolder, DOCUMENTS_APP, type Ran } from './compiled-app.js';

const ALICE = { kind: 'user', username: 'alice', sub: 'a-1', groups: ['editors'] };
const UPDATE = 'PATCH /documents/:id';

/** Routes that read the body, and that list and send what the caller may read. */
const MORE = `
  @Patch('x/:id/fields') @Can('update', 'Document', { subject: load }) @CheckFields() change() {}
  @Get('x/list') @Public() list2(@Accessible('read', 'Document') readable) {}
  @Get('x/:id/title') @Public() @Can('rename', 'Document', { subject: load }) @ReadableFields('Document') title() {}
`;
const MORE_RULES = `
  @ForEveryone() titles({ can }) { can('rename', 'Document', ['title', 'subtitle'], { published: true }); }
`;

describe('castellan explain', () => {
  const folder = new AppFolder();

  beforeAll(() => {
    folder.compile(
      'app.mjs',
      DOCUMENTS_APP.replace('/* MORE */', MORE).replace(
        "@ForGroup('broken')",
        `${MORE_RULES}@ForGroup('broken')`,
      ),
    );
    folder.write('alice.json', ALICE);
    folder.write('own.json', { ownerId: 'a-1', locked: false });
    folder.write('locked.json', { ownerId: 'a-1', locked: true });
    folder.write('published.json', { published: true });
  });
  afterAll(() => folder.remove());

  const explain = (caller: unknown, route: string, ...args: string[]): Promise<Ran> => {
    const as = caller === undefined ? ['--anonymous'] : ['--as', folder.write('caller.json', caller)];
    return folder.castellan('explain', '--app', 'app.mjs#AppModule', '--route', route, ...as, ...args);
  };

  it('says what grants, and that the handler runs', async () => {
    const { exitCode, stdout, stderr } = await explain(ALICE, UPDATE, '--subject', 'own.json');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^PATCH \/documents\/:id {2}DocumentsController\.update\n/);
    expect(stdout).toContain(
      'user "alice" of pool customers, groups editors, scopes none, access token of web',
    );
    expect(stdout).toContain('    groups(editors): granted by groups(editors)');
    expect(stdout).toContain('    can(update, Document): granted by DocumentPolicies.editors');
    expect(stdout).toContain(
      '  DocumentPolicies.editors allows update Document if {"ownerId":"a-1"}: matches\n',
    );
    expect(stdout).toContain('{"locked":true}: does not match\n');
    expect(stdout).toContain('the handler runs\n');
  });

  it('says what forbids, and what the caller is answered', async () => {
    const { exitCode, stdout } = await explain(ALICE, UPDATE, '--subject', 'locked.json');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('can(update, Document): denied (rule). DocumentPolicies.editors forbids');
    expect(stdout).toContain('if {"locked":true}: matches, because the document is locked');
    expect(stdout).toMatch(/ {2}answer 403 access_denied\n$/);
  });

  it.each<[string, unknown, string, string[], RegExp]>([
    [
      'a missing group',
      { ...ALICE, groups: [] },
      UPDATE,
      [],
      /denied \(group\): .*\n {2}answer 403 access_denied/,
    ],
    ['a missing instance', ALICE, UPDATE, [], /denied \(subject_not_found\).*\n {2}answer 404 not_found/],
    [
      'a caller without a token',
      undefined,
      UPDATE,
      [],
      /answer 401 authentication_required\n {2}www-authenticate: Bearer/,
    ],
    [
      'a missing scope',
      { kind: 'machine', clientId: 'web', scopes: ['x'] },
      'DELETE /documents/:id',
      [],
      /answer 403 insufficient_scope\n {2}www-authenticate: .*scope="documents\/delete"/,
    ],
    ['a hidden instance', undefined, 'GET /documents/:id', ['--subject', 'own.json'], /answer 404 not_found/],
    [
      'a policy that throws',
      { ...ALICE, groups: ['editors', 'broken'] },
      UPDATE,
      ['--subject', 'own.json'],
      /answer 500 policy_failed/,
    ],
    [
      'a client that is not accepted',
      { ...ALICE, clientId: 'other' },
      UPDATE,
      [],
      /the token is refused[^]*answer 401 token_client_not_allowed/,
    ],
    ['an ID token', { ...ALICE, tokenUse: 'id' }, UPDATE, [], /answer 401 token_use_not_allowed/],
    [
      'another issuer',
      { ...ALICE, issuer: 'https://other.example' },
      UPDATE,
      [],
      /answer 401 token_issuer_not_allowed/,
    ],
    [
      'another tenant',
      { ...ALICE, claims: { 'custom:tenant': 'acme' } },
      'GET /documents/of/:tenantId',
      ['--param', 'tenantId=other'],
      /denied \(tenant\)/,
    ],
  ])('says why not: %s', async (_name, caller, route, args, expected) => {
    const { exitCode, stdout } = await explain(caller, route, ...args);
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(expected)]);
  });

  it.each<[string, unknown, string, string[]]>([
    ['a public route', undefined, 'GET /documents', []],
    ['a rule for everybody', undefined, 'GET /documents/:id', ['--subject', 'published.json']],
    ['a scope', { sub: 'web', client_id: 'web', scope: 'documents/write' }, 'POST /documents', []],
    [
      'the own tenant',
      { ...ALICE, claims: { 'custom:tenant': 'acme' } },
      'GET /documents/of/:tenantId',
      ['--param', 'tenantId=acme'],
    ],
    ['a caller without a token in a file', { kind: 'anonymous' }, 'GET /documents', []],
  ])('says that the handler runs: %s', async (_name, caller, route, args) => {
    const { exitCode, stdout } = await explain(caller, route, ...args);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('the handler runs')]);
  });

  it('shows the rules about what the handler lists and sends, a public one too', async () => {
    const { exitCode, stdout } = await explain(undefined, 'GET /documents/x/list');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('Rules about read Document, each item of the list'),
    ]);
    expect(stdout).toContain(
      '  DocumentPolicies.everyone allows read Document if {"published":true}: checked on each item\n',
    );
    const sent = await explain(undefined, 'GET /documents/x/:id/title');
    expect(sent.stdout).toContain('Rules about read Document, each field of the answer\n');
  });

  it('shows the rules about single fields where the question is about the whole', async () => {
    const { exitCode, stdout } = await explain(
      undefined,
      'GET /documents/x/:id/title',
      '--subject',
      'published.json',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'Rules about rename Document\n  DocumentPolicies.titles allows rename Document if {"published":true}: only for ' +
        'the fields title, subtitle, and the question is about the whole\n',
    );
  });

  it.each<[string, unknown, string, string[], string]>([
    ['the body', ALICE, 'PATCH /documents/x/:id/fields', [], 'the fields of the body: pass --body FILE'],
    ['the instance', ALICE, UPDATE, [], 'the instance that it loads: pass --subject FILE'],
    [
      'a parameter',
      { ...ALICE, claims: { 'custom:tenant': 'acme' } },
      'GET /documents/of/:tenantId',
      [],
      'its parameter tenantId: pass --param tenantId=VALUE',
    ],
  ])('says which option is missing for %s', async (_name, caller, route, args, expected) => {
    const { exitCode, stdout } = await explain(caller, route, ...args);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining(`  the route reads ${expected}\n`)]);
  });

  it('takes the claims of a token as they were decoded, an old one too', async () => {
    const claims = {
      sub: 'a-1',
      iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Documents',
      client_id: 'web',
      username: 'alice',
      token_use: 'access',
      'cognito:groups': ['editors'],
      iat: 1_700_000_000,
      exp: 1_700_003_600,
    };
    const { exitCode, stdout } = await explain(claims, UPDATE, '--subject', 'own.json');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('The token has expired: it is judged as of'),
    ]);
    expect(stdout).not.toContain('is taken for "');
  });

  it('is JSON', async () => {
    const { stdout } = await explain(ALICE, UPDATE, '--subject', 'own.json', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      granted: true,
      route: { handler: 'DocumentsController.update' },
      decision: { granted: true, rule: { source: 'DocumentPolicies.editors', effect: 'allow' } },
    });
  });

  it.each<[string[], RegExp]>([
    [['--route', UPDATE, '--anonymous'], /--app is missing/],
    [['--app', 'app.mjs', '--anonymous'], /--route is missing/],
    [['--app', 'app.mjs', '--route', UPDATE], /Say who is calling/],
    [['--app', 'app.mjs', '--route', UPDATE, '--as', 'alice.json', '--anonymous'], /Say who is calling/],
    [
      ['--app', 'app.mjs', '--route', UPDATE, '--as', 'missing.json'],
      /--as missing\.json: the file cannot be read \(ENOENT\)/,
    ],
    [['--app', 'app.mjs', '--route', UPDATE, '--as', 'app.mjs'], /--as app\.mjs: the file is not JSON/],
    [
      ['--app', 'app.mjs', '--route', 'PATCH /documents', '--as', 'alice.json'],
      /There is no route "PATCH \/documents"[^]*PATCH \/documents\/:id/,
    ],
    [['--app', 'app.mjs', '--route', UPDATE, '--as', 'alice.json', '--param', 'x'], /--param is NAME=VALUE/],
    [
      ['--app', 'app.mjs', '--route', UPDATE, '--as', 'alice.json', '--param', 'key=1'],
      /The route "PATCH \/documents\/:id" has no parameter "key"\. It has id\./,
    ],
    [
      ['--app', 'app.mjs', '--route', 'GET /documents', '--anonymous', '--param', 'key=1'],
      /has no parameter "key"\. It has none\./,
    ],
    [['--app', 'app.mjs', '--route', UPDATE, '--as', 'alice.json', 'more'], /an argument without/],
  ])('ends with 2 and says what is wrong: %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await folder.castellan('explain', ...args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  });

  it.each<[unknown, RegExp]>([
    [[], /it is no object/],
    [{ kind: 'admin' }, /kind is "admin"\. Write user, machine or anonymous/],
    [{ groups: ['a'] }, /the claim sub is missing/],
    [{ kind: 'user', groups: 'editors', sub: 'a' }, /groups is not a list of strings/],
    [{ kind: 'user', group: ['editors'] }, /group is no member of a principal here/],
    [{ kind: 'user' }, /sub and username are missing/],
    [{ kind: 'machine' }, /clientId is missing/],
    [{ kind: 'user', sub: 'a', claims: 1 }, /claims is no object/],
  ])('refuses a caller that is none: %j', async (caller, message) => {
    const { exitCode, stderr } = await explain(caller, UPDATE);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('shows how it is used', async () => {
    const { exitCode, stdout } = await folder.castellan('explain', '--help');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^Usage: castellan explain/)]);
  });
});
