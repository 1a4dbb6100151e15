import { checkPrimeSync, randomBytes } from 'node:crypto';
import { hasRocaStructure } from './roca.js';
import { makeKey } from './token-fixtures.spec-helper.js';

const power = (base: bigint, exponent: bigint, modulus: bigint) => {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if (e & 1n) result = (result * b) % modulus;
  return result;
};

/** The product of the first 126 primes, as in the faulty generator's 2048-bit keys. */
function primorial(): bigint {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < 126; n += 1n) if (primes.every((p) => n % p !== 0n)) primes.push(n);
  return primes.reduce((product, p) => product * p);
}

function rocaPrime(m: bigint): bigint {
  for (;;) {
    const k = BigInt(`0x${randomBytes(7).toString('hex')}`);
    const a = BigInt(`0x${randomBytes(8).toString('hex')}`);
    const candidate = k * m + power(65_537n, a, m);
    if (checkPrimeSync(candidate)) return candidate;
  }
}

describe('hasRocaStructure', () => {
  it('recognizes a modulus of the faulty generator', () => {
    const m = primorial();
    expect(hasRocaStructure(rocaPrime(m) * rocaPrime(m))).toBe(true);
  });

  it('does not find it in a sound modulus', () => {
    const { n } = makeKey('k1').jwk;
    expect(hasRocaStructure(BigInt(`0x${Buffer.from(n!, 'base64url').toString('hex')}`))).toBe(false);
  });
});
