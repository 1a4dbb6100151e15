import { createHmac, createPublicKey, generateKeyPairSync, sign, type SignKeyObjectInput } from 'node:crypto';
import { inspect } from 'node:util';
import { CastellanError } from '../errors/index.js';
import {
  accessClaims,
  CLIENT_ID,
  encode,
  idClaims,
  ISSUER,
  LoopbackServer,
  machineClaims,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  serveKeys,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';
import type { TokenVerifierOptions } from './token-verifier-options.js';
import type { UserPoolOptions } from './user-pool.js';

const key = makeKey('k1');
const stranger = makeKey('k1');
const STAFF_POOL_ID = 'eu-west-1_Staff';
const STAFF_ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${STAFF_POOL_ID}`;
const server = new LoopbackServer(serveKeys(key.jwk));
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

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  now = NOW * 1_000;
  server.requests = 0;
  server.handler = serveKeys(key.jwk);
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

  describe('signatures', () => {
    it('refuses a token that another key signed under the same kid', async () => {
      expect(await refusal(verifierOf().verify(signToken(stranger, accessClaims())))).toBe(
        'token_signature_invalid',
      );
    });

    it('refuses changed claims', async () => {
      const [header, , signature] = token().split('.');
      const forged = `${header!}.${encode(accessClaims({ 'cognito:groups': ['admins'] }))}.${signature!}`;
      expect(await refusal(verifierOf().verify(forged))).toBe('token_signature_invalid');
    });

    it('refuses a changed header', async () => {
      const [, payload, signature] = token().split('.');
      const forged = `${encode({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${payload!}.${signature!}`;
      expect(await refusal(verifierOf().verify(forged))).toBe('token_signature_invalid');
    });

    it.each([
      ['nothing but zeros', Buffer.alloc(256)],
      ['nothing but ones', Buffer.alloc(256, 0xff)],
      ['one byte', Buffer.alloc(1, 1)],
      ['too long', Buffer.alloc(257, 1)],
      ['very long', Buffer.alloc(2_048, 1)],
    ])('refuses a signature that is %s', async (_, signature) => {
      const signed = token().split('.').slice(0, 2).join('.');
      expect(await refusal(verifierOf().verify(`${signed}.${encode(signature)}`))).toBe(
        'token_signature_invalid',
      );
    });

    it('refuses a signature with a byte in front or behind', async () => {
      const [header, payload, text] = token().split('.');
      const signature = Buffer.from(text!, 'base64url');
      for (const longer of [
        Buffer.concat([Buffer.alloc(1), signature]),
        Buffer.concat([signature, Buffer.alloc(1)]),
      ]) {
        expect(await refusal(verifierOf().verify(`${header!}.${payload!}.${encode(longer)}`))).toBe(
          'token_signature_invalid',
        );
      }
    });

    const publicKey = createPublicKey({ key: key.jwk, format: 'jwk' });
    it.each([
      ['its PEM', publicKey.export({ format: 'pem', type: 'spki' })],
      ['its PKCS1 PEM', publicKey.export({ format: 'pem', type: 'pkcs1' })],
      ['its DER', publicKey.export({ format: 'der', type: 'spki' })],
      ['its JWK', JSON.stringify(key.jwk)],
      ['its modulus', key.jwk.n!],
      ['nothing', ''],
    ])('refuses an HMAC keyed with %s', async (_, secret) => {
      for (const alg of ['HS256', 'RS256']) {
        const signed = `${encode({ alg, kid: 'k1' })}.${encode(accessClaims())}`;
        const forged = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
        expect(await refusal(verifierOf().verify(forged))).toBe(
          alg === 'HS256' ? 'token_algorithm_not_allowed' : 'token_signature_invalid',
        );
      }
    });

    it.each([
      ['RS512', 'RSA-SHA512', {}],
      ['RS384', 'RSA-SHA384', {}],
      ['PS256', 'RSA-SHA256', { padding: 6, saltLength: 32 }],
    ])('refuses %s by the right key, and under a false alg as well', async (alg, hash, padding) => {
      for (const claimed of [alg, 'RS256']) {
        const signed = `${encode({ alg: claimed, kid: 'k1' })}.${encode(accessClaims())}`;
        const options: SignKeyObjectInput = { key: key.privateKey, ...padding };
        const forged = `${signed}.${sign(hash, Buffer.from(signed), options).toString('base64url')}`;
        expect(await refusal(verifierOf().verify(forged))).toBe(
          claimed === alg ? 'token_algorithm_not_allowed' : 'token_signature_invalid',
        );
      }
    });

    it('refuses ES256 and EdDSA', async () => {
      const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      const ed = generateKeyPairSync('ed25519').privateKey;
      for (const [alg, hash, privateKey] of [
        ['ES256', 'sha256', ec],
        ['EdDSA', undefined, ed],
      ] as const) {
        const signed = `${encode({ alg, kid: 'k1' })}.${encode(accessClaims())}`;
        const forged = `${signed}.${sign(hash, Buffer.from(signed), privateKey).toString('base64url')}`;
        expect(await refusal(verifierOf().verify(forged))).toBe('token_algorithm_not_allowed');
      }
    });

    it('refuses an unsigned token, with or without the signature of another', async () => {
      const [, payload, signature] = token().split('.');
      for (const alg of ['none', 'None', 'nOnE']) {
        for (const end of ['', signature!]) {
          expect(await refusal(verifierOf().verify(`${encode({ alg, kid: 'k1' })}.${payload!}.${end}`))).toBe(
            'token_algorithm_not_allowed',
          );
        }
      }
    });

    it('makes no connection for a key the token brings along', async () => {
      const header = { alg: 'RS256', kid: 'k1' };
      const lures = [
        { jwk: stranger.jwk },
        { jku: `${server.origin}/jwks.json` },
        { x5u: `${server.origin}/cert` },
        { x5c: ['MII'] },
      ];
      for (const lure of lures) {
        const forged = signToken(stranger, accessClaims(), { ...header, ...lure });
        expect(await refusal(verifierOf().verify(forged))).toBe('token_header_not_allowed');
      }
      const forged = signToken(stranger, accessClaims({ iss: server.origin }));
      expect(await refusal(verifierOf().verify(forged))).toBe('token_issuer_not_allowed');
      expect(server.requests).toBe(0);
    });
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

  describe('with published keys', () => {
    const published = (): UserPoolOptions => ({
      name: 'customers',
      userPoolId: POOL_ID,
      clientIds: [CLIENT_ID],
      tokenUse: 'access',
      issuer: `${server.origin}/${POOL_ID}`,
    });
    const publishedToken = (overrides: Record<string, unknown> = {}, signer = key) =>
      signToken(signer, accessClaims({ iss: published().issuer, ...overrides }));
    const online = (options: Partial<TokenVerifierOptions> = {}) =>
      verifierOf({ userPools: [published()], ...options });

    it('loads the keys once for a thousand concurrent first requests', async () => {
      const verifier = online();
      const tokens = Array.from({ length: 1_000 }, (_, index) => publishedToken({ jti: String(index % 50) }));
      expect(new Set(await Promise.all(tokens.map((text) => refusal(verifier.verify(text)))))).toEqual(
        new Set(['accepted']),
      );
      expect(server.requests).toBe(1);
    });

    it('asks for no key for a token that is refused anyway', async () => {
      const verifier = online();
      const bad = [
        publishedToken({ exp: NOW }),
        publishedToken({ client_id: 'other' }),
        publishedToken({ token_use: 'id', aud: CLIENT_ID }),
        publishedToken({ sub: '' }),
        token(),
        'a.b.c',
      ];
      for (const text of bad) expect(await refusal(verifier.verify(text))).not.toBe('accepted');
      expect(server.requests).toBe(0);
    });

    it('says that it cannot tell while the keys cannot be had', async () => {
      server.handler = (_request, response) => response.writeHead(500).end();
      const verifier = online();
      expect(await refusal(verifier.verify(publishedToken()))).toBe('key_set_unavailable');
      expect(await refusal(verifier.warmUp())).toBe('key_set_unavailable');
    });

    it('loads all key sets beforehand', async () => {
      const verifier = online();
      await verifier.warmUp();
      expect(verifier.keySets).toMatchObject([{ pool: 'customers', keyCount: 1, loadedAt: now }]);
      expect(await refusal(verifier.verify(publishedToken()))).toBe('accepted');
      expect(server.requests).toBe(1);
    });

    it('refuses a remembered token once its key was removed', async () => {
      const verifier = online();
      const text = publishedToken();
      expect(await refusal(verifier.verify(text))).toBe('accepted');
      server.handler = serveKeys({ ...stranger.jwk, kid: 'k2' });
      now += 10 * 60_000;
      expect(await refusal(verifier.verify(text))).toBe('token_key_unknown');
    });

    it('refuses a remembered token once its kid means another key', async () => {
      const verifier = online();
      const text = publishedToken();
      expect(await refusal(verifier.verify(text))).toBe('accepted');
      server.handler = serveKeys(stranger.jwk);
      now += 10 * 60_000;
      expect(await refusal(verifier.verify(text))).toBe('token_signature_invalid');
    });

    it('remembers tokens across a refresh that changes nothing', async () => {
      const verifier = online();
      const text = publishedToken();
      const principal = await verifier.verify(text);
      now += 9 * 60_000;
      expect(await verifier.verify(text)).toBe(principal);
      while (verifier.keySets[0]!.loading) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(server.requests).toBe(2);
      expect(await verifier.verify(text)).toBe(principal);
    });

    it('refuses a token that expires while its key is waited for', async () => {
      server.handler = (request, response) => {
        now = (NOW + 3_600) * 1_000;
        serveKeys(key.jwk)(request, response);
      };
      expect(await refusal(online().verify(publishedToken()))).toBe('token_expired');
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
