import { principalTags } from './principal-tags.js';

describe('principalTags', () => {
  it('maps user name and client by default', () => {
    expect(principalTags('default', { sub: 'abc', aud: 'web', email: 'a@example.com' })).toEqual({
      username: 'abc',
      client: 'web',
    });
  });

  it('maps the claims that the options name, and no others', () => {
    const tags = { tenant: 'custom:tenant', verified: 'email_verified' };
    expect(principalTags({ tags }, { 'custom:tenant': 'acme', email_verified: true, sub: 'abc' })).toEqual({
      tenant: 'acme',
      verified: 'true',
    });
  });

  it.each([
    ['missing', {}],
    ['inherited', { other: 1 }],
    ['empty', { toString: '' }],
    ['a wildcard', { toString: 'ac*' }],
    ['a list', { toString: ['a', 'b'] }],
    ['too long', { toString: 'a'.repeat(257) }],
    ['an object', { toString: { a: 1 } }],
  ])('makes no tag of a claim that is %s', (_, claims) => {
    expect(principalTags({ tags: { tenant: 'toString' } }, claims)).toEqual({});
  });
});
