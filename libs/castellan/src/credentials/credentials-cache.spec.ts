import { CallerCredentials } from './caller-credentials.js';
import { type CachedCredentials, CredentialsCache, EXPIRY_MARGIN } from './credentials-cache.js';
import type { Owner } from './owner.js';

const alice: Owner = {
  key: 'key',
  kind: 'user',
  variant: '',
  user: 'alice',
  issuer: 'https://issuer',
  clientId: 'web',
  sub: 'alice',
  claimsDigest: 'digest',
};
const credentials = new CallerCredentials(
  { identityId: 'i', accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't', expiresAt: 3_600_000 },
  2_700_000,
);

function kept(owner: Owner): CachedCredentials {
  return {
    owner,
    credentials,
    fetchedAt: 0,
    servedUntil: 3_600_000 - EXPIRY_MARGIN,
    renewAt: 2_700_000,
    generation: '',
    checkedFor: 0,
  };
}

describe('CredentialsCache', () => {
  it.each<[string, Partial<Owner>]>([
    ['user', { sub: 'bob' }],
    ['issuer', { issuer: 'https://other' }],
    ['app client', { clientId: 'mobile' }],
    ['right', { claimsDigest: 'other' }],
  ])('misses where, by a fault of ours, the key of another %s is the same', (_what, other) => {
    const cache = new CredentialsCache(10);
    cache.set(kept(alice));

    expect(cache.get({ ...alice, ...other }, 0)).toBeUndefined();
    expect(cache.get({ ...alice }, 0)?.credentials).toBe(credentials);
  });

  it('misses credentials in their last minute, and drops them', () => {
    const cache = new CredentialsCache(10);
    cache.set(kept(alice));

    expect(cache.get(alice, 3_600_000 - EXPIRY_MARGIN - 1)).toMatchObject({
      credentials,
      renewAt: 2_700_000,
    });
    expect(cache.get(alice, 3_600_000 - EXPIRY_MARGIN)).toBeUndefined();
    expect(cache.get(alice, 0)).toBeUndefined();
  });

  it('evicts one user, and clears everything', () => {
    const cache = new CredentialsCache(10);
    const bob = { ...alice, key: 'bob', user: 'bob', sub: 'bob' };
    cache.set(kept(alice));
    cache.set(kept({ ...alice, key: 'other client', clientId: 'mobile' }));
    cache.set(kept(bob));
    cache.evict('alice');
    expect(cache.get(alice, 0)).toBeUndefined();
    expect(cache.get({ ...alice, key: 'other client', clientId: 'mobile' }, 0)).toBeUndefined();
    expect(cache.get(bob, 0)).toBeDefined();
    expect(cache.users()).toEqual(new Set(['bob']));

    cache.clear();
    expect(cache.get(bob, 0)).toBeUndefined();
    expect(cache.users().size).toBe(0);
  });

  it('keeps 100 sets of one user, whose next ones push out none but their own', () => {
    const cache = new CredentialsCache(1_000);
    const bob = { ...alice, key: 'bob', user: 'bob', sub: 'bob' };
    const variant = (index: number) => ({ ...alice, key: `alice ${index}`, variant: `${index}` });
    cache.set(kept(bob));
    for (let index = 0; index < 300; index++) cache.set(kept(variant(index)));

    const left = Array.from({ length: 300 }, (_, index) => index).filter((index) =>
      cache.get(variant(index), 0),
    );
    expect(left).toEqual(Array.from({ length: 100 }, (_, index) => 200 + index));
    expect(cache.get(bob, 0)).toBeDefined();

    // Renewed credentials are new ones.
    cache.set(kept(variant(200)));
    cache.set(kept(variant(300)));
    expect(cache.get(variant(200), 0)).toBeDefined();
    expect(cache.get(variant(201), 0)).toBeUndefined();
    cache.evict('alice');
    expect(cache.users()).toEqual(new Set(['bob']));
  });

  it('knows nobody any more whose credentials others have pushed out', () => {
    const cache = new CredentialsCache(1);
    cache.set(kept(alice));
    cache.set(kept({ ...alice, key: 'bob', user: 'bob', sub: 'bob' }));
    expect(cache.users()).toEqual(new Set(['bob']));
  });
});
