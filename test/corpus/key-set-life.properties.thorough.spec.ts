import { CastellanError, TokenVerifier } from 'castellan/core';
import fc from 'fast-check';
import { KeyServer } from '../support/key-server.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { NOW } from './corpus-pool.js';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from './property-runs.js';

const POOL_ID = 'eu-west-1_Life';
const CLIENT_ID = 'client_of_the_life';
const KEYS = ['one', 'two', 'three'].map((kid) => newSigningKey(kid));
const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

type Event =
  | { readonly what: 'publish'; readonly keys: readonly number[] }
  | { readonly what: 'outage' | 'recover' }
  | { readonly what: 'wait'; readonly milliseconds: number }
  | { readonly what: 'verify'; readonly key: number };

const events = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.subarray([0, 1, 2], { minLength: 1 }).map((keys): Event => ({ what: 'publish', keys })),
    },
    fc.constantFrom<Event>({ what: 'outage' }, { what: 'recover' }),
    {
      weight: 3,
      arbitrary: fc
        .oneof(
          fc.constantFrom(8 * MINUTE, 10 * MINUTE - 1, 10 * MINUTE, 24 * HOUR - 1, 24 * HOUR),
          fc.integer({ min: 1, max: 30 * SECOND }),
          fc.integer({ min: 1, max: 30 * HOUR }),
        )
        .map((milliseconds): Event => ({ what: 'wait', milliseconds })),
    },
    { weight: 5, arbitrary: fc.nat(2).map((key): Event => ({ what: 'verify', key })) },
  ),
  { minLength: 5, maxLength: 25 },
);

/** What the server published, from when on; `undefined` is an outage. The newest last. */
class History {
  readonly #states: { readonly from: number; readonly keys: readonly number[] | undefined }[] = [];

  set(from: number, keys: readonly number[] | undefined): void {
    this.#states.push({ from, keys });
  }

  /** Whether the server ever published a key between a moment and now. */
  published(key: number, since: number, now: number): boolean {
    return this.#between(since, now).some(({ keys }) => keys?.includes(key) === true);
  }

  /** Whether the server answered, and with the key if one is given, all the time between a moment and now. */
  answered(since: number, now: number, key?: number): boolean {
    return this.#between(since, now).every(
      ({ keys }) => keys !== undefined && (key === undefined || keys.includes(key)),
    );
  }

  #between(since: number, now: number) {
    return this.#states.filter((state, index) => {
      const end = this.#states[index + 1]?.from ?? Infinity;
      return state.from <= now && end >= since;
    });
  }
}

describe('the keys of a pool, through rotations and outages', () => {
  let keyServer: KeyServer;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    keyServer = await KeyServer.start();
  });

  afterAll(() => keyServer.stop());

  /** A token that is valid now. Those of half a day are the same, so that the verifier remembers some of them. */
  function tokenOf(index: number, now: number): string {
    const iat = Math.floor(now / (12 * HOUR)) * 12 * 3_600;
    const name = `${index} ${iat}`;
    const factory = new TokenFactory({
      key: KEYS[index]!,
      issuer: keyServer.issuer(POOL_ID),
      clientId: CLIENT_ID,
      now: () => iat,
    });
    const token = tokens.get(name) ?? factory.access({ exp: iat + 86_400 });
    tokens.set(name, token);
    return token;
  }

  async function verdictOn(verifier: TokenVerifier, token: string): Promise<string> {
    try {
      await verifier.verify(token);
      return 'accepted';
    } catch (error) {
      if (error instanceof CastellanError) return error.code;
      throw error;
    } finally {
      while (verifier.keySets[0]!.loading) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it(
    'are used as long as they are published, no longer than a day, and at once when they are new',
    async () => {
      const verdicts = new Set<string>();
      await fc.assert(
        fc.asyncProperty(events, async (given) => {
          let now = NOW * SECOND;
          let [published, isUp] = [[0], true] as [readonly number[], boolean];
          const history = new History();
          const update = () => {
            if (isUp)
              keyServer.publish(
                POOL_ID,
                published.map((index) => KEYS[index]!.jwk),
              );
            else keyServer.answer(POOL_ID, (_request, response) => void response.writeHead(500).end());
            history.set(now, isUp ? published : undefined);
          };
          update();
          const verifier = new TokenVerifier({
            userPools: [
              {
                userPoolId: POOL_ID,
                issuer: keyServer.issuer(POOL_ID),
                clientIds: [CLIENT_ID],
                tokenUse: 'access',
              },
            ],
            clock: () => now,
          });
          for (const event of given) {
            if (event.what === 'wait') now += event.milliseconds;
            else if (event.what === 'publish') published = event.keys;
            else if (event.what !== 'verify') isUp = event.what === 'recover';
            if (event.what !== 'verify') {
              update();
              continue;
            }
            const before = verifier.keySets[0]!.lastFailure;
            const verdict = await verdictOn(verifier, tokenOf(event.key, now));
            verdicts.add(verdict);
            if (verdict === 'accepted') {
              const isOutage = (before ?? verifier.keySets[0]!.lastFailure) !== undefined;
              const since = now - (isOutage ? 24 * HOUR : 10 * MINUTE);
              expect(history.published(event.key, since, now)).toBe(true);
            } else {
              expect(history.answered(now - 20 * SECOND, now, event.key)).toBe(false);
            }
            if (verdict === 'key_set_unavailable')
              expect(history.answered(now - 20 * SECOND, now)).toBe(false);
          }
        }),
        // Each run is a life of many requests.
        { ...PROPERTY_RUNS, numRuns: PROPERTY_RUNS.numRuns! / 5 },
      );
      expect([...verdicts].sort()).toEqual(['accepted', 'key_set_unavailable', 'token_key_unknown']);
    },
    4 * PROPERTY_TIMEOUT,
  );
});
