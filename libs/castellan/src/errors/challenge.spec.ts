import { formatChallenge } from './challenge.js';

/** `challenge` of RFC 9110, section 11.3, for one Bearer challenge with quoted values. */
const GRAMMAR =
  /^Bearer [a-z_]+="[\x20-\x21\x23-\x5b\x5d-\x7e]*"(, [a-z_]+="[\x20-\x21\x23-\x5b\x5d-\x7e]*")*$/;

describe('a challenge', () => {
  it('has only a realm where no credentials were sent', () => {
    expect(formatChallenge({})).toBe('Bearer realm="api"');
  });

  it('names the error, and the scopes that are needed', () => {
    expect(formatChallenge({ error: 'insufficient_scope', scope: ['api/read', 'api/write'] })).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="api/read api/write"',
    );
  });

  it('asks for a sign-in, in the order of the standards', () => {
    const challenge = {
      error: 'insufficient_user_authentication',
      scope: ['api/read'],
      maxAgeSeconds: 300,
      acrValues: ['mfa', 'pwd'],
    } as const;
    const resourceMetadata = 'https://api.example/.well-known/oauth-protected-resource';
    expect(formatChallenge(challenge, { realm: 'x', resourceMetadata })).toBe(
      'Bearer realm="x", error="insufficient_user_authentication", scope="api/read", max_age="300", ' +
        'acr_values="mfa pwd", resource_metadata="https://api.example/.well-known/oauth-protected-resource"',
    );
  });

  it('has no scope parameter for an empty list', () => {
    expect(formatChallenge({ error: 'invalid_token', scope: [], acrValues: [] })).toBe(
      'Bearer realm="api", error="invalid_token"',
    );
  });

  it('lets no byte out of its quotes', () => {
    for (let code = 0; code <= 0xff; code += 1) {
      const hostile = `a${String.fromCharCode(code)}b`;
      const challenge = { error: 'insufficient_scope', scope: [hostile], acrValues: [hostile] } as const;
      expect(formatChallenge(challenge, { realm: hostile, resourceMetadata: hostile })).toMatch(GRAMMAR);
    }
    expect(formatChallenge({}, { realm: 'x"\r\nSet-Cookie: a=b\\' })).toBe(
      'Bearer realm="x   Set-Cookie: a=b "',
    );
  });
});
