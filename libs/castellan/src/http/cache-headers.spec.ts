import { variesBy, varyWith } from './cache-headers.js';

describe('varyWith', () => {
  it('adds what is not named yet', () => {
    expect(varyWith(undefined, ['Authorization'])).toBe('Authorization');
    expect(varyWith('Accept, authorization', ['Authorization', 'Cookie'])).toBe(
      'Accept, authorization, Cookie',
    );
    expect(varyWith(['Accept', 'Origin'], ['Cookie'])).toBe('Accept, Origin, Cookie');
    expect(varyWith('Cookie', ['Cookie'])).toBe('Cookie');
  });

  it('names cookies only where sessions are in use', () => {
    expect(variesBy({})).toEqual(['Authorization']);
    expect(variesBy({ sessions: {} })).toEqual(['Authorization', 'Cookie']);
  });
});
