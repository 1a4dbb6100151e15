import { readVerifyArguments } from './verify-arguments.js';

const REQUIRED = ['--user-pool-id', 'eu-west-1_A', '--client-id', 'web', '--token-use', 'access'];
const SECRET = 'eyJzZWNyZXQiOiJzZWNyZXQifQ';

describe('the arguments of castellan verify', () => {
  it('are read', () => {
    const args = [...REQUIRED, '--client-id=other', '--jwks', 'a.json', '--issuer', 'https://a.example'];
    expect(readVerifyArguments([...args, '--now', '1800000000', '--json', 'a.b.c'], false)).toEqual({
      userPoolId: 'eu-west-1_A',
      clientIds: ['web', 'other'],
      tokenUse: 'access',
      jwks: 'a.json',
      issuer: 'https://a.example',
      now: 1_800_000_000_000,
      json: true,
      token: 'a.b.c',
    });
  });

  it('need nothing else than the pool, the client and the type of token', () => {
    expect(readVerifyArguments([...REQUIRED, 'a.b.c'], false)).toMatchObject({
      jwks: undefined,
      issuer: undefined,
      now: undefined,
      json: false,
    });
  });

  it('name the same client twice without harm', () => {
    const found = readVerifyArguments([...REQUIRED, '--client-id', 'web', 'a.b.c'], false);
    expect(found).toMatchObject({ clientIds: ['web'] });
  });

  it.each([
    ['-', false],
    ['-', true],
    [undefined, true],
  ])('ask for standard input: token %s, piped %s', (token, isPiped) => {
    const args = token === undefined ? REQUIRED : [...REQUIRED, token];
    expect(readVerifyArguments(args, isPiped)).toMatchObject({ token: undefined });
  });

  it('take the empty text for a token, which an unset variable makes', () => {
    expect(readVerifyArguments([...REQUIRED, ''], true)).toMatchObject({ token: '' });
  });

  it('ask for help, whatever else there is', () => {
    expect(readVerifyArguments(['--help'], false)).toBe('help');
  });

  it.each<[string, readonly string[]]>([
    ['There is no token', REQUIRED],
    ['2 tokens are given', [...REQUIRED, SECRET, SECRET]],
    ['--user-pool-id is missing', ['--client-id', 'web', '--token-use', 'id', SECRET]],
    ['--client-id is missing', ['--user-pool-id', 'eu-west-1_A', '--token-use', 'id', SECRET]],
    ['--token-use is missing', ['--user-pool-id', 'eu-west-1_A', '--client-id', 'web', SECRET]],
    [
      '--token-use is neither',
      ['--user-pool-id', 'eu-west-1_A', '--client-id', 'web', '--token-use', SECRET],
    ],
    ['--token-use is given more than once', [...REQUIRED, '--token-use', 'id', SECRET]],
    ['--now is not', [...REQUIRED, '--now', SECRET]],
    ['--now is not', [...REQUIRED, '--now', '1.5']],
    ['--jwks needs a value', [...REQUIRED, SECRET, '--jwks']],
    ['--jwks needs a value', [...REQUIRED, '--jwks=', SECRET]],
    ['--client-id needs a value', [...REQUIRED, '--client-id', '--json', SECRET]],
    ['--json takes no value', [...REQUIRED, `--json=${SECRET}`]],
    ['Argument 2 of castellan is no option', [`--${SECRET}`]],
    ['Argument 8 of castellan is no option', [...REQUIRED, `-${SECRET}`]],
    ['Argument 8 of castellan is no option', [...REQUIRED, '--__proto__', SECRET]],
  ])('are refused, and nothing of them is shown: %s', (message, args) => {
    let refusal: unknown;
    try {
      readVerifyArguments(args, false);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      name: 'UsageError',
      usage: expect.stringContaining('Usage: castellan verify'),
    });
    expect((refusal as Error).message).toContain(message);
    expect((refusal as Error).message).not.toContain(SECRET.slice(0, 9));
  });
});
