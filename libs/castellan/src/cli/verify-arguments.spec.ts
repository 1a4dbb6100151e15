import { readVerifyArguments } from './verify-arguments.js';

const REQUIRED = ['--user-pool-id', 'eu-west-1_A', '--client-id', 'web', '--token-use', 'access'];
const SECRET = 'eyJzZWNyZXQiOiJzZWNyZXQifQ';

describe('the arguments of castellan verify', () => {
  it('are read', () => {
    const args = [...REQUIRED, '--client-id=other', '--jwks', 'a.json', '--issuer', 'https://a.example'];
    args.push('--issuer=https://b.example', '--resource=https://api.example', '--require-audience');
    args.push('--clock-tolerance', '30');
    expect(readVerifyArguments([...args, '--now', '1800000000', '--json', 'a.b.c'], false)).toEqual({
      userPoolId: 'eu-west-1_A',
      clientIds: ['web', 'other'],
      tokenUse: 'access',
      jwks: 'a.json',
      issuers: ['https://a.example', 'https://b.example'],
      resource: 'https://api.example',
      requireAudience: true,
      clockToleranceSeconds: 30,
      now: 1_800_000_000_000,
      json: true,
      token: 'a.b.c',
    });
  });

  it('need nothing else than the pool, the client and the type of token', () => {
    expect(readVerifyArguments([...REQUIRED, 'a.b.c'], false)).toMatchObject({
      jwks: undefined,
      issuers: [],
      resource: undefined,
      requireAudience: false,
      clockToleranceSeconds: 0,
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

  it('take both types of token by name', () => {
    const args = [...REQUIRED.slice(0, -1), 'any', 'a.b.c'];
    expect(readVerifyArguments(args, false)).toMatchObject({ tokenUse: null });
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
    ['--clock-tolerance is not', [...REQUIRED, '--clock-tolerance', '121', SECRET]],
    ['--clock-tolerance is not', [...REQUIRED, '--clock-tolerance=1m', SECRET]],
    ['--require-audience needs --resource', [...REQUIRED, '--require-audience', SECRET]],
    ['--client-id has a comma', [...REQUIRED, '--client-id', 'a,b', SECRET]],
    ['--client-id has a comma or a blank', [...REQUIRED, '--client-id', 'a b', SECRET]],
    [
      '--jwks takes a file and not an address',
      [...REQUIRED, '--jwks', 'https://a.example/jwks.json', SECRET],
    ],
    ['--jwks takes the name of a file', [...REQUIRED, '--jwks', '{"keys":[]}', SECRET]],
    ['--region is no option of verify.', [...REQUIRED, '--region', 'eu-west-1', SECRET]],
    [
      '--clientid is no option of verify. Did you mean --client-id?',
      [...REQUIRED, '--clientid', 'a', SECRET],
    ],
    ['castellan is no option of verify. Did you mean --user-pool-id?', ['--userPoolId', 'a', SECRET]],
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
