import fc from 'fast-check';
import { TokenFactory } from '../testing/token-factory.js';
import { castellan, Folder, verifyArguments } from './cli.spec-helper.js';
import { isPlainWord } from './plain-word.js';

/** How much of a token and the output may be the same by chance. */
const BY_CHANCE = 8;

function sharesMoreThanChance(token: string, output: string): boolean {
  for (let i = 0; i + BY_CHANCE < token.length; i += 1) {
    if (output.includes(token.slice(i, i + BY_CHANCE + 1))) return true;
  }
  return false;
}

const base64url = fc
  .uint8Array({ minLength: 12, maxLength: 120 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const anything = fc.oneof(
  base64url,
  fc.array(base64url, { minLength: 2, maxLength: 5 }).map((parts) => parts.join('.')),
  fc.string({ unit: 'binary', minLength: 10, maxLength: 100 }).map((text) => text.replaceAll('\0', '')),
  fc.string({ minLength: 10, maxLength: 100 }),
  base64url.map((text) => `--${text}`),
  base64url.map((text) => `-${text}=${text}`),
  // A good beginning, so that the token gets past its form.
  fc.tuple(fc.jsonValue(), fc.jsonValue(), base64url).map(([header, payload, signature]) => {
    const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
    return `${encode({ alg: 'RS256', kid: 'k', x: header })}.${encode({ iss: payload })}.${signature}`;
  }),
);
/** A word such as `constructor`, which these arbitraries make too, cannot be a token and may be shown. */
const garbage = anything.filter((text) => !isPlainWord(text));

describe('castellan verify keeps tokens to itself', () => {
  const factory = new TokenFactory();
  const folder = new Folder();
  const args = verifyArguments(factory, folder.write('jwks.json', factory.jwks));
  const positions: Record<string, (text: string) => string[]> = {
    'the token': (text) => [...args, text],
    'two tokens': (text) => [...args, text, text],
    'the command': (text) => [text],
    'an option': (text) => [...args, `--${text}`],
    'the user pool': (text) => args.map((arg) => (arg === factory.userPoolId ? text : arg)),
    'the user pool, with an issuer': (text) => [
      ...args.map((arg) => (arg === factory.userPoolId ? text : arg)),
      '--issuer=https://issuer.example',
      'a.b.c',
    ],
    'the client': (text) => [...args, `--client-id=${text}`, 'a.b.c'],
    'the type of token': (text) => [
      ...args.filter((arg) => !arg.startsWith('--token-use')),
      `--token-use=${text}`,
    ],
    'the key set': (text) => [...args.slice(0, -1), text],
    'the issuer': (text) => [...args, `--issuer=${text}`, 'a.b.c'],
    'the time': (text) => [...args, `--now=${text}`, 'a.b.c'],
    'a flag': (text) => [...args, `--json=${text}`, 'a.b.c'],
  };

  afterAll(() => folder.remove());

  it.each(Object.keys(positions))('where it stands for %s', async (position) => {
    await fc.assert(
      fc.asyncProperty(garbage, async (text) => {
        const { exitCode, stdout, stderr } = await castellan(positions[position]!(text), {
          stdin: ['a.b.c'],
        });
        expect([1, 2]).toContain(exitCode);
        expect(sharesMoreThanChance(text, stdout + stderr)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it.each([[['--json']], [[]]])('where it comes by standard input: %j', async (options) => {
    await fc.assert(
      fc.asyncProperty(fc.array(garbage, { minLength: 1, maxLength: 5 }), async (texts) => {
        const { exitCode, stdout, stderr } = await castellan([...args, ...options], {
          stdin: [texts.join('\n')],
        });
        expect(exitCode).toBe(1);
        for (const text of texts) expect(sharesMoreThanChance(text, stdout + stderr)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['accepted', 0, factory.userAccess({ username: 'alice', groups: ['editors'] })],
    ['expired', 1, factory.userAccess({ issuedAt: 0 })],
    ['signed with an unknown key', 1, factory.userAccess({ header: { kid: 'unknown' } })],
    ['of another client', 1, factory.userAccess({ claims: { client_id: 'another-client-altogether' } })],
  ])('where it is a real one that is %s', async (_name, exitCode, token) => {
    for (const options of [['--json'], []]) {
      const ran = await castellan([...args, ...options, token]);
      expect(ran.exitCode).toBe(exitCode);
      expect(sharesMoreThanChance(token, ran.stdout + ran.stderr)).toBe(false);
      expect(ran.stdout).not.toContain('another-client');
    }
  });
});
