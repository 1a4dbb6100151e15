import { inspect } from 'node:util';
import { accessTokenOf, IdTokens, machinePrincipal } from './id-tokens.spec-helper.js';
import { thrownBy } from './thrown-by.spec-helper.js';
import { VerifiedIdentity } from './verified-identity.js';

describe('VerifiedIdentity', () => {
  const tokens = new IdTokens();
  const { token, principal } = tokens.token();
  const identity = new VerifiedIdentity(token, principal);

  it('gives the token to whoever asks for it by name', () => {
    expect(identity.revealIdToken()).toBe(token);
    expect(identity.revealIdToken()).toBe(token);
    expect(identity.principal).toBe(principal);
  });

  it.each([
    ['inspect', inspect({ identity }, { depth: 10, showHidden: true })],
    [
      'inspect without customisation',
      inspect(identity, { customInspect: false, showHidden: true, getters: true }),
    ],
    ['JSON', JSON.stringify({ identity })],
    ['a copy', JSON.stringify(Object.assign({}, identity))],
  ])('never prints the token, nor a part of it: %s', (_how, printed) => {
    for (const part of token.split('.')) expect(printed).not.toContain(part);
  });

  it('prints who it is', () => {
    expect(inspect(identity)).toContain("sub: 'alice'");
  });

  it('tells tokens apart without showing them', () => {
    const again = new VerifiedIdentity(token, principal);

    expect(identity.tokenDigest).toMatch(/^[\w-]{43}$/);
    expect(again.tokenDigest).toBe(identity.tokenDigest);
    expect(tokens.identity().tokenDigest).not.toBe(identity.tokenDigest);
  });

  it('is made from nothing but the ID token of a user', () => {
    for (const other of [accessTokenOf(principal), machinePrincipal()]) {
      expect(thrownBy(() => new VerifiedIdentity(token, other))).toMatchObject({
        code: 'id_token_required',
        httpStatus: 400,
      });
    }
  });

  it.each([
    ['another user', { sub: 'bob' }],
    ['another issuer', { issuer: 'https://other.example' }],
    ['another app client', { clientId: 'mobile' }],
    ['another time', { lifeSeconds: 60 }],
    ['no time at all', { claims: { exp: 'soon' } }],
  ])('does not give out a token of %s', (_of, options) => {
    const mixedUp = new VerifiedIdentity(tokens.token(options).token, principal);

    expect(thrownBy(() => mixedUp.revealIdToken())).toMatchObject({ code: 'token_binding_mismatch' });
  });

  it.each(['', 'a', 'a.b.c', `a.${Buffer.from('null').toString('base64url')}.c`])(
    'does not give out what is no token: %p',
    (text) => {
      expect(() => new VerifiedIdentity(text, principal).revealIdToken()).toThrow(/one verification/);
    },
  );

  it('is valid until the token expires, and not at that moment', () => {
    expect(() => identity.assertValidAt(principal.expiresAt - 1)).not.toThrow();
    expect(thrownBy(() => identity.assertValidAt(principal.expiresAt))).toMatchObject({
      code: 'token_expired',
    });
  });

  it('may be made from an access token, which is never given out as an ID token', () => {
    const byAccessToken = new VerifiedIdentity('a.b.c', accessTokenOf(principal), 'access');

    expect(byAccessToken.principal.tokenUse).toBe('access');
    expect(thrownBy(() => byAccessToken.revealIdToken())).toMatchObject({ code: 'id_token_required' });
    for (const other of [principal, machinePrincipal()]) {
      expect(thrownBy(() => new VerifiedIdentity('a.b.c', other, 'access'))).toMatchObject({
        code: 'configuration_invalid',
      });
    }
  });

  it('has copies that ask for less and for more logins, and stays what it was', () => {
    const narrowed = identity
      .narrowedBy({ role: 'editors' })
      .withLogins({ 'accounts.google.com': 'SENTINEL' });
    const further = narrowed.narrowedBy({ sessionPolicy: '{}' });

    expect(further.narrowing).toEqual({ role: 'editors', sessionPolicy: '{}' });
    expect(further.furtherLogins).toEqual({ 'accounts.google.com': 'SENTINEL' });
    expect([further.revealIdToken(), further.tokenDigest]).toEqual([token, identity.tokenDigest]);
    expect(narrowed.narrowing).toEqual({ role: 'editors' });
    expect([identity.narrowing, identity.furtherLogins]).toEqual([{}, {}]);
    expect(inspect(further, { showHidden: true, depth: 9 }) + JSON.stringify(further)).not.toContain(
      'SENTINEL',
    );
  });
});
