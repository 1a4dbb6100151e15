import { PinnedKeySet } from './pinned-key-set.js';
import { CLIENT_ID, makeKey, POOL_ID, readPools, refusal } from './token-fixtures.spec-helper.js';

const [pool] = readPools([
  { userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks: { keys: [makeKey('k1').jwk] } },
]);
const keys = new PinnedKeySet(pool!, pool!.pinnedKeys!);

describe('PinnedKeySet', () => {
  it('has its keys from the start', async () => {
    await keys.warmUp();
    expect(keys.ready('k1')).toBeDefined();
    expect(await keys.find('k1')).toBe(keys.ready('k1'));
  });

  it.each(['k2', '__proto__', ''])('does not know the key %j', async (kid) => {
    expect(keys.ready(kid)).toBeUndefined();
    expect(await refusal(keys.find(kid))).toBe('token_key_unknown');
  });

  it('tells its state', () => {
    expect(keys.status).toEqual({
      pool: POOL_ID,
      jwksUri: undefined,
      pinned: true,
      keyCount: 1,
      refusedKeys: [],
      loadedAt: undefined,
      loading: false,
      lastFailure: undefined,
    });
  });
});
