/** The odd primes up to 167. */
const PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/**
 * Whether an RSA modulus has the structure of CVE-2017-15361 ("ROCA"), by which it can be factored.
 *
 * The faulty generator made primes that are powers of 65537 modulo every small prime, and so is their product.
 * A sound modulus is such a power for all of these primes with a chance of about one in 2^27.
 */
export function hasRocaStructure(modulus: bigint): boolean {
  return PRIMES.every((prime) => isPowerOf65537(Number(modulus % BigInt(prime)), prime));
}

function isPowerOf65537(residue: number, prime: number): boolean {
  let power = 1;
  do {
    if (power === residue) return true;
    power = (power * 65_537) % prime;
  } while (power !== 1);
  return false;
}
