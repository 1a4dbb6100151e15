import { RevocationList } from './revocation-list.js';
import type { Revocation } from './revocation.js';

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const NOW = 1_800_000_000_000;

function revocation(id: string, changes: Partial<Revocation> = {}): Revocation {
  return { kind: 'token', issuer: ISSUER, id, sub: undefined, keepUntil: NOW + 60_000, ...changes };
}

describe('RevocationList', () => {
  afterEach(() => jest.restoreAllMocks());

  it('keeps no issuer of which there is nothing to know', () => {
    const list = new RevocationList(10);
    const set = jest.spyOn(Map.prototype, 'set');
    expect(list.add(revocation('a', { keepUntil: NOW }), NOW)).toBe(true);
    expect(set).not.toHaveBeenCalled();
    list.add(revocation('a'), NOW);
    expect(set).toHaveBeenCalledWith(ISSUER, expect.anything());
    set.mockClear();
    // The sweep drops it, so it has to be set again.
    list.add(revocation('b', { keepUntil: NOW + 120_000 }), NOW + 60_000);
    expect(set).toHaveBeenCalledWith(ISSUER, expect.anything());
    expect(list.size).toBe(1);
  });

  it('does not sweep for each revocation there is no room for', () => {
    const list = new RevocationList(1);
    list.add(revocation('a', { keepUntil: NOW + 1 }), NOW);
    expect(list.add(revocation('b'), NOW + 999)).toBe(false);
    expect(list.add(revocation('b'), NOW + 1_000)).toBe(true);
    expect(list.size).toBe(1);
  });

  it('knows what a reading has not found', () => {
    const list = new RevocationList(10);
    list.add(revocation('found'), NOW, 1);
    list.add(revocation('lost'), NOW);
    list.add(revocation('outdated', { keepUntil: NOW + 1 }), NOW);
    list.add(revocation('later', { keepUntil: NOW + 90_000 }), NOW);
    list.add(revocation('later', { keepUntil: NOW + 60_000 }), NOW, 1);
    const missing = [...list.missing(1, NOW + 1)];
    expect(missing).toEqual([revocation('lost'), revocation('later', { keepUntil: NOW + 90_000 })]);
    expect([...list.missing(2, NOW + 1)].map(({ id }) => id)).toEqual(['found', 'lost', 'later']);
  });
});
