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
    ['"bogus" is no command.', ['bogus']],
    ['"verfy" is no command. Did you mean verify\\?', ['verfy']],
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

describe('castellan where nobody can be told', () => {
  it('ends with the code of its fault all the same', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, callback) => callback(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    });
    const streams = { stdin: Readable.from([]), stdout: new Capture(), stderr: full };
    expect(await runCommandLine(['bogus'], streams, () => '')).toBe(2);
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
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/undecided, key_set_unavailable\n.*times\n {2}failed {5}key: .*status 503/);
    // Nothing is tried again after the command has ended.
    expect(stdout).not.toContain('next attempt');
  });

  it('tells tokens that cannot be judged from refused ones, and lets the former decide the exit code', async () => {
    const server = await startJwksServer(factory);
    const fetching = [...args.slice(0, -2), '--issuer', server.issuer, '--json'];
    server.fail();
    const stdin = [`${server.factory.userAccess()}\n${server.factory.userId()}\n`];
    const { exitCode, stdout } = await castellan(fetching, { stdin });
    await server.close();
    expect(exitCode).toBe(3);
    const [undecided, refused] = stdout.trimEnd().split('\n');
    expect(JSON.parse(undecided ?? '')).toMatchObject({ accepted: false, undecided: true });
    expect(JSON.parse(refused ?? '')).toMatchObject({ accepted: false, code: 'token_use_not_allowed' });
    expect(refused).not.toContain('undecided');
  });

  it('judges what the application judges: several issuers, any type of token, a resource, a tolerance', async () => {
    const issuer = `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${factory.userPoolId}`;
    const wide = [
      ...values('--token-use', 'any').filter((arg) => !arg.startsWith('--token-use')),
      '--token-use=any',
    ];
    const verdict = async (token: string, ...more: readonly string[]) => {
      const { stdout } = await castellan([...wide, ...more, '--json', token]);
      const { accepted, code } = JSON.parse(stdout) as { accepted: boolean; code?: string };
      return accepted ? 'accepted' : code;
    };
    expect(await verdict(factory.userId())).toBe('accepted');
    const updated = factory.withIssuer(issuer).userAccess();
    expect(await verdict(updated)).toBe('token_issuer_not_allowed');
    expect(await verdict(updated, '--issuer', issuer, '--issuer', factory.issuer)).toBe('accepted');
    expect(await verdict(factory.userAccess(), '--issuer', issuer, '--issuer', factory.issuer)).toBe(
      'accepted',
    );

    const resource = ['--resource', 'https://api.example'];
    const bound = factory.userAccess({ claims: { aud: 'https://other.example' } });
    expect(await verdict(bound)).toBe('accepted');
    expect(await verdict(bound, ...resource)).toBe('token_audience_not_allowed');
    expect(await verdict(factory.userAccess(), ...resource)).toBe('accepted');
    expect(await verdict(factory.userAccess(), ...resource, '--require-audience')).toBe(
      'token_audience_not_allowed',
    );

    const issued = factory.userAccess({ issuedAt: 1_800_000_000_000, lifetimeSeconds: 60 });
    expect(await verdict(issued, '--now=1800000065')).toBe('token_expired');
    expect(await verdict(issued, '--now=1800000065', '--clock-tolerance=10')).toBe('accepted');
    expect(await verdict(issued, '--now=1800000070', '--clock-tolerance=10')).toBe('token_expired');
  });

  it.each<[string, number, string]>([
    ['has passed: 5 s ago.', 1_800_003_605, 'token_expired'],
    ['has passed: 2 minutes ago.', 1_800_003_720, 'token_expired'],
    ['has passed: 25 hours ago.', 1_800_003_600 + 25 * 3_600, 'token_expired'],
    ['has passed: 3 days ago.', 1_800_003_600 + 80 * 3_600, 'token_expired'],
    [
      'lies 30 s in the future. If clocks differ, give --clock-tolerance.',
      1_799_999_970,
      'token_not_yet_valid',
    ],
  ])('says by how much a time is missed: %s', async (words, now, code) => {
    const token = factory.userAccess({ issuedAt: 1_800_000_000_000 });
    const { stdout } = await castellan([...args, '--now', String(now), token]);
    expect(stdout).toContain(`refused, ${code}`);
    expect(stdout).toContain(words);
  });

  it('speaks of its own options and not of those of an application', async () => {
    const tokens = [
      factory.userId(),
      factory.withIssuer('https://issuer.example/pool').userAccess(),
      factory.userAccess({ claims: { client_id: 'other' } }),
      factory.userAccess({ claims: { aud: 'https://other.example' } }),
      factory.userAccess({ issuedAt: Date.now() + 600_000 }),
      factory.userAccess({ claims: { text: 'x'.repeat(8_192) } }),
      factory.userAccess({ header: { kid: 'unknown' } }),
    ];
    const { stdout } = await castellan([...args, '--resource=https://api.example'], {
      stdin: [tokens.join('\n')],
    });
    expect(stdout.match(/refused/g)).toHaveLength(tokens.length);
    expect(stdout).not.toMatch(/clockTolerance|clientIds|resource\.|configured/);
  });

  it.each([
    ['"Bearer"', (token: string) => `Bearer ${token}`],
    ['quotes', (token: string) => `"${token}"`],
    ['blanks around', (token: string) => `  ${token}`],
    ['byte order mark', (token: string) => `\uFEFF${token}`],
  ])('hints at what was pasted with a token: %s', async (hint, spoil) => {
    const stdin = [`${spoil(factory.userAccess())}\n`];
    const text = await castellan(args, { stdin });
    expect(text.stdout).toMatch(new RegExp(`\n  hint       .*${hint}`));
    const json = await castellan([...args, '--json', spoil(factory.userAccess())]);
    expect(JSON.parse(json.stdout)).toMatchObject({ hint: expect.stringContaining(hint) });
  });

  it('hints at the name of a file in place of a token', async () => {
    const file = folder.write('tokens.txt', factory.userAccess());
    const { exitCode, stdout } = await castellan([...args, file]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Write "< FILE"');
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
    [
      '--jwks: the file is no key set that can be used. keys: found an empty array.',
      () => values('--jwks', folder.write('empty.json', { keys: [] })),
    ],
    ['keys is missing.', () => values('--jwks', folder.write('none.json', {}))],
    ['--resource is not', () => [...args, '--resource', 'http://api.example']],
    ['--resource is not', () => [...args, '--resource', 'api']],
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
