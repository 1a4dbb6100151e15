import { cookieHeader, CookieWriter } from './cookies.js';

describe('cookieHeader', () => {
  it('joins what HTTP/2 has split', () => {
    expect(cookieHeader(['Host', 'x', 'cookie', 'a=1', 'Cookie', 'b=2'])).toBe('a=1; b=2');
  });

  it('gives nothing where there is none', () => {
    expect(cookieHeader(['host', 'x', 'cookies', 'a=1'])).toBeUndefined();
  });
});

describe('CookieWriter', () => {
  it('writes cookies of this host alone, over TLS alone, out of reach of scripts', () => {
    const cookies = new CookieWriter('castellan', true);
    expect(cookies.set(cookies.nameOf('.0'), 'v+/=', 60.9)).toBe(
      '__Host-castellan.0=v+/=; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
    expect(cookies.clear(cookies.nameOf(''))).toBe(
      '__Host-castellan=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
  });

  it('writes cookies that browsers take over plain http on a developer machine', () => {
    const cookies = new CookieWriter('castellan', false);
    expect(cookies.set(cookies.nameOf(''), 'v', 60)).toBe(
      'castellan=v; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
    );
  });

  it('reads what it wrote, and decodes nothing', () => {
    const cookies = new CookieWriter('castellan', true);
    expect(cookies.parse('__Host-castellan=a%20b+/==; x=y')).toEqual({
      '__Host-castellan': 'a%20b+/==',
      x: 'y',
    });
    expect(cookies.parse(undefined)).toEqual({});
    expect(cookies.mayHave('x=y; __Host-castellan.0=1')).toBe(true);
    expect(cookies.mayHave('castellan=1')).toBe(false);
  });
});
