import { ConfigurationError } from '../errors/index.js';
import { CLIENT_ID, ISSUER, makeKey, POOL_ID } from './token-fixtures.spec-helper.js';
import { readUserPools } from './user-pool.js';

const key = makeKey('k1');
const GOOD = { userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access' };
const read = (overrides: Record<string, unknown> = {}) => readUserPools([{ ...GOOD, ...overrides }])[0]!;
const faultOf = (options: unknown): string => {
  try {
    readUserPools(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('readUserPools', () => {
  it('takes the issuer, the key address and the name from the user pool ID', () => {
    expect(read()).toMatchObject({
      name: POOL_ID,
      userPoolId: POOL_ID,
      issuer: ISSUER,
      jwksUri: `${ISSUER}/.well-known/jwks.json`,
      clientIds: new Set([CLIENT_ID]),
      tokenUse: 'access',
      pinnedKeys: undefined,
    });
  });

  it.each([
    ['us-east-1_a', 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a'],
    ['ap-southeast-12_a', 'https://cognito-idp.ap-southeast-12.amazonaws.com/ap-southeast-12_a'],
    ['us-gov-west-1_a', 'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_a'],
    ['cn-north-1_a', 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a'],
    ['eusc-de-east-1_a', 'https://cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_a'],
  ])('knows the partition of %s', (userPoolId, issuer) => {
    expect(read({ userPoolId }).issuer).toBe(issuer);
  });

  it.each(['local_pool1', 'us-iso-east-1_a', 'us-isob-east-1_a', 'nowhere_a'])(
    'wants the issuer to be written where the Region of %s is not known',
    (userPoolId) => {
      expect(faultOf([{ ...GOOD, userPoolId }])).toMatch(
        /^userPools\[0\]\.userPoolId: found "\S+", which does not begin with a known AWS Region\. Write REGION_ID/,
      );
      expect(read({ userPoolId, issuer: `https://idp.example/${userPoolId}` }).userPoolId).toBe(userPoolId);
    },
  );

  it.each([
    'https://idp.example',
    'https://idp.example/pool',
    'https://idp.example:8443/pool',
    'http://localhost:9229/local_pool',
    'http://127.0.0.1:9229/local_pool',
    'http://[::1]:9229/local_pool',
  ])('accepts the issuer %s', (issuer) => {
    expect(read({ issuer })).toMatchObject({ issuer, jwksUri: `${issuer}/.well-known/jwks.json` });
  });

  it.each([
    'https://idp.example/',
    'https://idp.example/pool/',
    'http://idp.example/pool',
    'http://127.0.0.1.example/pool',
    'http://localhost.example/pool',
    'http://0.0.0.0:9229/pool',
    'ftp://127.0.0.1/pool',
    'file:///etc/passwd',
    'HTTPS://idp.example/pool',
    'https://IDP.example/pool',
    'https://idp.example:443/pool',
    'https://idp.example/a/../pool',
    ' https://idp.example/pool',
    'https:\\\\idp.example\\pool',
    'idp.example/pool',
    '',
    'https://idp.example/pool?',
    'https://idp.example/pool?a=b',
    'https://idp.example/pool#',
    'https://idp.example/pool#a',
    'https://user@idp.example/pool',
    'https://user:password@idp.example/pool',
    1,
    null,
    ['https://idp.example'],
  ])('refuses the issuer %j', (issuer) => {
    expect(faultOf([{ ...GOOD, issuer }])).toMatch(
      /^userPools\[0\]\.issuer: found .+\. Write an https address/,
    );
  });

  it('does not show what stands in an issuer with a user name or a query', () => {
    expect(faultOf([{ ...GOOD, issuer: 'https://user:s3cret@idp.example' }])).not.toContain('s3cret');
    expect(faultOf([{ ...GOOD, issuer: 'https://idp.example?key=s3cret' }])).not.toContain('s3cret');
  });

  it.each([
    [undefined, 'userPools: found undefined. Write an array with at least one user pool.'],
    [[], 'userPools: found an empty array. Write an array with at least one user pool.'],
    [{}, 'userPools: found an object. Write an array with at least one user pool.'],
    [
      [null],
      'userPools[0]: found null. Write an object with the options name, userPoolId, clientIds, tokenUse, issuer, jwks.',
    ],
    [[[]], expect.stringContaining('userPools[0]: found an empty array.')],
    [
      [{ ...GOOD, clientId: 'a' }],
      'userPools[0]: found "clientId", which is no option. Write one of name, userPoolId, clientIds, tokenUse, issuer, jwks.',
    ],
    [
      [{ ...GOOD, userPoolId: undefined }],
      'userPools[0].userPoolId: found undefined. Write the ID of the user pool, such as "eu-west-1_AbCdEfGhI".',
    ],
    [
      [{ ...GOOD, userPoolId: '' }],
      expect.stringContaining('userPools[0].userPoolId: found an empty string'),
    ],
    [[{ ...GOOD, userPoolId: 7 }], expect.stringContaining('userPools[0].userPoolId: found 7')],
    [[{ ...GOOD, userPoolId: 'eu-west-1:1f2e' }], expect.stringContaining('found "eu-west-1:1f2e"')],
    [[{ ...GOOD, userPoolId: 'eu-west-1_a/b' }], expect.stringContaining('userPools[0].userPoolId')],
    [
      [{ ...GOOD, clientIds: undefined }],
      'userPools[0].clientIds: found undefined. Write an array with the IDs of the app clients, or null to accept every client of the pool.',
    ],
    [[{ ...GOOD, clientIds: [] }], expect.stringContaining('userPools[0].clientIds: found an empty array')],
    [[{ ...GOOD, clientIds: 'web' }], expect.stringContaining('userPools[0].clientIds: found a string')],
    [
      [{ ...GOOD, clientIds: ['web', undefined] }],
      expect.stringContaining('userPools[0].clientIds[1]: found undefined'),
    ],
    [
      [{ ...GOOD, clientIds: [''] }],
      expect.stringContaining('userPools[0].clientIds[0]: found an empty string'),
    ],
    [[{ ...GOOD, clientIds: ['web', 'web'] }], expect.stringContaining('userPools[0].clientIds[1]')],
    [[{ ...GOOD, tokenUse: undefined }], expect.stringContaining('userPools[0].tokenUse: found undefined')],
    [
      [{ ...GOOD, tokenUse: 'acces' }],
      `userPools[0].tokenUse: found "acces". Write 'access', 'id', or null to accept both.`,
    ],
    [[{ ...GOOD, tokenUse: ['access'] }], expect.stringContaining('userPools[0].tokenUse: found an array')],
    [[{ ...GOOD, name: '' }], expect.stringContaining('userPools[0].name: found an empty string')],
    [[{ ...GOOD, name: 1 }], expect.stringContaining('userPools[0].name: found a number')],
    [[{ ...GOOD, jwks: [] }], expect.stringContaining('userPools[0].jwks.keys: found undefined')],
    [[{ ...GOOD, jwks: null }], expect.stringContaining('userPools[0].jwks.keys: found undefined')],
    [[{ ...GOOD, jwks: 'a' }], expect.stringContaining('userPools[0].jwks.keys: found undefined')],
    [
      [{ ...GOOD, jwks: { keys: [] } }],
      expect.stringContaining('userPools[0].jwks.keys: found an empty array'),
    ],
    [
      [{ ...GOOD, jwks: { keys: [key.jwk, { ...key.jwk, kid: 'k2', use: 'enc' }] } }],
      'userPools[0].jwks.keys[1]: found a key that cannot be used, because its use is not sig. Write only public RSA keys that sign with RS256.',
    ],
    [
      [GOOD, GOOD],
      `userPools[1].name: found "${POOL_ID}", the name of userPools[0] as well. Write a name that no other pool has.`,
    ],
    [
      [GOOD, { ...GOOD, name: 'again' }],
      'userPools[1]: found the issuer of userPools[0]. Write each user pool once, with all of its clientIds.',
    ],
  ])('says what is wrong with %j', (options, message) => {
    expect(faultOf(options)).toEqual(message);
  });

  it('names the pool that is wrong', () => {
    expect(faultOf([GOOD, { ...GOOD, userPoolId: 'eu-west-1_other', tokenUse: 1 }])).toContain(
      'userPools[1].tokenUse',
    );
  });

  it('accepts every client and both types of token only where null is written by hand', () => {
    expect(read({ clientIds: null, tokenUse: null })).toMatchObject({ clientIds: null, tokenUse: null });
  });

  it('keeps pinned keys by their kid', () => {
    expect([...read({ jwks: { keys: [key.jwk] } }).pinnedKeys!.keys()]).toEqual(['k1']);
  });

  it('copies the options and leaves them as they are', () => {
    const options = Object.freeze({
      ...GOOD,
      clientIds: ['web'],
      jwks: Object.freeze({ keys: Object.freeze([Object.freeze({ ...key.jwk })]) }),
    });
    const [pool] = readUserPools(Object.freeze([options]));
    options.clientIds.push('evil');
    expect(pool!.clientIds).toEqual(new Set(['web']));
    expect(Object.isFrozen(pool)).toBe(true);
  });
});
