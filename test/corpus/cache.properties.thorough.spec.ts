import fc from 'fast-check';
import { CastellanError, TokenVerifier } from 'castellan/core';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { newCorpusPool, NOW } from './corpus-pool.js';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from './property-runs.js';

describe('a remembered token', () => {
  const { issuer, clientId, tokens: published, options: pool } = newCorpusPool('published');
  const unpublished = new TokenFactory({
    key: newSigningKey('unpublished'),
    issuer,
    clientId,
    now: () => NOW,
  });
  const tokens = [published, unpublished].flatMap((factory) => [
    factory.access(),
    factory.access({ exp: NOW + 1 }),
    factory.access({ exp: NOW + 60.5 }),
    factory.access({ nbf: NOW + 30 }),
    factory.access({ nbf: NOW + 30, exp: NOW + 31 }),
    factory.access({ iat: NOW + 10, exp: NOW + 20 }),
    factory.access({ exp: NOW + 86_400 }),
    factory.access({ client_id: 'another_client' }),
    factory.id(),
    factory.machine({ exp: NOW + 5 }),
  ]);
  /** A moment, in milliseconds after the tokens were issued; most of them near one at which something changes. */
  const moment = fc.oneof(
    fc.integer({ min: -100_000, max: 90_000_000 }),
    fc
      .record({
        at: fc.constantFrom(0, 1_000, 5_000, 10_000, 20_000, 30_000, 31_000, 60_500, 3_600_000, 86_400_000),
        off: fc.constantFrom(-60_000, -1_001, -1, 0, 1, 999, 60_000),
      })
      .map(({ at, off }) => at + off),
  );
  const question = fc.record({ moment, token: fc.nat(tokens.length - 1) });

  it(
    'gets the verdict it would get without the cache, at every instant of a clock that moves both ways',
    async () => {
      let now = 0;
      const clock = () => now;
      const verdicts = new Set<string>();
      const judge = async (verifier: TokenVerifier, token: string) => {
        try {
          return JSON.stringify(await verifier.verify(token));
        } catch (error) {
          if (error instanceof CastellanError) return error.code;
          throw error;
        }
      };
      const verifiers = [0, 1, 60].flatMap((clockToleranceSeconds) => {
        const options = { userPools: [pool], clock, clockToleranceSeconds };
        const uncached = new TokenVerifier({ ...options, maxCachedTokens: 0 });
        // Some of them small enough for tokens to push each other out.
        return [1, 3, 100].map((maxCachedTokens) => ({
          uncached,
          cached: new TokenVerifier({ ...options, maxCachedTokens }),
        }));
      });

      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...verifiers),
          fc.array(question, { minLength: 2, maxLength: 8 }),
          async ({ cached, uncached }, questions) => {
            for (const { moment: offset, token: index } of questions) {
              now = NOW * 1_000 + offset;
              const expected = await judge(uncached, tokens[index]!);
              expect(await judge(cached, tokens[index]!)).toBe(expected);
              verdicts.add(expected.startsWith('{') ? 'accepted' : expected);
            }
          },
        ),
        // The caches live through all runs, so a shorter example would not fail in the same way.
        { ...PROPERTY_RUNS, endOnFailure: true },
      );
      // The runs have met good tokens and every way one can be bad here.
      expect([...verdicts].sort()).toEqual([
        'accepted',
        'token_client_not_allowed',
        'token_expired',
        'token_key_unknown',
        'token_not_yet_valid',
        'token_use_not_allowed',
      ]);
    },
    PROPERTY_TIMEOUT,
  );
});
