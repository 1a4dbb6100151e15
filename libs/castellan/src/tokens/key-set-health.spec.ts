import { keySetHealth } from './key-set-health.js';
import type { KeySetStatus } from './key-set.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LOADED = 1_800_000_000_000;
const jwksUri = 'https://idp.example/.well-known/jwks.json';

const health = (now: number, status: Partial<KeySetStatus>) =>
  keySetHealth(
    {
      pool: 'customers',
      jwksUri,
      pinned: false,
      keyCount: 0,
      refusedKeys: [],
      loadedAt: undefined,
      loading: false,
      lastFailure: undefined,
      ...status,
    },
    now,
  );
const failing = (since: number) => ({
  since,
  at: since + SECOND,
  reason: 'it answered with status 500, not 200',
});

describe('keySetHealth', () => {
  it('names the pool and its address', () => {
    expect(health(LOADED, {})).toEqual({
      pool: 'customers',
      jwksUri,
      state: 'never-loaded',
      since: undefined,
    });
  });

  it.each<[string, Partial<KeySetStatus>, number, number | undefined]>([
    ['pinned', { pinned: true }, LOADED, undefined],
    ['never-loaded', { loading: true }, LOADED, undefined],
    ['fresh', { loadedAt: LOADED }, LOADED + 10 * MINUTE - 1, LOADED],
    ['stale', { loadedAt: LOADED }, LOADED + 10 * MINUTE, LOADED + 10 * MINUTE],
    ['stale', { loadedAt: LOADED }, LOADED + 48 * HOUR, LOADED + 10 * MINUTE],
    [
      'stale',
      { loadedAt: LOADED, lastFailure: failing(LOADED + 8 * MINUTE) },
      LOADED + 9 * MINUTE,
      LOADED + 8 * MINUTE,
    ],
    [
      'stale',
      { loadedAt: LOADED, lastFailure: failing(LOADED + HOUR) },
      LOADED + 24 * HOUR - 1,
      LOADED + HOUR,
    ],
    [
      'unreachable',
      { loadedAt: LOADED, lastFailure: failing(LOADED + HOUR) },
      LOADED + 25 * HOUR,
      LOADED + 24 * HOUR,
    ],
    [
      'unreachable',
      { loadedAt: LOADED, lastFailure: failing(LOADED + 30 * HOUR) },
      LOADED + 31 * HOUR,
      LOADED + 30 * HOUR,
    ],
    ['unreachable', { lastFailure: failing(LOADED) }, LOADED + HOUR, LOADED],
  ])('is %s for %j', (state, status, now, since) => {
    expect(health(now, status)).toMatchObject({ state, since });
  });
});
