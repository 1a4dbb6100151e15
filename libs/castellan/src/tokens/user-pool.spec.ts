import { ConfigurationError } from '../errors/index.js';
import { CLIENT_ID, ISSUER, makeKey, POOL_ID, readPools } from './token-fixtures.spec-helper.js';
import { isSamePool, NO_POOL, readUserPools, seenThrough } from './user-pool.js';

const key = makeKey('k1');
const GOOD = { userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access' };
const read = (overrides: Record<string, unknown> = {}) => readPools([{ ...GOOD, ...overrides }])[0]!;
const faultOf = (options: unknown): string => {
  try {
    readPools(options);
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
      'userPools[0]: found null. Write an object with the options name, userPoolId, clientIds, tokenUse, issuer, allowCustomIssuer, jwks, endpoint.',
    ],
    [[[]], expect.stringContaining('userPools[0]: found an empty array.')],
    [
      [{ ...GOOD, clientId: 'a' }],
      'userPools[0]: found "clientId", which is no option. Write one of name, userPoolId, clientIds, tokenUse, issuer, allowCustomIssuer, jwks, endpoint.',
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
    [[{ ...GOOD, name: NO_POOL }], 'userPools[0].name: found "(none)". Write another name.'],
    [
      [{ ...GOOD, allowCustomIssuer: 'yes' }],
      'userPools[0].allowCustomIssuer: found "yes". Write true or false, or leave it out.',
    ],
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
    const [pool] = readPools(Object.freeze([options]));
    options.clientIds.push('evil');
    expect(pool!.clientIds).toEqual(new Set(['web']));
    expect(Object.isFrozen(pool)).toBe(true);
  });
});

describe('several issuers', () => {
  const UPDATED = `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`;

  it('are those of one pool, the first being the one it is known by', () => {
    const pool = read({ issuer: [ISSUER, UPDATED] });
    expect(pool).toMatchObject({ issuer: ISSUER, issuers: [ISSUER, UPDATED] });
    expect(pool.issuers.map((issuer) => seenThrough(pool, issuer))).toMatchObject([
      { name: POOL_ID, issuer: ISSUER, jwksUri: `${ISSUER}/.well-known/jwks.json` },
      { name: POOL_ID, issuer: UPDATED, jwksUri: `${UPDATED}/.well-known/jwks.json` },
    ]);
  });

  it.each([
    [[], 'userPools[0].issuer: found an empty array. Write at least one issuer.'],
    [[ISSUER, ISSUER], 'userPools[0].issuer[1]: found an issuer that is in the list already.'],
    [[ISSUER, 'http://idp.example'], 'userPools[0].issuer[1]: found "http://idp.example".'],
    [[[ISSUER]], 'userPools[0].issuer[0]: found an array.'],
  ])('are refused when they are %j', (issuer, message) => {
    expect(faultOf([{ ...GOOD, issuer }])).toContain(message);
  });

  it('belong to no second pool', () => {
    const other = { ...GOOD, name: 'other', issuer: ['https://idp.example', UPDATED] };
    expect(faultOf([{ ...GOOD, issuer: [ISSUER, UPDATED] }, other])).toBe(
      'userPools[1]: found the issuer of userPools[0]. Write each user pool once, with all of its clientIds.',
    );
  });
});

describe('the issuer of another pool of Cognito', () => {
  const warningsOf = (issuer: string | readonly string[]) => {
    const warnings: string[] = [];
    const warn = (warning: string) => warnings.push(warning);
    readUserPools([{ ...GOOD, issuer }], { production: false, mayBeEmpty: false, warn });
    return warnings;
  };

  it('is warned of, because a copied line lets in the users of another pool', () => {
    const other = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other';
    expect(warningsOf([ISSUER, other])).toEqual([
      expect.stringMatching(/^userPools\[0\]\.issuer: .*eu-west-1_Other is the issuer of another user pool/),
    ]);
  });

  it.each([ISSUER, ISSUER.replace('//', '//issuer-'), 'http://127.0.0.1:9330/eu-west-1_Other'])(
    'is not %s',
    (issuer) => expect(warningsOf(issuer)).toEqual([]),
  );
});

describe('in production', () => {
  const production = (overrides: Record<string, unknown>) => () =>
    readUserPools([{ ...GOOD, ...overrides }], { production: true, mayBeEmpty: false });

  it.each([
    [POOL_ID, undefined],
    [POOL_ID, ISSUER],
    [POOL_ID, `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`],
    ['cn-north-1_a', 'https://issuer-cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a'],
    ['eusc-de-east-1_a', 'https://cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_a'],
  ])('the pool %s may have the issuer %s', (userPoolId, issuer) => {
    expect(production({ userPoolId, ...(issuer !== undefined && { issuer }) })).not.toThrow();
  });

  it.each([
    `http://127.0.0.1:9330/${POOL_ID}`,
    `https://idp.example/${POOL_ID}`,
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other',
    `https://cognito-idp.us-east-1.amazonaws.com/${POOL_ID}`,
    `https://cognito-idp.eu-west-1.amazonaws.com.example/${POOL_ID}`,
    `https://issuer.cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`,
  ])('the issuer %s has to be allowed by name', (issuer) => {
    expect(production({ issuer })).toThrow(
      `userPools[0].issuer: found ${JSON.stringify(issuer)}, which is not an issuer of Cognito for ${POOL_ID}, in ` +
        'production. Write no issuer at all, or allowCustomIssuer: true beside it if it is meant.',
    );
    expect(production({ issuer: [ISSUER, issuer] })).toThrow(ConfigurationError);
    expect(production({ issuer, allowCustomIssuer: false })).toThrow(ConfigurationError);
    expect(production({ issuer, allowCustomIssuer: true })).not.toThrow();
  });
});

describe('isSamePool', () => {
  const other = makeKey('k1');
  const JWKS = { keys: [key.jwk] };

  it('knows equal options', () => {
    expect(isSamePool(read(), read())).toBe(true);
    expect(isSamePool(read({ jwks: JWKS }), read({ jwks: { keys: [{ ...key.jwk }] } }))).toBe(true);
    expect(isSamePool(read({ clientIds: null }), read({ clientIds: null }))).toBe(true);
    expect(isSamePool(read({ clientIds: ['a', 'b'] }), read({ clientIds: ['b', 'a'] }))).toBe(true);
  });

  it.each([
    { name: 'other' },
    { userPoolId: 'eu-west-1_Other', issuer: ISSUER },
    { issuer: 'https://idp.example' },
    { tokenUse: null },
    { clientIds: null },
    { clientIds: ['other'] },
    { clientIds: [CLIENT_ID, 'other'] },
    { jwks: JWKS },
    { endpoint: 'https://idp.example' },
  ])('knows %j from the rest', (overrides) => {
    expect(isSamePool(read(), read(overrides))).toBe(false);
    expect(isSamePool(read(overrides), read())).toBe(false);
  });

  it('compares pinned keys by their numbers', () => {
    expect(isSamePool(read({ jwks: JWKS }), read({ jwks: { keys: [other.jwk] } }))).toBe(false);
  });
});
