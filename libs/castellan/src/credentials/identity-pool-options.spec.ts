import { ConfigurationError } from '../errors/index.js';
import { type IdentityPoolOptions, resolveIdentityPoolOptions } from './identity-pool-options.js';

const identityPoolId = 'eu-west-1:11111111-2222-4333-8444-555555555555';

/** As an application without types, or with unset environment variables, would give them. */
const resolve = (options: unknown) => resolveIdentityPoolOptions(options as IdentityPoolOptions);

describe('identity pool options', () => {
  it('take the Region from the ID and fill in the rest', () => {
    expect(resolve({ identityPoolId })).toMatchObject({
      identityPoolId,
      region: 'eu-west-1',
      endpoint: undefined,
      accountId: undefined,
      maxIdentities: 10_000,
      timeoutMilliseconds: 5_000,
      decidingClaims: [],
      guests: false,
      strategy: { kind: 'enhanced', roles: new Map(), defaultRole: undefined },
    });
  });

  it.each(['us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'us-iso-east-1', 'ap-southeast-7'])(
    'know the Region %s',
    (region) => {
      expect(resolve({ identityPoolId: identityPoolId.replace('eu-west-1', region) }).region).toBe(region);
    },
  );

  it.each([
    undefined,
    null,
    '',
    7,
    [],
    {},
    'my-pool',
    'eu-west-1_AbCdEfGhI',
    '11111111-2222-4333-8444-555555555555',
    'EU-WEST-1:11111111-2222-4333-8444-555555555555',
    'eu-west-1:11111111-2222-4333-8444-55555555555',
    `arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/${identityPoolId}`,
    `${identityPoolId}\n`,
  ])('refuse %p as an ID and say what to write', (value) => {
    expect(() => resolve({ identityPoolId: value })).toThrow(ConfigurationError);
    expect(() => resolve({ identityPoolId: value })).toThrow(
      /^identityPool\.identityPoolId: found .+\. Write the ID the console shows, REGION:UUID/s,
    );
  });

  it.each([
    'https://cognito.example',
    'http://127.0.0.1:9229',
    'http://127.9.9.9',
    'http://[::1]:1',
    'http://localhost:9229',
  ])('take the endpoint %s', (endpoint) => {
    expect(resolve({ identityPoolId, endpoint }).endpoint).toBe(endpoint);
  });

  it.each([
    '',
    'cognito.example',
    'http://cognito.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'ftp://127.0.0.1',
    'https://user@cognito.example',
    'https://:word@cognito.example',
    'https://cognito.example/?a=b',
    'https://cognito.example/#a',
    null,
    9229,
  ])('refuse the endpoint %p, where secrets must not go', (endpoint) => {
    expect(() => resolve({ identityPoolId, endpoint })).toThrow(
      /^identityPool\.endpoint: found .+ Write an https: URL/,
    );
  });

  it('show no password of an address', () => {
    const endpoint = 'https://user:SENTINEL@cognito.example';
    expect(() => resolve({ identityPoolId, endpoint })).toThrow('found an address with an @ in it');
    expect(() => resolve({ identityPoolId, endpoint })).not.toThrow(/SENTINEL/);
  });

  it.each(['', '12345678901', '1234567890123', 123456789012, 'abcdefghijkl'])(
    'refuse %p as an account',
    (accountId) => {
      expect(() => resolve({ identityPoolId, accountId })).toThrow(
        /^identityPool\.accountId: found .+ Write twelve digits/,
      );
    },
  );

  it.each(['maxIdentities', 'timeoutMilliseconds'])('refuse a %s that bounds nothing', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10_000_000, '100', null, true]) {
      expect(() => resolve({ identityPoolId, [name]: value })).toThrow(
        new RegExp(`^identityPool\\.${name}: found .+ Write a whole number from`),
      );
    }
  });

  it('take what is given', () => {
    expect(
      resolve({ identityPoolId, accountId: '123456789012', maxIdentities: 7, timeoutMilliseconds: 900 }),
    ).toMatchObject({ accountId: '123456789012', maxIdentities: 7, timeoutMilliseconds: 900 });
  });

  it('refuse names they do not know', () => {
    expect(() => resolve({ identityPoolId, roleArn: 'arn' })).toThrow(
      'identityPool: found "roleArn", which is no option. Write one of identityPoolId, endpoint, accountId',
    );
  });

  it.each([undefined, null, [], identityPoolId])('refuse %p in place of an object', (value) => {
    expect(() => resolve(value)).toThrow(/^identityPool: found .+ Write an object/);
  });
});
