import type { AuthRoute } from '../user-pool/routes/auth-route.js';
import { AuthPaths } from './auth-paths.js';

const route = (method: string, path: string): { route: AuthRoute; handlers: [] } => ({
  route: { method, path } as AuthRoute,
  handlers: [],
});

describe('the route of a request', () => {
  const paths = new AuthPaths([
    route('GET', 'me'),
    route('POST', 'sign-in'),
    route('POST', 'sign-in/answer'),
    route('DELETE', 'me/devices/:deviceKey'),
  ]);
  const found = (method: string, url: string): [string, object] | undefined => {
    const match = paths.find(method, url);
    return match && [match.route.path, match.params];
  };

  it.each([
    ['GET', '/me', 'me'],
    ['HEAD', '/me', 'me'],
    ['GET', '/me/', 'me'],
    ['GET', '/me?x=1', 'me'],
    ['POST', '/sign-in/answer', 'sign-in/answer'],
  ])('is found: %s %s', (method, url, path) => {
    expect(found(method, url)).toEqual([path, {}]);
  });

  it('has the parameters of its path, decoded', () => {
    expect(found('DELETE', '/me/devices/eu-west-1_a%2Fb')).toEqual([
      'me/devices/:deviceKey',
      { deviceKey: 'eu-west-1_a/b' },
    ]);
  });

  it.each([
    ['POST', '/me'],
    ['GET', '/'],
    ['GET', '/ME'],
    ['GET', '/me/x'],
    ['GET', '//me'],
    ['DELETE', '/me/devices/'],
    ['DELETE', '/me/devices/%E0%A4%A'],
  ])('is none of ours: %s %s', (method, url) => {
    expect(found(method, url)).toBeUndefined();
  });
});
