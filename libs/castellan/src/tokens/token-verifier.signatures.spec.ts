import { createHmac, createPublicKey, generateKeyPairSync, sign, type SignKeyObjectInput } from 'node:crypto';
import {
  accessClaims,
  CLIENT_ID,
  encode,
  LoopbackServer,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  serveKeys,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';

const key = makeKey('k1');
const stranger = makeKey('k1');
const server = new LoopbackServer(serveKeys(key.jwk));
const verifierOf = () =>
  new TokenVerifier({
    userPools: [
      { userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks: { keys: [key.jwk] } },
    ],
    clock: () => NOW * 1_000,
  });
const token = () => signToken(key, accessClaims());

beforeAll(() => server.start());
afterAll(() => server.stop());

describe('the signature of a token', () => {
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
