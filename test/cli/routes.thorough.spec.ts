import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppFolder, DOCUMENTS_APP } from './compiled-app.js';

/** Limits what is listed and what is sent, instead of who is let in. */
const LIMITED = `
  @Get('x/list') @Public() @ReadableFields('Document', { at: 'items', unreadable: 'omit' })
  limited(@Accessible('read', 'Document') readable) {}
`;

describe('castellan routes', () => {
  const folder = new AppFolder();

  beforeAll(() => {
    folder.compile('app.mjs', DOCUMENTS_APP);
    folder.compile('app.cjs', DOCUMENTS_APP, 'commonjs');
    folder.compile('changed.mjs', DOCUMENTS_APP.replace("@Groups('editors') @Can", '@Can'));
    folder.compile(
      'unguarded.mjs',
      DOCUMENTS_APP.replace('/* MORE */', "@Get('x/forgotten') forgotten() {}"),
    );
    const withLimited = (limited: string): string => DOCUMENTS_APP.replace('/* MORE */', limited);
    folder.compile('limited.mjs', withLimited(LIMITED));
    folder.compile('no-fields.mjs', withLimited(LIMITED.replace(/@ReadableFields.*/, '')));
    folder.compile('no-list.mjs', withLimited(LIMITED.replace("@Accessible('read', 'Document') ", '')));
    folder.write('broken.mjs', "throw new Error('It cannot be loaded today.');");
    folder.write('empty.mjs', 'export const nothing = 1;');
    folder.write('dynamic.mjs', 'export class AppModule {}');
    folder.write('two.mjs', 'export class OneModule {} export class OtherModule {}');
  });
  afterAll(() => folder.remove());

  const TABLE = [
    'GET /documents               DocumentsController.list      public',
    'POST /documents              DocumentsController.create    in admins | with documents/write',
    'DELETE /documents/:id        DocumentsController.remove    with documents/delete',
    'GET /documents/:id           DocumentsController.read      can(read, Document, loaded and hidden) ' +
      '[anonymous callers reach the decision]',
    'PATCH /documents/:id         DocumentsController.update    in editors, can(update, Document, loaded)',
    'GET /documents/of/:tenantId  DocumentsController.ofTenant  tenant(custom:tenant = param tenantId)',
    '',
    '6 routes, 2 of them public, 0 unguarded.',
    '',
  ].join('\n');

  it.each(['app.mjs#AppModule', 'app.mjs', './app.cjs', 'app.cjs#AppModule'])(
    'shows every route and who passes, and starts nothing, from %s',
    async (file) => {
      expect(await folder.castellan('routes', file)).toEqual({ exitCode: 0, stdout: TABLE, stderr: '' });
    },
  );

  it('has the global prefix where a function makes the application, and ends', async () => {
    const { exitCode, stdout } = await folder.castellan('routes', 'app.mjs#createApp');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^GET \/api\/documents {2}/);
  });

  it('is JSON with one route a line', async () => {
    const { stdout } = await folder.castellan('routes', '--json', 'app.mjs');
    expect(stdout.split('\n')).toHaveLength(9);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        route: 'PATCH /documents/:id',
        loads: 'all',
        passes: [{ groups: [['editors']], also: ['can(update, Document, loaded)'] }],
      }),
    );
  });

  it('writes a file, and finds that nothing differs from it', async () => {
    expect(await folder.castellan('routes', '--update', 'routes.lock', 'app.mjs')).toMatchObject({
      exitCode: 0,
    });
    const lock = readFileSync(path.join(folder.path, 'routes.lock'), 'utf8');
    expect(lock.split('\n')).toHaveLength(9);
    expect(await folder.castellan('routes', '--check', 'routes.lock', 'app.cjs')).toEqual({
      exitCode: 0,
      stdout: 'The 6 routes are those of routes.lock.\n',
      stderr: '',
    });
  });

  it('ends with 1 where a decorator got lost, and shows which', async () => {
    await folder.castellan('routes', '--update', 'routes.lock', 'app.mjs');
    const { exitCode, stdout } = await folder.castellan('routes', '--check', 'routes.lock', 'changed.mjs');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('~ PATCH /documents/:id  DocumentsController.update\n');
    expect(stdout).toMatch(/ {6}- \{"kind":"allOf".*"groups".*\n {6}\+ \{"kind":"can"/);
    expect(stdout.match(/^[+~-] /gm)).toHaveLength(1);
  });

  it('shows what limits the data that a route lists and sends', async () => {
    const { stdout } = await folder.castellan('routes', 'limited.mjs');
    expect(stdout).toMatch(
      /^GET \/documents\/x\/list .*public \[lists Document to read\] \[sends fields of Document to read at items and omits the unreadable\]$/m,
    );
  });

  it.each([
    [
      'no-fields.mjs',
      'readableFields',
      /- \{"action":"read","subject":"Document","at":"items","unreadable":"omit"\}/,
    ],
    ['no-list.mjs', 'accessible', /- \[\{"action":"read","subject":"Document"\}\]/],
  ])('ends with 1 where that got lost, as in %s', async (file, member, before) => {
    await folder.castellan('routes', '--update', 'limited.lock', 'limited.mjs');
    const { exitCode, stdout } = await folder.castellan('routes', '--check', 'limited.lock', file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`~ GET /documents/x/list  DocumentsController.limited\n    ${member}\n`);
    expect(stdout).toMatch(before);
    expect(stdout).toMatch(/ {6}\+ nothing/);
  });

  it('ends with 1 where a route came or went', async () => {
    await folder.castellan('routes', '--update', 'routes.lock', 'app.mjs');
    const more = await folder.castellan('routes', '--check', 'routes.lock', 'unguarded.mjs');
    expect(more.exitCode).toBe(1);
    expect(more.stdout).toMatch(
      /^\+ GET \/documents\/x\/forgotten {2}.*\n {4}public: false\n {4}unguarded: true/m,
    );
    await folder.castellan('routes', '--update', 'more.lock', 'unguarded.mjs');
    const fewer = await folder.castellan('routes', '--check', 'more.lock', 'app.mjs');
    expect([fewer.exitCode, fewer.stdout]).toEqual([
      1,
      expect.stringMatching(/^- GET \/documents\/x\/forgotten/m),
    ]);
  });

  it.each<[string[], RegExp]>([
    [['routes'], /There is no APP/],
    [['routes', '--check', 'app.mjs'], /--check needs a FILE, and then APP/],
    [['routes', '--update', 'app.mjs'], /--update needs a FILE, and then APP/],
    [['routes', 'app.mjs', 'app.cjs'], /2 applications are given/],
    [['routes', '--json', '--check', 'routes.lock', 'app.mjs'], /do not go together/],
    [['routes', '--check', 'a', '--check', 'b', 'app.mjs'], /--check is given more than once/],
    [['routes', '--check=', 'app.mjs'], /--check needs a value/],
    [['routes', '--chek', 'x', 'app.mjs'], /Unknown option '--chek'/],
    [['routes', 'missing.mjs'], /There is no file .*missing\.mjs/],
    [['routes', 'broken.mjs'], /It cannot be loaded today/],
    [['routes', 'empty.mjs'], /exports no module class/],
    [['routes', 'dynamic.mjs'], /has no route.*export a function/],
    [
      ['routes', 'two.mjs'],
      /exports 2 module classes.*Name the export: two\.mjs#AppModule.*OneModule, OtherModule/,
    ],
    [['routes', 'app.mjs#Missing'], /has no export Missing\. It has .*AppModule/],
    [['routes', 'empty.mjs#nothing'], /neither a module, nor an application, nor a function/],
    [['routes', '--check', 'no.lock', 'app.mjs'], /no\.lock cannot be read \(ENOENT\)/],
    [['routes', '--check', 'app.mjs', 'app.mjs'], /is not a file that --update wrote/],
    [['routes', '--update', 'no/such/folder/routes.lock', 'app.mjs'], /cannot be written \(ENOENT\)/],
  ])('ends with 2 and says what is wrong: %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await folder.castellan(...args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  });

  it('shows how it is used', async () => {
    const { exitCode, stdout } = await folder.castellan('routes', '--help');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^Usage: castellan routes/)]);
  });
});
