import type { Owner } from '../owner.js';
import { entryFromText, entryToText } from './shared-entry.js';

const alice: Owner = {
  key: 'key',
  kind: 'user',
  user: 'alice',
  issuer: 'https://issuer',
  clientId: 'web',
  sub: 'alice',
  claimsDigest: 'digest',
  variant: '',
};
const entry = {
  generation: 'generation',
  fetchedAt: 1,
  issued: {
    identityId: 'i',
    accessKeyId: 'a',
    secretAccessKey: 's',
    sessionToken: 't',
    expiresAt: 3_600_000,
  },
};

describe('a shared entry', () => {
  it('is read by its owner, whose key may be another one on every machine', () => {
    expect(entryFromText('pool', { ...alice, key: 'other' }, entryToText('pool', alice, entry))).toEqual(
      entry,
    );
  });

  it('need not have an identity ID', () => {
    const without = { ...entry, issued: { ...entry.issued, identityId: undefined } };
    expect(entryFromText('pool', alice, entryToText('pool', alice, without))).toEqual(without);
  });

  it.each<[string, Partial<Owner>]>([
    ['user', { sub: 'bob' }],
    ['issuer', { issuer: 'https://other' }],
    ['app client', { clientId: 'mobile' }],
    ['right', { claimsDigest: 'other' }],
    ['role', { variant: 'editors' }],
    ['kind of caller', { kind: 'guest' }],
  ])('is a miss for another %s, under whatever name it is found', (_what, other) => {
    const text = entryToText('pool', alice, entry);
    expect(entryFromText('pool', { ...alice, ...other }, text)).toBeUndefined();
  });

  it('is a miss for another identity pool, and where it is none', () => {
    expect(entryFromText('other', alice, entryToText('pool', alice, entry))).toBeUndefined();
    for (const text of [undefined, '', '{', '{}', 'null']) {
      expect(entryFromText('pool', alice, text)).toBeUndefined();
    }
  });
});
