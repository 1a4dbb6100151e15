import { ConfigurationError } from '../errors/index.js';
import {
  accessClaims,
  CLIENT_ID,
  encode,
  LoopbackServer,
  makeKey,
  NOW,
  printedErrorOf,
  refusal,
  serveKeys,
  signToken,
} from './token-fixtures.spec-helper.js';
import { shortenTimeouts } from './short-timeouts.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';
import type { TokenVerifierOptions } from './token-verifier-options.js';
import type { UserPoolOptions } from './user-pool.js';
import type { ResolvePool } from './user-pool-resolver.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const key = makeKey('k1');
const stranger = makeKey('k1');
const jwks = { keys: [key.jwk] };
const server = new LoopbackServer(serveKeys(key.jwk));
let now: number;
let asked: string[];

const issuerOf = (id: string) => `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_${id}`;
const tenant = (id: string, overrides: Partial<UserPoolOptions> = {}): UserPoolOptions => ({
  name: `tenant ${id}`,
  userPoolId: `eu-west-1_${id}`,
  clientIds: [CLIENT_ID],
  tokenUse: 'access',
  jwks,
  ...overrides,
});
const tokenOf = (iss: string, overrides: Record<string, unknown> = {}, signer = key) =>
  signToken(signer, accessClaims({ iss, exp: NOW + 7_200, ...overrides }));
const verifierOf = (resolvePool: ResolvePool, options: Partial<TokenVerifierOptions> = {}) =>
  new TokenVerifier({
    userPools: [],
    clock: () => now,
    resolvePool: (issuer) => {
      asked.push(issuer);
      return resolvePool(issuer);
    },
    ...options,
  });
const tenantA: ResolvePool = (issuer) => (issuer === issuerOf('A') ? tenant('A') : undefined);

beforeAll(() => server.start());
afterAll(() => server.stop());
afterEach(() => jest.restoreAllMocks());
beforeEach(() => {
  now = NOW * SECOND;
  asked = [];
  server.requests = 0;
});

describe('resolvePool', () => {
  it('decides about the tokens of pools that are not configured', async () => {
    const verifier = verifierOf(tenantA);
    expect(await verifier.verify(tokenOf(issuerOf('A')))).toMatchObject({
      pool: 'tenant A',
      issuer: issuerOf('A'),
      groups: ['editors'],
    });
    expect(await refusal(verifier.verify(tokenOf(issuerOf('B'))))).toBe('token_issuer_not_allowed');
    expect(asked).toEqual([issuerOf('A'), issuerOf('B')]);
    expect(verifier).toMatchObject({ userPools: [], keySets: [], resolvesPools: true });
  });

  it('answers as well with a promise, and with the null of a database', async () => {
    const verifier = verifierOf(async (issuer) =>
      issuer === issuerOf('A') ? tenant('A') : (null as unknown as undefined),
    );
    expect(await refusal(verifier.verify(tokenOf(issuerOf('A'))))).toBe('accepted');
    expect(await refusal(verifier.verify(tokenOf(issuerOf('B'))))).toBe('token_issuer_not_allowed');
  });

  it('holds the tokens of such a pool to everything', async () => {
    const verifier = verifierOf(tenantA);
    const iss = issuerOf('A');
    expect(await refusal(verifier.verify(tokenOf(iss, {}, stranger)))).toBe('token_signature_invalid');
    expect(await refusal(verifier.verify(tokenOf(iss, { client_id: 'other' })))).toBe(
      'token_client_not_allowed',
    );
    expect(await refusal(verifier.verify(tokenOf(iss, { token_use: 'id', aud: CLIENT_ID })))).toBe(
      'token_use_not_allowed',
    );
    expect(await refusal(verifier.verify(tokenOf(iss, { exp: NOW })))).toBe('token_expired');
    expect(await refusal(verifier.verify(tokenOf(iss), { pools: ['tenant B'] }))).toBe(
      'token_pool_not_allowed',
    );
    expect(await refusal(verifier.verify(tokenOf(iss), { pools: ['tenant A'] }))).toBe('accepted');
  });

  it.each([
    undefined,
    7,
    ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A'],
    '',
    'https://idp.example/eu-west-1_A',
    'http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A',
    'https://cognito-idp.eu-west-1.amazonaws.com.example/eu-west-1_A',
    `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_${'A'.repeat(1_000)}`,
    '__proto__',
  ])('is not asked about %j, which no pool of Cognito has', async (iss) => {
    const verifier = verifierOf(() => tenant('A'));
    expect(await refusal(verifier.verify(tokenOf('', { iss })))).toBe('token_issuer_not_allowed');
    expect(asked).toEqual([]);
  });

  it('is not asked about configured pools, nor about tokens that cannot be read', async () => {
    const verifier = verifierOf(tenantA, { userPools: [tenant('C')] });
    expect(await refusal(verifier.verify(tokenOf(issuerOf('C'))))).toBe('accepted');
    expect(await refusal(verifier.verify('a.b.c'))).toBe('token_malformed');
    expect(asked).toEqual([]);
    expect(verifier.userPools).toMatchObject([{ name: 'tenant C' }]);
  });

  it('causes no fetch for an issuer that is not known', async () => {
    const fetched: unknown[] = [];
    const verifier = verifierOf(tenantA, {
      fetch: (address) => {
        fetched.push(address);
        return Promise.reject(new Error('there is no network'));
      },
    });
    expect(await refusal(verifier.verify(tokenOf(issuerOf('B'))))).toBe('token_issuer_not_allowed');
    expect(fetched).toEqual([]);
  });

  it('lets the keys of the pool be fetched from the address that belongs to its answer', async () => {
    const issuer = `${server.origin}/local_pool`;
    const verifier = verifierOf(() => ({
      userPoolId: 'local_pool',
      issuer,
      clientIds: [CLIENT_ID],
      tokenUse: 'access',
    }));
    expect(await refusal(verifier.verify(tokenOf(issuer)))).toBe('accepted');
    expect(await refusal(verifier.verify(tokenOf(issuer, { jti: 'another' })))).toBe('accepted');
    expect(server.requests).toBe(1);
    expect(asked).toEqual([issuer]);
  });

  it('is not asked about an emulator in production', async () => {
    const issuer = `${server.origin}/local_pool`;
    const pool = tenant('A', { userPoolId: 'local_pool', issuer, allowCustomIssuer: true });
    const verifier = verifierOf(() => pool, { environment: { NODE_ENV: 'production' } });
    expect(await refusal(verifier.verify(tokenOf(issuer)))).toBe('token_issuer_not_allowed');
    expect(asked).toEqual([]);
  });

  it('is asked once by a thousand requests at a time', async () => {
    const verifier = verifierOf(async (issuer) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return tenantA(issuer);
    });
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        refusal(verifier.verify(tokenOf(issuerOf(index % 2 === 0 ? 'A' : 'B'), { jti: String(index % 20) }))),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(500);
    expect(outcomes.filter((outcome) => outcome === 'token_issuer_not_allowed')).toHaveLength(500);
    expect(asked).toHaveLength(2);
  });

  it('is asked about a known pool every five minutes, and about an unknown one every ten seconds', async () => {
    const verifier = verifierOf(tenantA);
    for (let second = 0; second < 600; second += 1) {
      await verifier.verify(tokenOf(issuerOf('A')));
      await refusal(verifier.verify(tokenOf(issuerOf('B'))));
      now += SECOND;
    }
    expect(asked.filter((issuer) => issuer === issuerOf('A'))).toHaveLength(2);
    expect(asked.filter((issuer) => issuer === issuerOf('B'))).toHaveLength(60);
  });

  it('finds a pool that was added after ten seconds', async () => {
    const pools = new Map<string, UserPoolOptions>();
    const verifier = verifierOf((issuer) => pools.get(issuer));
    expect(await refusal(verifier.verify(tokenOf(issuerOf('A'))))).toBe('token_issuer_not_allowed');
    pools.set(issuerOf('A'), tenant('A'));
    now += 10 * SECOND;
    expect(await refusal(verifier.verify(tokenOf(issuerOf('A'))))).toBe('accepted');
  });

  it('refuses the remembered tokens of a pool that was taken away, five minutes later', async () => {
    const pools = new Map([[issuerOf('A'), tenant('A')]]);
    const verifier = verifierOf((issuer) => pools.get(issuer));
    const text = tokenOf(issuerOf('A'));
    await verifier.verify(text);
    pools.clear();
    now += 5 * MINUTE;
    expect(await refusal(verifier.verify(text))).toBe('token_issuer_not_allowed');
  });

  it('judges remembered tokens anew when the pool has changed', async () => {
    let pool = tenant('A');
    const verifier = verifierOf(() => pool);
    const text = tokenOf(issuerOf('A'));
    await verifier.verify(text);
    pool = tenant('A', { clientIds: ['another'] });
    now += 5 * MINUTE;
    expect(await refusal(verifier.verify(text))).toBe('token_client_not_allowed');
  });

  it('keeps what it knows of a pool that has not changed', async () => {
    const verifier = verifierOf(tenantA);
    const text = tokenOf(issuerOf('A'));
    const principal = await verifier.verify(text);
    now += 5 * MINUTE;
    // Another token of the pool has it looked up; the remembered one still stands.
    await verifier.verify(tokenOf(issuerOf('A'), { jti: 'another' }));
    expect(await verifier.verify(text)).toBe(principal);
    expect(asked).toHaveLength(2);
  });

  it('keeps tenants while made-up issuers come by the thousand', async () => {
    const verifier = verifierOf(tenantA, { maxCachedTokens: 0 });
    await verifier.verify(tokenOf(issuerOf('A')));
    const header = encode({ kid: key.kid, alg: 'RS256' });
    for (let i = 0; i < 6_000; i += 1) {
      const claims = accessClaims({ iss: issuerOf(`B${i}`) });
      await refusal(verifier.verify(`${header}.${encode(claims)}.AA`));
    }
    const before = asked.length;
    await verifier.verify(tokenOf(issuerOf('A')));
    expect(asked).toHaveLength(before);
  });

  it('accepts each issuer of a pool with several, and gives the one of the token', async () => {
    const updated = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A';
    const verifier = verifierOf(() => tenant('A', { issuer: [issuerOf('A'), updated] }));
    expect(await verifier.verify(tokenOf(updated))).toMatchObject({ pool: 'tenant A', issuer: updated });
    expect(await verifier.verify(tokenOf(issuerOf('A')))).toMatchObject({ issuer: issuerOf('A') });
  });
});

describe('resolvePool that fails', () => {
  it.each<[string, ResolvePool]>([
    [
      'throws',
      () => {
        throw new Error('the database is down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the database is down'))],
  ])('and %s is an outage, not a bad token', async (_, resolvePool) => {
    const verifier = verifierOf(resolvePool);
    await expect(verifier.verify(tokenOf(issuerOf('A')))).rejects.toMatchObject({
      code: 'pool_unavailable',
      httpStatus: 503,
      retryAfterSeconds: 1,
      name: 'UserPoolUnavailableError',
    });
  });

  it('grants nothing to a pool that was known', async () => {
    let isDown = false;
    const verifier = verifierOf((issuer) => {
      if (isDown) throw new Error('the database is down');
      return tenantA(issuer);
    });
    const text = tokenOf(issuerOf('A'));
    await verifier.verify(text);
    isDown = true;
    now += 5 * MINUTE;
    expect(await refusal(verifier.verify(text))).toBe('pool_unavailable');
    isDown = false;
    now += SECOND;
    expect(await refusal(verifier.verify(text))).toBe('accepted');
  });

  it('is asked once a second', async () => {
    const verifier = verifierOf(() => Promise.reject(new Error('the database is down')));
    for (let i = 0; i < 100; i += 1) {
      expect(await refusal(verifier.verify(tokenOf(issuerOf('A'))))).toBe('pool_unavailable');
      now += 100;
    }
    expect(asked).toHaveLength(10);
  });

  it('is given up after three seconds', async () => {
    const verifier = verifierOf(() => new Promise(() => undefined));
    const timeouts = shortenTimeouts(3_000);
    expect(await refusal(verifier.verify(tokenOf(issuerOf('A'))))).toBe('pool_unavailable');
    expect(timeouts.started()).toBe(1);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'something else',
      'tenant A',
      /^the answer of resolvePool: found a string\. Write an object with the options/,
    ],
    [
      'a pool without its checks',
      { userPoolId: 'eu-west-1_A' },
      /^the answer of resolvePool\.clientIds: found undefined/,
    ],
    [
      'a name that is taken',
      tenant('A', { name: 'staff' }),
      /^resolvePool calls the user pool eu-west-1_A staff, as one/,
    ],
    [
      'the name of no pool',
      tenant('A', { name: '(none)' }),
      /^the answer of resolvePool\.name: found "\(none\)"/,
    ],
  ])('because it answers with %s is a fault of the application', async (_, answer, message) => {
    const verifier = verifierOf(() => answer as UserPoolOptions, {
      userPools: [tenant('C', { name: 'staff' })],
    });
    const verified = verifier.verify(tokenOf(issuerOf('A')));
    await expect(verified).rejects.toThrow(ConfigurationError);
    await expect(verified).rejects.toThrow(message);
  });

  it('because its answer throws when it is read is a fault of the application', async () => {
    const answer = {
      get userPoolId(): string {
        throw new Error('the session of the database is closed');
      },
    };
    const verified = verifierOf(() => answer as UserPoolOptions).verify(tokenOf(issuerOf('A')));
    await expect(verified).rejects.toThrow(ConfigurationError);
    await expect(verified).rejects.toThrow('The answer of resolvePool cannot be read.');
  });

  it('prints no token', async () => {
    const text = tokenOf(issuerOf('A'));
    const verifier = verifierOf(() => Promise.reject(new Error('the database is down')));
    const printed = await printedErrorOf(() => verifier.verify(text));
    expect(printed).toContain('the database is down');
    expect(printed).toContain(`resolvePool failed for ${issuerOf('A')},`);
    for (const part of text.split('.')) expect(printed).not.toContain(part);
  });
});

describe('an answer of resolvePool that is about another pool', () => {
  it('refuses the token, and warns', async () => {
    const warnings: string[] = [];
    const verifier = verifierOf(() => tenant('A'), { onWarning: (warning) => warnings.push(warning) });
    expect(await refusal(verifier.verify(tokenOf(issuerOf('B'))))).toBe('token_issuer_not_allowed');
    expect(await refusal(verifier.verify(tokenOf(issuerOf('B'))))).toBe('token_issuer_not_allowed');
    expect(warnings).toEqual([
      `resolvePool was asked about ${issuerOf('B')} and answered with user pool eu-west-1_A, which has the issuer ` +
        `${issuerOf('A')}. The token is refused. If the issuer is one of this pool, add it to its issuer option; if ` +
        'not, answer undefined.',
    ]);
    expect(await refusal(verifier.verify(tokenOf(issuerOf('A'))))).toBe('accepted');
  });

  it('refuses the token as well where the warning cannot be written', async () => {
    const verifier = verifierOf(() => tenant('A'), {
      onWarning: () => {
        throw new Error('the disk is full');
      },
    });
    expect(await refusal(verifier.verify(tokenOf(issuerOf('B'))))).toBe('token_issuer_not_allowed');
  });
});

describe('the bound of maxResolvedPools', () => {
  const local = (id: string) => `${server.origin}/${id}`;
  const ids = Array.from({ length: 6 }, (_, index) => `local_${index}`);
  const fetching: ResolvePool = (issuer) => {
    const userPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
    return { userPoolId, issuer, clientIds: [CLIENT_ID], tokenUse: 'access' };
  };
  const forged = (id: string) => tokenOf(local(id), {}, stranger);

  it('forgets those without a good token first, however often bad ones name them', async () => {
    const verifier = verifierOf(fetching, { maxResolvedPools: 2 });
    const [first = '', second = '', ...others] = ids;
    for (const id of [first, second])
      expect(await refusal(verifier.verify(tokenOf(local(id))))).toBe('accepted');
    expect({ asked: asked.length, fetched: server.requests }).toEqual({ asked: 2, fetched: 2 });

    for (let round = 0; round < 2; round += 1) {
      for (const id of others) {
        expect(await refusal(verifier.verify(forged(id)))).toBe('token_signature_invalid');
      }
    }
    asked = [];
    server.requests = 0;
    for (const id of [first, second]) {
      expect(await refusal(verifier.verify(tokenOf(local(id), { jti: 'new' })))).toBe('accepted');
      expect(await refusal(verifier.verify(forged(id)))).toBe('token_signature_invalid');
    }
    expect({ asked, fetched: server.requests }).toEqual({ asked: [], fetched: 0 });
  });

  it('counts good tokens, remembered ones too, and no bad ones as use', async () => {
    const verifier = verifierOf(fetching, { maxResolvedPools: 2 });
    const [first = '', second = '', third = ''] = ids;
    const token = tokenOf(local(first));
    await verifier.verify(token);
    await verifier.verify(tokenOf(local(second)));
    verifier.remembered(token);
    for (let attempt = 0; attempt < 3; attempt += 1) await refusal(verifier.verify(forged(second)));
    await verifier.verify(tokenOf(local(third)));
    asked = [];
    expect(verifier.remembered(token)).toMatchObject({ issuer: local(first) });
    expect(await refusal(verifier.verify(tokenOf(local(second), { jti: 'new' })))).toBe('accepted');
    expect(asked).toEqual([local(second)]);
  });

  it('lets no tenant lose the limits on its fetches to forged tokens of all the others', async () => {
    const verifier = verifierOf(fetching, { maxResolvedPools: ids.length });
    for (const id of ids) await verifier.verify(tokenOf(local(id)));
    asked = [];
    server.requests = 0;
    for (let round = 0; round < 3; round += 1)
      for (const id of ids) await refusal(verifier.verify(forged(id)));
    expect({ asked, fetched: server.requests }).toEqual({ asked: [], fetched: 0 });
  });

  it.each([0, 1.5, 1_000_001, '10'])('cannot be %p', (maxResolvedPools) => {
    expect(() => verifierOf(fetching, { maxResolvedPools: maxResolvedPools as number })).toThrow(
      /^maxResolvedPools: found .* from 1 to 1000000\.$/,
    );
  });
});

describe('TokenVerifier without configured pools', () => {
  it('needs a resolver', () => {
    expect(() => new TokenVerifier({ userPools: [] })).toThrow(
      'userPools: found an empty array. Write an array with at least one user pool.',
    );
    expect(() => verifierOf(tenantA, { userPools: undefined as never })).toThrow(
      'userPools: found undefined',
    );
    expect(() => new TokenVerifier({ userPools: [], resolvePool: 'no' as never })).toThrow(
      'resolvePool: found a string. Write a function, or leave it out.',
    );
  });

  it('has nothing to load beforehand', async () => {
    await expect(verifierOf(tenantA).warmUp()).resolves.toBeUndefined();
    expect(asked).toEqual([]);
  });
});
