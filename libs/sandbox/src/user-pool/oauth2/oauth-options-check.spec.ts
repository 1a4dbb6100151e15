import type { AppClientOptions, UserPoolOptions } from '../../user-pool-options.js';
import { checkUserPoolOptions } from '../pool-options-check.js';

const CALLBACK = 'http://localhost:3000/auth/callback';

const fault = (pool: object): string => {
  try {
    checkUserPoolOptions([pool as UserPoolOptions], 'eu-west-1');
  } catch (error) {
    return (error as TypeError).message;
  }
  return 'no fault';
};
const withClient = (client: Partial<Record<keyof AppClientOptions, unknown>>, pool: object = {}): string =>
  fault({ ...pool, clients: [{ name: 'web', ...client }] });

describe('the options of managed login', () => {
  it('are accepted when they are complete', () => {
    const client: AppClientOptions = {
      name: 'web',
      clientSecret: true,
      callbackUrls: [CALLBACK, 'https://app.example/cb?a=b', 'myapp://callback', 'http://[::1]:8080/'],
      logoutUrls: ['http://127.0.0.1:3000/bye'],
      allowedOAuthFlows: ['code', 'client_credentials'],
      allowedOAuthScopes: ['openid', 'https://api.example/read'],
      supportedIdentityProviders: ['COGNITO'],
    };
    const resourceServers = [
      { identifier: 'https://api.example', name: 'API', scopes: [{ name: 'read', description: 'Read' }] },
    ];
    const managedLogin = { css: 'h1 { color: red }', logo: 'data:image/png;base64,AAAA' };
    expect(fault({ clients: [client], resourceServers, managedLogin })).toBe('no fault');
  });

  it.each([
    'localhost:3000/callback',
    '/callback',
    'http://app.example/callback',
    'http://localhost.evil.example/',
    'http://localhost@evil.example/',
    'https://app.example/#fragment',
    'https://app.example/a b',
    'javascript://%0aalert(1)',
    'data://text/html,x',
    '',
  ])('want callback URLs that a browser can be sent to: not %j', (url) => {
    expect(withClient({ callbackUrls: [url] })).toContain('userPools[0].clients[0].callbackUrls[0]: found');
    expect(withClient({ logoutUrls: [url] })).toContain('userPools[0].clients[0].logoutUrls[0]: found');
  });

  it.each([
    [{ callbackUrls: CALLBACK }, 'callbackUrls: found'],
    [{ callbackUrls: [CALLBACK, CALLBACK] }, 'callbackUrls[1]: found'],
    [{ callbackUrls: [CALLBACK], allowedOAuthFlows: ['implicit'] }, 'allowedOAuthFlows[0]: found "implicit"'],
    [{ allowedOAuthFlows: ['code'] }, 'callbackUrls: found nothing. The code flow needs at least one.'],
    [{ allowedOAuthFlows: ['client_credentials'] }, 'clientSecret: found nothing. Client credentials need'],
    [{ allowedOAuthScopes: ['admin'] }, 'allowedOAuthScopes[0]: found "admin"'],
    [{ supportedIdentityProviders: ['Google'] }, 'supportedIdentityProviders[0]: found "Google"'],
  ])('name what is wrong about a client: %j', (client, message) => {
    expect(withClient(client)).toContain(`userPools[0].clients[0].${message}`);
  });

  it('want the scopes of clients to be those of resource servers, once there are any', () => {
    const resourceServers = [{ identifier: 'reports', scopes: [{ name: 'read' }] }];
    const client = { clientSecret: true, clientCredentialsScopes: ['reports/write'] };
    expect(withClient(client)).toBe('no fault');
    expect(withClient(client, { resourceServers })).toBe(
      'userPools[0].clients[0].clientCredentialsScopes[0]: found "reports/write". Write a scope of "resourceServers": one of "reports/read".',
    );
  });

  it.each([
    [{ resourceServers: [{ identifier: 'a b', scopes: [] }] }, 'resourceServers[0].identifier'],
    [
      { resourceServers: [{ identifier: 'a', scopes: [{ name: 'x/y' }] }] },
      'resourceServers[0].scopes[0].name',
    ],
    [{ resourceServers: [{ identifier: 'a', scopes: [{ name: 'x' }, { name: 'x' }] }] }, 'scopes[1].name'],
    [{ managedLogin: { css: '</style><script>' } }, 'managedLogin.css'],
    [{ managedLogin: { logo: 'https://example.com/logo.png' } }, 'managedLogin.logo'],
    [{ managedLogin: { logo: 'data:text/html;base64,AAAA' } }, 'managedLogin.logo'],
    [{ managedLogin: { color: 'red' } }, 'managedLogin.color'],
  ])('name what is wrong about a pool: %j', (pool, place) => {
    expect(fault({ clients: [], ...pool })).toContain(place);
  });
});
