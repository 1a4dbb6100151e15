import fc from 'fast-check';
import {
  accessClaims,
  CLIENT_ID,
  idClaims,
  LoopbackServer,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  serveKeys,
  signToken,
} from './token-fixtures.spec-helper.js';
import type { TokenExpectation } from './token-expectation.js';
import { TokenVerifier } from './token-verifier.js';
import { type Signer, VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

const keys = [makeKey('one'), makeKey('two'), { ...makeKey('three'), kid: 'one' }] as const;
const imposter = { ...keys[2], jwk: { ...keys[2].jwk, kid: 'one' } };
const server = new LoopbackServer(serveKeys());
let now: number;

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  now = NOW * 1_000;
});

describe('the verdict with the cache', () => {
  const EXPECTATIONS: readonly TokenExpectation[] = [
    {},
    { tokenUse: 'id' },
    { tokenUse: 'access' },
    { pools: ['customers'] },
    { pools: ['staff'] },
  ];
  const KEY_SETS = [[keys[0].jwk], [keys[0].jwk, keys[1].jwk], [keys[1].jwk], [imposter.jwk], []];

  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ token: fc.nat(9), expectation: fc.nat(EXPECTATIONS.length - 1) }) },
    { weight: 2, arbitrary: fc.record({ advanceMs: fc.integer({ min: -700_000, max: 4_000_000 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ advanceMs: fc.constantFrom(-1, 1, 999, 1_000, 600_000, 3_599_999) }),
    },
    { weight: 1, arbitrary: fc.record({ keySet: fc.nat(KEY_SETS.length - 1) }) },
    { weight: 1, arbitrary: fc.constant({ outage: true as const }) },
  );

  it('equals the verdict without it at every instant', async () => {
    const issuer = `${server.origin}/${POOL_ID}`;
    const claims = [
      accessClaims({ iss: issuer }),
      accessClaims({ iss: issuer, nbf: NOW + 600 }),
      accessClaims({ iss: issuer, exp: NOW + 1 }),
      idClaims({ iss: issuer }),
      accessClaims({ iss: issuer, client_id: 'other' }),
    ];
    const tokens = claims.flatMap((payload) => [signToken(keys[0], payload), signToken(keys[1], payload)]);
    const verdicts = new Set<string>();

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        now = NOW * 1_000;
        server.handler = serveKeys(keys[0].jwk, keys[1].jwk);
        const [cached, uncached] = [10_000, 0].map(
          (maxCachedTokens) =>
            new TokenVerifier({
              userPools: [
                {
                  name: 'customers',
                  userPoolId: POOL_ID,
                  clientIds: [CLIENT_ID],
                  tokenUse: 'access',
                  issuer,
                },
              ],
              clock: () => now,
              maxCachedTokens,
            }),
        ) as [TokenVerifier, TokenVerifier];

        for (const action of steps) {
          if ('advanceMs' in action) now += action.advanceMs;
          else if ('keySet' in action) server.handler = serveKeys(...KEY_SETS[action.keySet]!);
          else if ('outage' in action) server.handler = (_request, response) => response.writeHead(500).end();
          else {
            const judge = (verifier: TokenVerifier) =>
              refusal(verifier.verify(tokens[action.token]!, EXPECTATIONS[action.expectation]));
            const expected = await judge(uncached);
            await settled(uncached);
            expect(await judge(cached)).toBe(expected);
            await settled(cached);
            verdicts.add(expected);
          }
        }
      }),
      { numRuns: 300 },
    );
    // The runs have met good tokens and every way a good token can go bad.
    expect([...verdicts].sort()).toEqual(
      [
        'accepted',
        'key_set_unavailable',
        'token_client_not_allowed',
        'token_expired',
        'token_key_unknown',
        'token_not_yet_valid',
        'token_pool_not_allowed',
        'token_signature_invalid',
        'token_use_not_allowed',
      ].sort(),
    );
  });
});

async function settled(verifier: TokenVerifier): Promise<void> {
  while (verifier.keySets.some(({ loading }) => loading))
    await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('VerifiedTokens', () => {
  const key = {} as Signer['key'];
  let published: Signer['key'] | undefined;
  const entry = (): VerifiedToken => ({
    principal: { issuedAt: now, expiresAt: now + 1_000 } as VerifiedToken['principal'],
    notBefore: 0,
    signer: { kid: 'one', key, keySet: { ready: () => published } as unknown as Signer['keySet'] },
  });
  const cache = (max = 10) => new VerifiedTokens({ max, clock: () => now, toleranceMs: 0 });

  beforeEach(() => {
    published = key;
  });

  it('remembers a token', () => {
    const tokens = cache();
    expect(tokens.get('a.b.c')).toBeUndefined();
    const token = entry();
    tokens.set('a.b.c', token);
    // The second answer comes by the text that the first one kept.
    expect([tokens.get('a.b.c'), tokens.get('a.b.c')]).toEqual([token, token]);
    expect(tokens.get('a.b.d')).toBeUndefined();
  });

  it('keeps no more than its bound', () => {
    const tokens = cache(2);
    for (const token of ['a', 'b', 'c']) tokens.set(token, entry());
    expect(['a', 'b', 'c'].map((token) => tokens.get(token) !== undefined)).toEqual([false, true, true]);
  });

  it('keeps nothing when it is switched off', () => {
    const tokens = cache(0);
    tokens.set('a', entry());
    expect(tokens.get('a')).toBeUndefined();
  });

  it('forgets a token when it expires, for good', () => {
    const tokens = cache();
    tokens.set('a', entry());
    expect(tokens.get('a')).toBeDefined();
    now += 1_000;
    expect(tokens.get('a')).toBeUndefined();
    now -= 1;
    expect(tokens.get('a')).toBeUndefined();
  });

  it('forgets a token when its key is withdrawn, for good', () => {
    const tokens = cache();
    tokens.set('a', entry());
    expect(tokens.get('a')).toBeDefined();
    published = undefined;
    expect(tokens.get('a')).toBeUndefined();
    published = key;
    expect(tokens.get('a')).toBeUndefined();
  });

  it('does not answer while the clock is set back, and keeps the token', () => {
    const tokens = cache();
    tokens.set('a', entry());
    now -= 1;
    expect(tokens.get('a')).toBeUndefined();
    now += 1;
    expect(tokens.get('a')).toBeDefined();
  });
});
