import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { selectSigningKeys, toSigningKey } from './signing-keys.js';
import { makeKey } from './token-fixtures.spec-helper.js';

const good = makeKey('good');
const other = makeKey('other');
const uint = (value: bigint) => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
};
const n = BigInt(`0x${Buffer.from(other.jwk.n!, 'base64url').toString('hex')}`);

describe('selectSigningKeys', () => {
  it('uses the keys Cognito publishes', () => {
    const { usable, refused } = selectSigningKeys([good.jwk, other.jwk]);
    expect(usable.map(({ kid }) => kid)).toEqual(['good', 'other']);
    expect(refused).toEqual([]);
  });

  it.each([
    { use: undefined, alg: undefined },
    { key_ops: ['verify'] },
    { key_ops: ['encrypt', 'verify'] },
    { x5t: 'ignored', x5c: ['ignored'] },
  ])('uses a key with %j', (members) => {
    expect(selectSigningKeys([{ ...good.jwk, ...members }]).usable).toHaveLength(1);
  });

  it.each<readonly [string, Record<string, unknown>]>([
    ['its use is not sig', { use: 'enc' }],
    ['its use is not sig', { use: null }],
    ['its key_ops do not include verify', { key_ops: ['encrypt'] }],
    ['its key_ops do not include verify', { key_ops: [] }],
    ['its key_ops do not include verify', { key_ops: 'verify' }],
    ['its alg is not RS256', { alg: 'RS512' }],
    ['its alg is not RS256', { alg: 'PS256' }],
    ['its kty is not RSA', { kty: 'EC' }],
    ['its kty is not RSA', { kty: 'oct' }],
    ['its kid is not a non-empty string', { kid: '' }],
    ['its kid is not a non-empty string', { kid: 1 }],
    ['its kid is not a non-empty string', { kid: undefined }],
    ['its n is not a base64url number', { n: undefined }],
    ['its n is not a base64url number', { n: '' }],
    ['its n is not a base64url number', { n: `${other.jwk.n!}=` }],
    ['its e is not a base64url number', { e: undefined }],
    ['its e is not a base64url number', { e: 65_537 }],
    ['its exponent is 1 or even', { e: uint(1n) }],
    ['its exponent is 1 or even', { e: uint(0n) }],
    ['its exponent is 1 or even', { e: uint(65_536n) }],
    ['its exponent has more than 64 bits', { e: uint(2n ** 64n + 1n) }],
    ['its modulus is even', { n: uint(n - 1n) }],
    ['its modulus has 2047 bits, less than 2048', { n: uint((n % 2n ** 2046n) | (2n ** 2046n)) }],
    [
      'its modulus has 2047 bits, less than 2048',
      {
        n: Buffer.concat([
          Buffer.alloc(9),
          Buffer.from(uint((n % 2n ** 2046n) | (2n ** 2046n)), 'base64url'),
        ]).toString('base64url'),
      },
    ],
    ['its modulus has 8193 bits, more than 8192', { n: uint(2n ** 8192n + 1n) }],
    ['its modulus has the structure of CVE-2017-15361 and can be factored', { n: uint(65_537n ** 130n) }],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map(
      (name) => ['it has private members', { [name]: 'AQAB' }] as const,
    ),
  ])('refuses a key because %s, and keeps the others: %j', (reason, members) => {
    const { usable, refused } = selectSigningKeys([good.jwk, { ...other.jwk, ...members }]);
    expect(usable.map(({ kid }) => kid)).toEqual(['good']);
    expect(refused).toEqual([{ index: 1, reason }]);
  });

  it.each([null, 'key', 1, [], undefined])('refuses %j, which is no key', (key) => {
    const { usable, refused } = selectSigningKeys([key, good.jwk]);
    expect(usable).toHaveLength(1);
    expect(refused).toEqual([{ index: 0, reason: 'it is not an object' }]);
  });

  it('refuses every key of a kid that is not unique, whatever the other key is', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const sets = [
      [good.jwk, { ...other.jwk, kid: 'good' }],
      [good.jwk, good.jwk],
      [good.jwk, { ...ec, kid: 'good' }],
    ];
    for (const keys of sets) {
      const { usable, refused } = selectSigningKeys([...keys, other.jwk]);
      expect(usable.map(({ kid }) => kid)).toEqual(['other']);
      expect(refused.map(({ index }) => index)).toEqual([0, 1]);
    }
  });

  it('hands on what verifying needs and nothing else', () => {
    const [key] = selectSigningKeys([{ ...good.jwk, x5u: 'http://127.0.0.1/', foo: 1 }]).usable;
    expect(Object.keys(key!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n']);
  });

  it('makes a key that verifies', () => {
    const [jwk] = selectSigningKeys([good.jwk]).usable;
    const data = Buffer.from('data');
    const key = toSigningKey(jwk!);
    expect(verify('RSA-SHA256', data, key, sign('RSA-SHA256', data, good.privateKey))).toBe(true);
    expect(verify('RSA-SHA256', data, key, sign('RSA-SHA256', data, other.privateKey))).toBe(false);
  });
});
