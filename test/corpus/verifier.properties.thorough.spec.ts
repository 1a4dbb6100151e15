import fc from 'fast-check';
import { CastellanError, TokenVerifier } from 'castellan/core';
import { rs256, segment, signSegments } from '../support/token-factory.js';
import { newCorpusPool, NOW } from './corpus-pool.js';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from './property-runs.js';

describe('TokenVerifier', () => {
  const { key, tokens, options } = newCorpusPool('key-of-the-pool');
  const verifier = new TokenVerifier({ userPools: [options], clock: () => NOW * 1_000 });

  /** The verdict. Anything that is thrown and is not a refusal fails the test. */
  async function verdictOn(token: unknown): Promise<string> {
    try {
      await verifier.verify(token as string);
      return 'accepted';
    } catch (error) {
      if (error instanceof CastellanError && error.httpStatus === 401) return error.code;
      throw error;
    }
  }

  const json = fc.jsonValue({ maxDepth: 4 });
  const bytes = fc.uint8Array({ maxLength: 200 }).map((content) => Buffer.from(content));

  it(
    'accepts no token with one byte changed',
    async () => {
      const token = Buffer.from(tokens.access());
      expect(await verdictOn(token.toString())).toBe('accepted');
      await fc.assert(
        fc.asyncProperty(
          fc.nat(token.length - 1),
          fc.integer({ min: 1, max: 255 }),
          async (index, change) => {
            const changed = Buffer.from(token);
            changed[index]! ^= change;
            expect(await verdictOn(changed.toString('latin1'))).not.toBe('accepted');
          },
        ),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'accepts no token with one byte more or less',
    async () => {
      const token = tokens.access();
      const letter = fc.constantFrom(...Array.from('Aa0-_.=+/ \n\0~'));
      await fc.assert(
        fc.asyncProperty(fc.nat(token.length - 1), letter, async (index, added) => {
          const [before, after] = [token.slice(0, index), token.slice(index)];
          expect(await verdictOn(`${before}${added}${after}`)).not.toBe('accepted');
          expect(await verdictOn(`${before}${after.slice(1)}`)).not.toBe('accepted');
          expect(await verdictOn(`${token}${added}`)).not.toBe('accepted');
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'accepts no text, and throws nothing but a refusal',
    async () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-_.=+/{}"\\')) }),
        fc.array(bytes, { maxLength: 6 }).map((parts) => parts.map(segment).join('.')),
        fc.array(json, { minLength: 3, maxLength: 3 }).map((parts) => parts.map(segment).join('.')),
      );
      await fc.assert(
        fc.asyncProperty(text, async (token) => {
          expect(await verdictOn(token)).not.toBe('accepted');
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'refuses what is not a text at all',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc
            .anything({ withNullPrototype: true, withBigInt: true, withDate: true })
            .filter((value) => typeof value !== 'string'),
          async (token) => {
            expect(await verdictOn(token)).toBe('token_malformed');
          },
        ),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'judges any header and any payload that the right key signed',
    async () => {
      const right = tokens.header;
      const header = fc.oneof(
        { weight: 3, arbitrary: fc.constant(right) },
        json,
        fc.dictionary(fc.constantFrom('alg', 'kid', 'typ', 'crit', 'jwk', 'b64'), json),
      );
      const changedClaim = fc
        .tuple(
          fc.constantFrom(
            ...Object.keys(tokens.accessClaims()),
            'nbf',
            'aud',
            'cnf',
            'cognito:groups',
            'identities',
          ),
          json,
        )
        .map(([claim, value]) => tokens.accessClaims({ [claim]: value }));
      const payload = fc.oneof({ weight: 3, arbitrary: changedClaim }, json, bytes);
      const verdicts = new Set<string>();
      await fc.assert(
        fc.asyncProperty(header, payload, async (head, claims) => {
          // Behind another header the signature is never looked at.
          const signer = head === right ? rs256(key) : () => Buffer.alloc(256);
          verdicts.add(await verdictOn(signSegments(segment(head), segment(claims), signer)));
        }),
        PROPERTY_RUNS,
      );
      expect(verdicts).toContain('accepted');
      expect(verdicts.size).toBeGreaterThan(5);
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'hands out the claims exactly as signed, frozen and without a prototype',
    async () => {
      const usual = ['__proto__', 'nbf', 'aud', 'cnf', ...Object.keys(tokens.accessClaims())];
      const names = fc.string({ maxLength: 12 }).filter((name) => !usual.includes(name));
      const values = fc
        .jsonValue({ maxDepth: 2 })
        .filter((value) => !JSON.stringify(value).includes('"__proto__":'));
      await fc.assert(
        fc.asyncProperty(fc.dictionary(names, values, { maxKeys: 4 }), async (more) => {
          const sent = JSON.stringify(tokens.accessClaims(more));
          const { claims } = await verifier.verify(
            signSegments(segment(tokens.header), segment(sent), rs256(key)),
          );
          expect(JSON.stringify(claims)).toBe(JSON.stringify(JSON.parse(sent)));
          expect(Object.getPrototypeOf(claims)).toBeNull();
          expect(isDeepFrozen(claims)).toBe(true);
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );
});

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}
