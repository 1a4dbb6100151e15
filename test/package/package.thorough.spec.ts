import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** npm in a folder outside of the workspace, so that nothing of the workspace can be found by accident. */
const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', [...args, '--silent', '--no-audit', '--no-fund'], { cwd, encoding: 'utf8' });
const node = (code: string, cwd: string, type: 'module' | 'commonjs'): string =>
  execFileSync(process.execPath, [`--input-type=${type}`, '--no-warnings', '--eval', code], {
    cwd,
    encoding: 'utf8',
  });

describe('the published packages', () => {
  let folder: string;
  let tarballs: Record<'castellan' | 'castellan-sandbox', { filename: string; files: string[] }>;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'castellan-package-'));
    const packed = JSON.parse(
      npm(
        ['pack', '--json', '--pack-destination', folder, '-w', 'castellan', '-w', 'castellan-sandbox'],
        ROOT,
      ),
    ) as { name: string; filename: string; files: { path: string }[] }[];
    tarballs = Object.fromEntries(
      packed.map(({ name, filename, files }) => [name, { filename, files: files.map((file) => file.path) }]),
    ) as typeof tarballs;
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    npm(['install', '--prefer-offline', `./${tarballs.castellan.filename}`], folder);
  }, 240_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['castellan', ['policies.schema.json']],
    ['castellan-sandbox', ['config.schema.json']],
  ] as const)('%s carries its build, its licence, its readme and %j, and nothing else', (name, besides) => {
    const strange = tarballs[name].files.filter((file) => !/^dist\/.*\.(js|d\.ts|js\.map)$/.test(file));
    expect(strange.sort()).toEqual(['LICENSE', 'README.md', 'package.json', ...besides].sort());
    expect(tarballs[name].files.filter((file) => /spec|sandbox-demo|fixture/.test(file))).toEqual([]);
  });

  it('castellan publishes the JSON Schema of policy documents', () => {
    const code = `console.log(require('castellan/policies.schema.json').title);`;
    expect(node(code, folder, 'commonjs')).toBe('Castellan policy document\n');
  });

  it('castellan installs one AWS SDK client and neither the sandbox nor a framework', () => {
    const installed = readdirSync(path.join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
    const clients = installed.filter((name) =>
      /@aws-sdk[\\/](client-[^\\/]+|lib-[^\\/]+|s3-[^\\/]+)$/.test(name),
    );
    expect(clients.map((name) => path.basename(name))).toEqual(['client-cognito-identity']);
    for (const name of ['castellan-sandbox', '@nestjs', 'express', 'passport', 'rxjs', 'jest']) {
      expect(installed).not.toContain(name);
    }
  });

  const useCore = `
    const verifier = new core.TokenVerifier({
      userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
    });
    verifier.verify('x.y.z').catch((error) => console.log(error.code, error instanceof core.CastellanError));`;

  it('castellan/core loads without any framework, by import and by require', () => {
    expect(node(`const core = await import('castellan/core'); ${useCore}`, folder, 'module')).toBe(
      'token_malformed true\n',
    );
    expect(node(`const core = require('castellan/core'); ${useCore}`, folder, 'commonjs')).toBe(
      'token_malformed true\n',
    );
  });

  it('castellan/express and castellan/lambda guard where no Nest is installed', () => {
    const link = path.join(folder, 'node_modules/express');
    symlinkSync(path.join(ROOT, 'node_modules/express'), link);
    const code = `
      import express from 'express';
      import { authenticated, createCastellan } from 'castellan/express';
      import { createCastellan as createFunctions } from 'castellan/lambda';
      const options = { userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }] };
      const castellan = createCastellan(options);
      const app = castellan.protect(express());
      app.use(castellan.authenticate());
      app.get('/', castellan.require(authenticated()), (_request, response) => response.send('in'));
      app.use(castellan.errorHandler());
      const handler = createFunctions(options).handler({ require: authenticated() }, () => 'in');
      const server = app.listen(0, '127.0.0.1', async () => {
        const { status } = await fetch('http://127.0.0.1:' + server.address().port);
        const { statusCode } = await handler({ headers: null, requestContext: {} });
        console.log(status, statusCode);
        server.closeAllConnections();
        server.close();
      });`;
    try {
      expect(node(code, folder, 'module')).toBe('401 401\n');
    } finally {
      rmSync(link);
    }
  });

  it('castellan/triggers needs no other package', () => {
    const alone = mkdtempSync(path.join(tmpdir(), 'castellan-triggers-'));
    const installed = path.join(folder, 'node_modules/castellan');
    cpSync(installed, path.join(alone, 'node_modules/castellan'), {
      recursive: true,
      filter: (file) => !path.relative(installed, file).startsWith('node_modules'),
    });
    const code = `
      import { preSignUp } from 'castellan/triggers';
      const handler = preSignUp(() => ({ autoConfirmUser: true }));
      const event = { triggerSource: 'PreSignUp_SignUp', version: '1', request: { userAttributes: {} }, response: {} };
      console.log((await handler(event)).response.autoConfirmUser);`;
    try {
      expect(node(code, alone, 'module')).toBe('true\n');
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  });

  it('castellan/passport verifies where no Nest is installed', () => {
    const peers = ['express', 'passport', 'passport-jwt'];
    for (const name of peers) {
      symlinkSync(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name));
    }
    const code = `
      import express from 'express';
      import passport from 'passport';
      import { CognitoStrategy } from 'castellan/passport';
      passport.use(new CognitoStrategy({
        userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
      }));
      const app = express();
      app.get('/', passport.authenticate('cognito', { session: false }), (_request, response) => response.send('in'));
      const server = app.listen(0, '127.0.0.1', async () => {
        const url = 'http://127.0.0.1:' + server.address().port;
        const none = await fetch(url);
        const bad = await fetch(url, { headers: { authorization: 'Bearer x.y.z' } });
        console.log(none.status, bad.status, (await bad.json()).code);
        server.closeAllConnections();
        server.close();
      });`;
    try {
      expect(node(code, folder, 'module')).toBe('401 401 token_malformed\n');
    } finally {
      for (const name of peers) rmSync(path.join(folder, 'node_modules', name));
    }
  });

  it('castellan/testing loads without any framework, by import and by require, and not in production', () => {
    const code = `
      const factory = new testing.TokenFactory();
      const verifier = new core.TokenVerifier({ userPools: [testing.testUserPool(factory)] });
      verifier.verify(factory.userAccess({ username: 'alice' })).then((user) => console.log(user.username));`;
    const imports = `const [core, testing] = [await import('castellan/core'), await import('castellan/testing')];`;
    const requires = `const [core, testing] = [require('castellan/core'), require('castellan/testing')];`;
    expect(node(`${imports} ${code}`, folder, 'module')).toBe('alice\n');
    expect(node(`${requires} ${code}`, folder, 'commonjs')).toBe('alice\n');

    const refused = `
      process.env.NODE_ENV = 'production';
      import('castellan/testing').catch((error) => console.log(error.code));`;
    expect(node(refused, folder, 'module')).toBe('configuration_invalid\n');
  });

  it('castellan brings a command that runs', () => {
    const command = path.join(folder, 'node_modules/.bin/castellan');
    const run = (...args: string[]) => execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
    expect(run('--version')).toBe('0.1.0\n');
    expect(run('verify', '--help')).toContain('Usage: castellan verify');
  });

  it('castellan loads with Nest, by import and by require', () => {
    // The workspace's own installation has Nest and links the packages.
    const code = 'console.log(typeof castellan.CastellanModule.forRoot, typeof castellan.Groups)';
    expect(node(`const castellan = await import('castellan'); ${code}`, ROOT, 'module')).toBe(
      'function function\n',
    );
    expect(node(`const castellan = require('castellan'); ${code}`, ROOT, 'commonjs')).toBe(
      'function function\n',
    );
  });

  it('castellan-sandbox starts and stops in plain Node, by import and by require', () => {
    const code = `
      Sandbox.start().then(async (sandbox) => {
        console.log((await fetch(sandbox.url + '/sandbox')).status);
        await sandbox.stop();
      });`;
    expect(node(`import { Sandbox } from 'castellan-sandbox'; ${code}`, ROOT, 'module')).toBe('200\n');
    expect(node(`const { Sandbox } = require('castellan-sandbox'); ${code}`, ROOT, 'commonjs')).toBe('200\n');
  });

  it('the types of castellan reach the hover with their documentation', () => {
    const types = path.join(folder, 'node_modules/castellan/dist/nest/castellan.module.d.ts');
    expect(readFileSync(types, 'utf8')).toContain('Import it once, in the root module');
  });
});
