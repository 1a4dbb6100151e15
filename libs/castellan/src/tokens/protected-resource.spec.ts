import { ConfigurationError } from '../errors/index.js';
import { readProtectedResource } from './protected-resource.js';
import { protectedResourceMetadata } from './protected-resource-metadata.js';

const read = (overrides: Record<string, unknown> = {}) =>
  readProtectedResource({ identifier: 'https://api.example', ...overrides }, 'resource');
const WELL_KNOWN = '/.well-known/oauth-protected-resource';

describe('a protected resource', () => {
  it.each([
    ['https://api.example', 'https://api.example', WELL_KNOWN],
    ['https://api.example/', 'https://api.example', WELL_KNOWN],
    ['https://api.example/v1', 'https://api.example', `${WELL_KNOWN}/v1`],
    ['https://api.example/v1/', 'https://api.example', `${WELL_KNOWN}/v1/`],
    ['https://api.example:8443/a/b-c_d.e~f', 'https://api.example:8443', `${WELL_KNOWN}/a/b-c_d.e~f`],
    ['http://localhost:3000', 'http://localhost:3000', WELL_KNOWN],
    ['http://127.0.0.1:3000/api', 'http://127.0.0.1:3000', `${WELL_KNOWN}/api`],
  ])('called %s has its metadata below %s at %s', (identifier, origin, path) => {
    expect(read({ identifier })).toEqual({
      identifier,
      requireAudience: false,
      scopesSupported: undefined,
      name: undefined,
      documentation: undefined,
      metadataUrl: `${origin}${path}`,
      metadataPath: path,
    });
  });

  it.each([
    undefined,
    null,
    '',
    1,
    'api.example',
    '/v1',
    'http://api.example',
    'ftp://api.example',
    'urn:example:api',
    'HTTPS://api.example',
    'https://API.example',
    'https://api.example:443',
    'https://api.example/a/../b',
    'https://api.example//v1',
    'https://api.example/v1//',
    'https://api.example/:tenant',
    'https://api.example/*',
    'https://api.example/(a|b)',
    'https://api.example/{v1}',
    'https://api.example/a%2fb',
    'https://api.example/a b',
    ' https://api.example',
  ])('cannot be called %j', (identifier) => {
    expect(() => read({ identifier })).toThrow(ConfigurationError);
    expect(() => read({ identifier })).toThrow(
      /^resource\.identifier: found .+\. Write the https address of the API/,
    );
  });

  it.each([
    'https://api.example?key=secret',
    'https://api.example#secret',
    'https://user:secret@api.example',
  ])('does not repeat what may be a secret in %s', (identifier) => {
    expect(() => read({ identifier })).toThrow('found a query, a fragment or a user name');
    expect(() => read({ identifier })).not.toThrow('secret');
  });

  it.each<[string, unknown]>([
    ['requireAudience', 'yes'],
    ['requireAudience', null],
    ['scopesSupported', 'articles/read'],
    ['scopesSupported', []],
    ['scopesSupported', ['a b']],
    ['scopesSupported', [1]],
    ['name', ' '],
    ['name', 1],
    ['documentation', 'docs'],
    ['documentation', 'javascript:alert(1)'],
    ['documentation', 1],
  ])('refuses %s: %j', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(
      new RegExp(`^resource\\.${name}: found .+, or leave it out\\.$`),
    );
  });

  it('refuses what is no option, and what is no object', () => {
    expect(() => read({ audience: 'x' })).toThrow(/^resource: found "audience", which is no option/);
    expect(() => readProtectedResource('https://api.example', 'resource')).toThrow(
      /^resource: found a string/,
    );
  });

  it('shares nothing with its options', () => {
    const scopesSupported = ['a/b'];
    const resource = read({ scopesSupported });
    scopesSupported.push('c/d');
    expect(resource.scopesSupported).toEqual(['a/b']);
    expect(Object.isFrozen(resource)).toBe(true);
  });
});

describe('the metadata of a protected resource', () => {
  it('names the resource, its issuers and how to send a token', () => {
    expect(
      protectedResourceMetadata(read(), ['https://issuer.example/a', 'https://issuer.example/b']),
    ).toEqual({
      resource: 'https://api.example',
      authorization_servers: ['https://issuer.example/a', 'https://issuer.example/b'],
      bearer_methods_supported: ['header'],
    });
  });

  it('leaves out what is not known', () => {
    expect(Object.keys(protectedResourceMetadata(read(), []))).toEqual([
      'resource',
      'bearer_methods_supported',
    ]);
  });

  it('has what the application says about itself', () => {
    const resource = read({
      scopesSupported: ['a/b'],
      name: 'Articles',
      documentation: 'https://docs.example',
      requireAudience: true,
    });
    expect(protectedResourceMetadata(resource, ['https://issuer.example'])).toEqual({
      resource: 'https://api.example',
      authorization_servers: ['https://issuer.example'],
      bearer_methods_supported: ['header'],
      scopes_supported: ['a/b'],
      resource_name: 'Articles',
      resource_documentation: 'https://docs.example',
    });
  });
});
