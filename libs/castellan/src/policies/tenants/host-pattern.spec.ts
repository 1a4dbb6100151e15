import { parseHostPattern } from './host-pattern.js';

describe('a pattern of hosts', () => {
  const tenantOf = parseHostPattern('host', '{tenant}.example.com');

  it.each<[string, string | undefined]>([
    ['acme.example.com', 'acme'],
    ['ACME.EXAMPLE.COM', 'acme'],
    ['acme.example.com:443', 'acme'],
    ['xn--bcher-kva.example.com', 'xn--bcher-kva'],
    ['a.example.com', 'a'],
    ['example.com', undefined],
    ['.example.com', undefined],
    ['acme.example.com.', undefined],
    ['acme.evil.example.com', undefined],
    ['acme.example.com.evil.com', undefined],
    ['acme.example.community', undefined],
    ['acme-example.com', undefined],
    ['acme.exampleXcom', undefined],
    ['acme.example.com:', undefined],
    ['acme.example.com:80:81', undefined],
    ['acme.example.com:999999', undefined],
    ['user@acme.example.com', undefined],
    ['acme@beta.example.com', undefined],
    ['-acme.example.com', undefined],
    ['acme-.example.com', undefined],
    ['ac me.example.com', undefined],
    ['acme%2eexample.com', undefined],
    ['%61cme.example.com', undefined],
    ['ac\u212ame.example.com', undefined],
    [`${'a'.repeat(64)}.example.com`, undefined],
    [`${'a.'.repeat(5_000)}example.com`, undefined],
    ['127.0.0.1', undefined],
    ['[::1]:80', undefined],
    ['', undefined],
  ])('reads %j as %j', (host, expected) => {
    expect(tenantOf(host)).toBe(expected);
  });

  it('may have the tenant in the middle', () => {
    const inside = parseHostPattern('host', 'api.{tenant}.example.com');
    expect(inside('api.acme.example.com')).toBe('acme');
    expect(inside('web.acme.example.com')).toBeUndefined();
  });
});
