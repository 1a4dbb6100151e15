import { inspect } from 'node:util';
import { CastellanError } from '../errors/index.js';
import {
  accessClaims,
  CLIENT_ID,
  idClaims,
  ISSUER,
  machineClaims,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';
import type { TokenVerifierOptions } from './token-verifier-options.js';
import type { UserPoolOptions } from './user-pool.js';

const key = makeKey('k1');
const stranger = makeKey('k1');
const STAFF_POOL_ID = 'eu-west-1_Staff';
const STAFF_ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${STAFF_POOL_ID}`;
let now: number;

const customers: UserPoolOptions = {
  name: 'customers',
  userPoolId: POOL_ID,
  clientIds: [CLIENT_ID],
  tokenUse: 'access',
  jwks: { keys: [key.jwk] },
};
const staff: UserPoolOptions = { ...customers, name: 'staff', userPoolId: STAFF_POOL_ID, tokenUse: null };
const verifierOf = (options: Partial<TokenVerifierOptions> = {}) =>
  new TokenVerifier({ userPools: [customers, staff], clock: () => now, ...options });
const token = (overrides: Record<string, unknown> = {}) => signToken(key, accessClaims(overrides));

beforeEach(() => {
  now = NOW * 1_000;
});

describe('TokenVerifier', () => {
  it('turns the tokens of a pool into principals', async () => {
    const verifier = verifierOf();
    await expect(verifier.verify(token())).resolves.toMatchObject({
      kind: 'user',
      pool: 'customers',
      username: 'alice',
    });
    await expect(verifier.verify(signToken(key, machineClaims()))).resolves.toMatchObject({
      kind: 'machine',
    });
  });

  it.each([
    ['another pool', `${ISSUER}x`],
    ['another Region', ISSUER.replace('eu-west-1', 'us-east-1')],
    ['a slash at the end', `${ISSUER}/`],
    ['plain http', ISSUER.replace('https', 'http')],
    ['upper case', ISSUER.toUpperCase()],
    ['a prefix', ISSUER.slice(0, -1)],
    ['user information', ISSUER.replace('https://', 'https://cognito@')],
    ['an identity pool', 'https://cognito-identity.amazonaws.com'],
    ['an array', [ISSUER]],
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['__proto__', '__proto__'],
  ])('refuses an issuer that is %s', async (_, iss) => {
    expect(await refusal(verifierOf().verify(token({ iss })))).toBe('token_issuer_not_allowed');
  });

  it.each([
    undefined,
    null,
    1,
    true,
    {},
    [],
    Symbol('a'),
    Buffer.from('a'),
    () => 'a',
    { toString: () => token() },
  ])('refuses %p, which is no token', async (value) => {
    expect(await refusal(verifierOf().verify(value as string))).toBe('token_malformed');
  });

  it.each(['', 'a', 'a.b.c', '..', ' ', '\u0000', 'ü.ü.ü', '\ud800'])('refuses %j', async (text) => {
    expect(await refusal(verifierOf().verify(text))).toBe('token_malformed');
  });

  it('refuses a token that is too long before it looks at it', async () => {
    const long = token({ filler: 'a'.repeat(8_192) });
    expect(await refusal(verifierOf().verify(long))).toBe('token_too_large');
    expect(await refusal(verifierOf({ maxTokenLength: 65_536 }).verify(long))).toBe('accepted');
    expect(await refusal(verifierOf().verify('.'.repeat(10_000)))).toBe('token_too_large');
  });

  it('refuses every other spelling of a good token', async () => {
    const good = token();
    const verifier = verifierOf();
    await verifier.verify(good);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spellings = Array.from(alphabet, (last) => good.slice(0, -1) + last).filter(
      (text) => text !== good,
    );
    const variants = [
      ...spellings,
      `${good}=`,
      `${good}==`,
      ` ${good}`,
      `${good}\n`,
      good.replace('.', '=.'),
      `${good}.`,
    ];
    for (const variant of variants)
      expect(await refusal(verifier.verify(variant))).toMatch(/^token_(malformed|signature)/);
  });

  describe('time', () => {
    it('refuses a token from the very moment of exp', async () => {
      const verifier = verifierOf();
      now = (NOW + 3_600) * 1_000 - 1;
      expect(await refusal(verifier.verify(token()))).toBe('accepted');
      now += 1;
      expect(await refusal(verifier.verify(token()))).toBe('token_expired');
      expect(await refusal(verifierOf().verify(token()))).toBe('token_expired');
    });

    it('is as tolerant as configured', async () => {
      const verifier = verifierOf({ clockToleranceSeconds: 60 });
      now = (NOW + 3_659) * 1_000;
      expect(await refusal(verifier.verify(token()))).toBe('accepted');
      now += 1_000;
      expect(await refusal(verifier.verify(token()))).toBe('token_expired');
      now = (NOW - 60) * 1_000;
      expect(await refusal(verifier.verify(token()))).toBe('accepted');
      now -= 1;
      expect(await refusal(verifier.verify(token()))).toBe('token_not_yet_valid');
    });

    it('refuses a token of the future', async () => {
      expect(await refusal(verifierOf().verify(token({ nbf: NOW + 1 })))).toBe('token_not_yet_valid');
      expect(await refusal(verifierOf().verify(token({ iat: NOW + 1 })))).toBe('token_not_yet_valid');
    });

    it('refuses everything while the clock gives no number', async () => {
      now = NaN;
      expect(await refusal(verifierOf().verify(token()))).toBe('token_expired');
    });
  });

  describe('expectations', () => {
    it('narrows the pools', async () => {
      const verifier = verifierOf();
      for (const round of ['first', 'remembered']) {
        expect([round, await refusal(verifier.verify(token(), { pools: ['staff'] }))]).toEqual([
          round,
          'token_pool_not_allowed',
        ]);
        expect(await refusal(verifier.verify(token(), { pools: [] }))).toBe('token_pool_not_allowed');
        expect(await refusal(verifier.verify(token(), { pools: ['staff', 'customers'] }))).toBe('accepted');
        await expect(
          verifier.verify(token({ iss: STAFF_ISSUER }), { pools: ['staff'] }),
        ).resolves.toMatchObject({
          pool: 'staff',
          issuer: STAFF_ISSUER,
        });
      }
    });

    it('does not take a text for a list of pools', async () => {
      const pools = 'customers-and-more' as unknown as string[];
      expect(await refusal(verifierOf().verify(token(), { pools }))).toBe('token_pool_not_allowed');
    });

    it('replaces the type of token that the pool accepts', async () => {
      const verifier = verifierOf();
      const idToken = signToken(key, idClaims());
      for (const round of ['first', 'remembered']) {
        expect([round, await refusal(verifier.verify(idToken))]).toEqual([round, 'token_use_not_allowed']);
        expect(await refusal(verifier.verify(idToken, { tokenUse: 'id' }))).toBe('accepted');
        expect(await refusal(verifier.verify(token(), { tokenUse: 'id' }))).toBe('token_use_not_allowed');
        expect(await refusal(verifier.verify(token(), { tokenUse: 'access' }))).toBe('accepted');
      }
    });

    it('narrows a pool that accepts both types', async () => {
      const verifier = verifierOf();
      const idToken = signToken(key, idClaims({ iss: STAFF_ISSUER }));
      expect(await refusal(verifier.verify(idToken))).toBe('accepted');
      expect(await refusal(verifier.verify(idToken, { tokenUse: 'access' }))).toBe('token_use_not_allowed');
    });

    it('holds ID tokens to the clientIds of the pool', async () => {
      const idToken = signToken(key, idClaims({ aud: 'other' }));
      expect(await refusal(verifierOf().verify(idToken, { tokenUse: 'id' }))).toBe(
        'token_client_not_allowed',
      );
    });
  });

  it('fetches nothing where keys are pinned', async () => {
    let fetched = 0;
    const counting: typeof fetch = (...parameters) => {
      fetched += 1;
      return fetch(...parameters);
    };
    const verifier = verifierOf({ fetch: counting });
    await verifier.warmUp();
    expect(await refusal(verifier.verify(signToken({ ...key, kid: 'k2' }, accessClaims())))).toBe(
      'token_key_unknown',
    );
    expect(fetched).toBe(0);
    expect(verifier.keySets).toMatchObject([{ pinned: true, keyCount: 1 }, { pinned: true }]);
  });

  it('names its user pools', () => {
    expect(verifierOf().userPools).toEqual([
      { name: 'customers', userPoolId: POOL_ID, issuer: ISSUER },
      { name: 'staff', userPoolId: STAFF_POOL_ID, issuer: STAFF_ISSUER },
    ]);
  });

  it('keeps two verifiers with different pools apart', async () => {
    const other = verifierOf({ userPools: [{ ...customers, clientIds: ['other'] }] });
    expect(await refusal(verifierOf().verify(token()))).toBe('accepted');
    expect(await refusal(other.verify(token()))).toBe('token_client_not_allowed');
  });

  it('is not changed by what happens to its options afterwards', async () => {
    const clientIds = [CLIENT_ID];
    const userPools = [{ ...customers, clientIds }];
    const verifier = verifierOf({ userPools });
    clientIds.push('evil');
    userPools.push(staff as (typeof userPools)[number]);
    expect(await refusal(verifier.verify(token({ client_id: 'evil' })))).toBe('token_client_not_allowed');
    expect(await refusal(verifier.verify(token({ iss: STAFF_ISSUER })))).toBe('token_issuer_not_allowed');
  });

  it('refuses what was issued for another resource, remembered or not', async () => {
    const verifier = verifierOf({ resource: { identifier: 'https://api.example' } });
    const ours = token({ aud: 'https://api.example' });
    const theirs = token({ aud: 'https://other.example' });
    const outcomes = [ours, theirs, ours, theirs].map((text) => refusal(verifier.verify(text)));
    expect(await Promise.all(outcomes)).toEqual([
      'accepted',
      'token_audience_not_allowed',
      'accepted',
      'token_audience_not_allowed',
    ]);
    expect(await refusal(verifierOf().verify(theirs))).toBe('accepted');
    expect(verifier.resource).toMatchObject({ metadataPath: '/.well-known/oauth-protected-resource' });
    expect(verifierOf().resource).toBeUndefined();
  });

  it('tells the time it judges by', () => {
    expect(verifierOf().now()).toBe(NOW * 1_000);
  });

  it('shows nothing of a refused token, and nothing of it when it is printed itself', async () => {
    const verifier = verifierOf();
    const marked = { username: 's3cret', 'custom:a': 's3cret' };
    const refused = [
      token({ ...marked, client_id: 's3cret' }),
      token({ ...marked, iss: 's3cret' }),
      token({ ...marked, exp: NOW }),
      token({ ...marked, sub: ['s3cret'] }),
      signToken(stranger, accessClaims(marked)),
      signToken({ ...key, kid: 's3cret' }, accessClaims(marked)),
    ];
    for (const text of refused) {
      const error: unknown = await verifier.verify(text).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(CastellanError);
      const printed = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
      expect(printed).not.toContain('s3cret');
      for (const part of text.split('.')) expect(printed).not.toContain(part.slice(0, 20));
    }
    await verifier.verify(token(marked));
    expect(inspect(verifier, { depth: 10, showHidden: true }) + JSON.stringify(verifier)).not.toContain(
      's3cret',
    );
  });
});
