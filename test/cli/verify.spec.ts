import { startJwksServer, TokenFactory } from 'castellan/testing';
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { castellan as castellanHere } from '../../libs/castellan/src/cli/cli.spec-helper.js';

const ROOT = path.resolve(__dirname, '../..');
/** The built command: the build runs before the tests. */
const MAIN = path.join(ROOT, 'libs/castellan/dist/cli/main.js');

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function outcome(child: ChildProcess): Promise<Ran> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...output };
}

/** Runs the command in a process of its own, with this standard input. */
function castellan(args: readonly string[], input?: string, options: SpawnOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe', ...options });
  child.stdin?.end(input);
  return outcome(child);
}

/** Runs a line of a shell, which has the command as "$@". */
function shell(line: string, args: readonly string[]): Promise<Ran> {
  return outcome(spawn('bash', ['-c', line, 'bash', process.execPath, MAIN, ...args], { stdio: 'pipe' }));
}

describe('the castellan command', () => {
  const factory = new TokenFactory();
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-cli-'));
  const jwks = path.join(folder, 'jwks.json');
  const pool = ['--user-pool-id', factory.userPoolId, '--client-id', factory.clientId];
  const verify = ['verify', ...pool, '--token-use', 'access', '--jwks', jwks];

  beforeAll(() => writeFileSync(jwks, JSON.stringify(factory.jwks)));

  afterAll(() => rmSync(folder, { recursive: true }));

  it('says its version, which is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'libs/castellan/package.json'), 'utf8'));
    expect(await castellan(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('runs as a program of its own, by its first line', () => {
    expect(readFileSync(MAIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it.each([[['--help']], [['verify', '--help']]])('shows help on standard output: %j', async (args) => {
    const { exitCode, stdout, stderr } = await castellan(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: castellan');
  });

  it('ends with 0 where the token is accepted', async () => {
    const { exitCode, stdout, stderr } = await castellan([
      ...verify,
      factory.userAccess({ username: 'alice' }),
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^accepted\n[^]*user "alice"/);
  });

  it('ends with 1 where the token is refused', async () => {
    const { exitCode, stdout } = await castellan([...verify, '--json', factory.userId()]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: false,
      code: 'token_use_not_allowed',
      failed: 'token_use',
      passed: ['length', 'form', 'header', 'issuer'],
    });
  });

  it('ends with 2 where it is used wrongly, and says how it is used, on standard error', async () => {
    const { exitCode, stdout, stderr } = await castellan(['verify', factory.userAccess()]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^castellan: --user-pool-id is missing[^]*Usage: castellan verify/);
  });

  it('ends with 2 where it is used wrongly, also where nobody can be told', async () => {
    expect(await shell('"$@" bogus 2> /dev/full', [])).toMatchObject({ exitCode: 2, stdout: '', stderr: '' });
  });

  it('ends with 2 where there is no token in the pipe', async () => {
    expect(await castellan(verify, '')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await castellan(verify, undefined, { stdio: ['ignore', 'pipe', 'pipe'] })).toMatchObject({
      exitCode: 2,
    });
  });

  it('judges each line of standard input', async () => {
    const input = [factory.userAccess(), factory.userAccess({ issuedAt: 0 }), ''].join('\n');
    for (const args of [verify, [...verify, '-']]) {
      const { exitCode, stdout } = await castellan(args, input);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^line 1: accepted\n[^]*^line 2: refused, token_expired\n/m);
    }
  });

  it('refuses the empty line that an unset variable makes', async () => {
    expect(await shell('echo "$UNSET" | "$@"', verify)).toMatchObject({ exitCode: 1 });
  });

  it('reads a file and writes a file', async () => {
    const tokens = path.join(folder, 'tokens');
    const verdicts = path.join(folder, 'verdicts');
    writeFileSync(tokens, `${factory.userAccess()}\r\n${factory.machine()}\r\n`);
    expect(await shell(`"$@" < '${tokens}' > '${verdicts}'`, [...verify, '--json'])).toMatchObject({
      exitCode: 0,
    });
    expect(readFileSync(verdicts, 'utf8').match(/"accepted":true/g)).toHaveLength(2);
  });

  it('ends with 2 where standard input is a folder, or closed', async () => {
    for (const input of [`< '${folder}'`, '<&-']) {
      expect(await shell(`"$@" ${input}`, verify)).toMatchObject({ exitCode: 2, stdout: '' });
    }
  });

  it('ends quietly where nobody reads any more', async () => {
    const line = `yes x.y.z | "$@" | head -n 1; echo "codes \${PIPESTATUS[1]}"`;
    const { stdout, stderr } = await shell(line, [...verify, '--json']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{"accepted":false.*\}\ncodes 1\n$/);
  });

  it('does not pile up what it reads and what it writes', async () => {
    const token = factory.userAccess();
    const count = 50_000;
    // 40 MB of tokens, under a heap of 32 MB that has to hold the program as well.
    const args = ['--max-old-space-size=32', MAIN, ...verify, '--json'];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const tokens = (function* () {
      for (let i = 0; i < count; i += 1) yield `${token}\n`;
    })();
    const written = (async () => {
      for (const line of tokens) if (!child.stdin.write(line)) await once(child.stdin, 'drain');
      child.stdin.end();
    })();
    let lines = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 0x0a) lines += 1;
    });
    const [[exitCode]] = await Promise.all([once(child, 'close'), written]);
    expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: count });
  });

  it('does not pile up a line without an end', async () => {
    const line = `head -c 50000000 /dev/zero | tr '\\0' A | NODE_OPTIONS=--max-old-space-size=32 "$@"`;
    const { exitCode, stdout } = await shell(line, verify);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^line 1: refused, token_too_large\n/);
  });

  it('fetches the keys where none are given, and ends', async () => {
    const server = await startJwksServer(factory);
    const fetching = ['verify', ...pool, '--token-use=access', '--issuer', server.issuer];
    const accepted = await castellan([...fetching, server.factory.userAccess()]);
    server.fail();
    const refused = await castellan([...fetching, '--json', server.factory.userAccess()]);
    await server.close();
    expect(accepted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(refused).toMatchObject({ exitCode: 3, stderr: '' });
    expect(JSON.parse(refused.stdout)).toMatchObject({
      undecided: true,
      code: 'key_set_unavailable',
      failed: 'key',
    });
  });

  it('never shows a token, whatever is wrong', async () => {
    const token = factory.userAccess();
    const everything = await Promise.all([
      castellan([token]),
      castellanHere(['verify', token]),
      castellanHere([...verify, token, token]),
      castellanHere([...verify, `--${token}`]),
      castellanHere([...verify, `--issuer=${token}`, 'a.b.c']),
      castellanHere(['verify', '--user-pool-id', token, '--client-id', 'web', '--token-use=id', '-'], {
        stdin: [token],
      }),
      castellanHere([...verify.slice(0, -1), token, token]),
      castellan(verify, `${token}x\n${token}\n`),
    ]);
    const output = everything.map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(everything.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2, 2, 2, 1]);
    for (let i = 0; i + 9 <= token.length; i += 1) expect(output).not.toContain(token.slice(i, i + 9));
  });
});
