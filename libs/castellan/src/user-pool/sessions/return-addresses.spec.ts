import { SignInRequestError } from '../../errors/index.js';
import { ReturnAddresses } from './return-addresses.js';

const ORIGIN = 'https://app.example';

describe('ReturnAddresses', () => {
  const addresses = (...patterns: unknown[]) => new ReturnAddresses(patterns, ORIGIN, '/auth', 'returnTo');

  it.each([
    ['/', '/*', `${ORIGIN}/`],
    ['/files?of=me#top', '/*', `${ORIGIN}/files?of=me#top`],
    [`${ORIGIN}/files`, '/*', `${ORIGIN}/files`],
    ['/app', '/app', `${ORIGIN}/app`],
    ['/app', '/app/*', `${ORIGIN}/app`],
    ['/app/deep/er', '/app/*', `${ORIGIN}/app/deep/er`],
    ['https://spa.example/x', 'https://spa.example/*', 'https://spa.example/x'],
    ['http://localhost:4200/', 'http://localhost:4200/*', 'http://localhost:4200/'],
  ])('lets %s go where %s allows it', (address, pattern, whole) => {
    expect(addresses(pattern).resolve(address)).toBe(whole);
  });

  it.each([
    ['/apple', '/app/*'],
    ['/app/x', '/app'],
    ['/app/../admin', '/app/*'],
    ['/app/%2e%2e/admin', '/app/*'],
    ['/app/..%2fadmin', '/app/*'],
    ['/app/..%5Cadmin', '/app/*'],
    ['https://spa.example.evil.example/', 'https://spa.example/*'],
    ['https://spa.example:444/', 'https://spa.example/*'],
    ['https://user@app.example/', '/*'],
    ['https://:x@app.example/', '/*'],
    ['//app.example/', '/*'],
    ['///evil.example', '/*'],
    ['/auth', '/*'],
    ['/auth/login', '/*'],
    ['/Auth/Logout', '/*'],
    [`/${'a'.repeat(2_048)}`, '/*'],
    ['/caf\u00e9', '/*'],
    ['https://', '/*'],
  ])('refuses %s where only %s is allowed', (address, pattern) => {
    expect(() => addresses(pattern).resolve(address)).toThrow(SignInRequestError);
  });

  it.each([
    [undefined, 'returnTo: found undefined.'],
    [[], 'returnTo: found an empty array.'],
    [[7], 'returnTo[0]: found a number.'],
    [['*'], 'returnTo[0]: found "*".'],
    [['/a*'], 'returnTo[0]: found "/a*".'],
    [['http://spa.example/*'], 'returnTo[0]: found "http://spa.example/*".'],
    [['https://*.example/'], 'returnTo[0]: found "https://*.example/".'],
    [['/', 'https://me@spa.example/'], 'returnTo[1]:'],
  ])('takes no list such as %j', (patterns, message) => {
    expect(() => new ReturnAddresses(patterns, ORIGIN, '/auth', 'returnTo')).toThrow(message);
  });
});
