import { inspect } from 'node:util';
import { MemorySessionStore } from './memory-session-store.js';
import { readBrowserSessions } from './browser-sessions-settings.js';
import { SECRET } from './sessions.spec-helper.js';

describe('the options of BrowserSessions', () => {
  const good = { origin: 'https://app.example', clientId: 'web', secrets: [SECRET], store: 'cookie' };

  it('have defaults for everything that is safe to leave out', () => {
    expect(readBrowserSessions(good)).toMatchObject({
      path: '/auth',
      isSecure: true,
      scopes: ['openid'],
      signedInTo: 'https://app.example/',
      signedOutTo: 'https://app.example/',
      absoluteLimit: 43_200_000,
      idleLimit: 1_800_000,
      renewAhead: 60_000,
    });
  });

  it.each<[object, string]>([
    [{ origin: undefined }, 'origin: found undefined.'],
    [{ origin: 'app.example' }, 'origin: found "app.example".'],
    [{ origin: 'https://app.example/' }, 'origin: found "https://app.example/".'],
    [{ origin: 'https://app.example/path' }, 'origin: found'],
    [{ origin: 'http://app.example' }, 'origin: found "http://app.example".'],
    [{ origin: 'null' }, 'origin: found "null".'],
    [{ clientId: '' }, 'clientId: found an empty string.'],
    [{ clientSecret: 'with space' }, 'clientSecret: found a string.'],
    [{ secrets: undefined }, 'secrets: found undefined.'],
    [{ secrets: ['short'] }, 'secrets[0]: found 5 characters.'],
    [{ store: undefined }, 'store: found undefined.'],
    [{ store: 'memory' }, 'store: found a string.'],
    [{ store: {} }, 'store: found an object.'],
    [{ path: '/auth/' }, 'path: found "/auth/".'],
    [{ path: '/:auth' }, 'path: found "/:auth".'],
    [{ path: '' }, 'path: found an empty string.'],
    [{ scopes: [] }, 'scopes: found an empty array.'],
    [{ scopes: ['a b'] }, 'scopes[0]: found a string.'],
    [{ providers: 'Google' }, 'providers: found a string.'],
    [{ returnTo: ['//x'] }, 'returnTo[0]: found "//x".'],
    [{ signedInTo: 'https://evil.example' }, 'signedInTo: found "https://evil.example".'],
    [{ signedInTo: 7 }, 'signedInTo: found a number.'],
    [{ signedOutTo: 'https://evil.example' }, 'signedOutTo: found "https://evil.example".'],
    [{ failedTo: '//evil.example' }, 'failedTo: found "//evil.example".'],
    [{ absoluteLimitSeconds: 86_401 }, 'absoluteLimitSeconds: found 86401.'],
    [{ idleLimitSeconds: 50_000 }, 'idleLimitSeconds: found 50000.'],
    [{ renewAheadSeconds: -1 }, 'renewAheadSeconds: found -1.'],
    [{ cookieName: 'a;b' }, 'cookieName: found a string.'],
    [{ timeoutMilliseconds: 1 }, 'timeoutMilliseconds: found 1.'],
    [{ userPool: '' }, 'userPool: found an empty string.'],
    [{ sameSite: 'none' }, '"sameSite", which is no option'],
  ])('are refused with %j', (changes, message) => {
    expect(() => readBrowserSessions({ ...good, ...changes })).toThrow(message);
  });

  it('let sessions on the server last for a month', () => {
    const store = new MemorySessionStore();
    expect(readBrowserSessions({ ...good, store, absoluteLimitSeconds: 2_592_000 }).absoluteLimit).toBe(
      2_592_000_000,
    );
  });

  it('take plain http on the loopback interface alone', () => {
    expect(readBrowserSessions({ ...good, origin: 'http://localhost:3000' }).isSecure).toBe(false);
    expect(readBrowserSessions({ ...good, origin: 'http://127.0.0.1:3000' }).isSecure).toBe(false);
  });

  it('show no secret', () => {
    const shown = inspect(readBrowserSessions(good), { depth: 9, showHidden: true });
    expect(shown).not.toContain(SECRET);
  });
});
