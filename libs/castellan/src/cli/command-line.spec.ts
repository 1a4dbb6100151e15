import { generateKeyPairSync } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { startJwksServer } from '../testing/jwks-server.js';
import { TokenFactory } from '../testing/token-factory.js';
import { castellan, Capture, Folder, verifyArguments } from './cli.spec-helper.js';
import { runCommandLine } from './command-line.js';

describe('castellan', () => {
  it.each([['--help'], ['verify', '--help']])('shows help: %s %s', async (...args) => {
    const { exitCode, stdout, stderr } = await castellan(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: castellan /);
  });

  it('shows its version', async () => {
    expect(await castellan(['--version'])).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it.each([
    ['There is no command.', []],
    ['The first argument is no command.', ['eyJhbGciOiJSUzI1NiJ9']],
  ])('refuses: %s', async (message, args) => {
    const { exitCode, stdout, stderr } = await castellan(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^castellan: ${message}\n\nUsage: castellan COMMAND`));
    expect(stderr).not.toContain('eyJ');
  });

  it('tells a fault by its kind alone', async () => {
    const stderr = new Capture();
    const streams = { stdin: Readable.from([]), stdout: new Capture(), stderr };
    const exitCode = await runCommandLine(['--version'], streams, () => {
      throw new TypeError('eyJhbGciOiJSUzI1NiJ9');
    });
    expect({ exitCode, stderr: stderr.text }).toEqual({
      exitCode: 2,
      stderr: 'castellan: the command failed (TypeError).\n',
    });
  });
});

describe('castellan verify', () => {
  const factory = new TokenFactory();
  const folder = new Folder();
  const args = verifyArguments(factory, folder.write('jwks.json', factory.jwks));

  afterAll(() => folder.remove());

  const values = (...changes: readonly string[]) => {
    const [name, value] = changes;
    return args.map((arg, index) => (args[index - 1] === name ? (value ?? '') : arg));
  };

  it('accepts the token of an argument', async () => {
    const { exitCode, stdout } = await castellan([...args, factory.userAccess({ username: 'alice' })], {
      isTTY: true,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^accepted\n {2}passed {5}length, .*, signature\n {2}principal {2}user "alice"\n/);
  });

  it('judges each line of its input, an empty one as well', async () => {
    const stdin = [`${factory.userAccess()}\n${factory.userId()}\n`, '\n'];
    const { exitCode, stdout, stderr } = await castellan([...args, '--json'], { stdin });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    const verdicts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(verdicts).toMatchObject([
      { accepted: true },
      { accepted: false, code: 'token_use_not_allowed', failed: 'token_use' },
      { accepted: false, code: 'token_malformed', failed: 'form', passed: ['length'] },
    ]);
  });

  it('shows of a principal who it is and until when, and no other claim', async () => {
    const token = factory.userAccess({
      username: 'alice',
      groups: ['editors'],
      claims: { email: 'alice@private.example' },
    });
    const { stdout } = await castellan([...args, '--json', token]);
    const { principal } = JSON.parse(stdout) as { principal: object };
    expect(Object.keys(principal)).toEqual([
      'kind',
      'sub',
      'username',
      'groups',
      'scopes',
      'clientId',
      'tokenUse',
      'expiresAt',
    ]);
    expect(stdout).not.toContain('private');
  });

  it('shows a program', async () => {
    const { stdout } = await castellan([...args, '--json', factory.machine({ scopes: ['a/b'] })]);
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: true,
      principal: { kind: 'machine', sub: factory.clientId, scopes: ['a/b'] },
    });
  });

  it('judges by the time it is told, to the second', async () => {
    const token = factory.userAccess({ issuedAt: 1_800_000_000_000, lifetimeSeconds: 60 });
    const at = (now: number) => castellan([...args, '--now', String(now), token]);
    expect((await at(1_800_000_059)).exitCode).toBe(0);
    expect((await at(1_800_000_060)).stdout).toContain('refused, token_expired');
    expect((await at(1_799_999_999)).stdout).toContain('refused, token_not_yet_valid');
  });

  it('fetches the keys where none are given, and says so where it cannot', async () => {
    const server = await startJwksServer(factory);
    const fetching = [...args.slice(0, -2), '--issuer', server.issuer];
    const token = server.factory.userAccess();
    expect((await castellan([...fetching, token])).exitCode).toBe(0);
    server.fail();
    const { exitCode, stdout } = await castellan([...fetching, token]);
    await server.close();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/refused, key_set_unavailable\n.*times\n {2}failed {5}key: .*status 503/);
  });

  it('does not take an input without tokens for one with good tokens only', async () => {
    const { exitCode, stderr } = await castellan(args, { stdin: [] });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no token on standard input.');
  });

  it('says that its input cannot be read', async () => {
    const stdin = new Readable({
      read() {
        this.destroy(Object.assign(new Error('It is a folder.'), { code: 'EISDIR' }));
      },
    });
    const { exitCode, stderr } = await castellan(args, { stdin });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Standard input cannot be read (EISDIR).');
  });

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const privateJwk = { ...privateKey.export({ format: 'jwk' }), kid: 'a' };

  it.each<[string, () => readonly string[]]>([
    ['--user-pool-id is not', () => values('--user-pool-id', 'nonsense')],
    ['--user-pool-id is not', () => values('--user-pool-id', 'mars-1_AbCdEfGhI')],
    [
      '--user-pool-id is not',
      () => [...values('--user-pool-id', 'nonsense'), '--issuer', 'https://a.example'],
    ],
    ['--issuer is not', () => [...args, '--issuer', 'http://a.example']],
    ['--issuer is not', () => [...args, '--issuer', 'https://a.example/']],
    ['--jwks: the file cannot be read (ENOENT)', () => values('--jwks', '/nonexistent/jwks.json')],
    ['--jwks: the file is not JSON', () => values('--jwks', folder.write('text', 'no JSON'))],
    ['at least one', () => values('--jwks', folder.write('empty.json', { keys: [] }))],
    ['it has private members', () => values('--jwks', folder.write('private.json', { keys: [privateJwk] }))],
  ])('refuses options that are wrong: %s', async (message, wrong) => {
    const { exitCode, stdout, stderr } = await castellan([...wrong(), factory.userAccess()]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: castellan verify');
  });

  it('takes another issuer that is written by hand, also where NODE_ENV is production', async () => {
    const { NODE_ENV } = process.env;
    const token = factory.withIssuer('https://issuer.example/pool').userAccess();
    process.env.NODE_ENV = 'production';
    try {
      const { exitCode } = await castellan([...args, '--issuer', 'https://issuer.example/pool', token]);
      expect(exitCode).toBe(0);
    } finally {
      process.env.NODE_ENV = NODE_ENV;
    }
  });

  it('stops reading where nobody reads what it says', async () => {
    let lines = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          lines += 1;
          yield Buffer.from('x.y.z\n');
        }
      })(),
    );
    let writes = 0;
    const stdout = new Writable({
      write: (_chunk, _encoding, callback) => {
        writes += 1;
        callback(writes > 2 ? Object.assign(new Error('Nobody reads.'), { code: 'EPIPE' }) : null);
      },
    });
    const stderr = new Capture();
    const exitCode = await runCommandLine(args, { stdin: endless, stdout, stderr }, () => '');
    expect({ exitCode, writes, stderr: stderr.text }).toEqual({ exitCode: 1, writes: 3, stderr: '' });
    expect(endless.destroyed).toBe(true);
    expect(lines).toBeLessThan(1_000);
  });

  it('reads no faster than its output is read', async () => {
    let read = 0;
    let written = 0;
    let furthestAhead = 0;
    const stdin = Readable.from(
      (function* () {
        for (; read < 500; read += 1) {
          furthestAhead = Math.max(furthestAhead, read - written);
          yield Buffer.from('x.y.z\n');
        }
      })(),
    );
    const stdout = new Writable({
      write: (_chunk, _encoding, callback) => {
        written += 1;
        setImmediate(callback);
      },
    });
    await runCommandLine(args, { stdin, stdout, stderr: new Capture() }, () => '');
    expect(written).toBe(500);
    expect(furthestAhead).toBeLessThan(100);
  });
});
