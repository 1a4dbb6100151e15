import { checkPrimeSync, createPrivateKey, createPublicKey, randomBytes, randomInt } from 'node:crypto';
import { describeKey, type SigningKey } from './token-factory.js';

const EXPONENT = 65_537n;
const PRIME_BITS = 1_024;
/** The faulty generator of CVE-2017-15361 used the first 126 primes for keys of 2,048 bits. */
const SMALL_PRIMES = 126;

/** A working RSA key with the structure of CVE-2017-15361 ("ROCA"), made as the faulty generator made them. */
export function newRocaKey(kid: string): SigningKey {
  const product = primes(SMALL_PRIMES).reduce((all, prime) => all * prime, 1n);
  const p = rocaPrime(product);
  let q = rocaPrime(product);
  while (q === p) q = rocaPrime(product);
  const n = p * q;
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: encode(n),
      e: encode(EXPONENT),
      d: encode(d),
      p: encode(p),
      q: encode(q),
      dp: encode(d % (p - 1n)),
      dq: encode(d % (q - 1n)),
      qi: encode(inverse(q, p)),
    },
  });
  return describeKey(kid, { privateKey, publicKey: createPublicKey(privateKey) });
}

/** k * M + (65537^a mod M): every such number is a power of 65537 modulo each small prime. */
function rocaPrime(product: bigint): bigint {
  const top = 3n << BigInt(PRIME_BITS - 2);
  for (;;) {
    const power = modularPower(EXPONENT, BigInt(randomInt(2 ** 47)), product);
    const multiple = top / product + 1n + BigInt(`0x${randomBytes(5).toString('hex')}`);
    const candidate = multiple * product + power;
    if (candidate < 1n << BigInt(PRIME_BITS) && checkPrimeSync(candidate)) return candidate;
  }
}

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < count; candidate += 1n) {
    if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
  }
  return found;
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** By the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1] = [modulus, value % modulus];
  let [t0, t1] = [0n, 1n];
  while (r1 > 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return ((t0 % modulus) + modulus) % modulus;
}

function encode(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
