import { bindIdToken } from './id-token-binding.js';
import { accessTokenOf, idTokenClaims, machinePrincipal, userPrincipal } from './id-tokens.spec-helper.js';
import { thrownBy } from './thrown-by.spec-helper.js';

describe('bindIdToken', () => {
  const idToken = userPrincipal(idTokenClaims({ issuedAt: 1_700_000_000_000 }), 'id');
  const mismatch = { code: 'token_binding_mismatch', httpStatus: 401 };

  it('takes the ID token of the same sign-in', () => {
    expect(bindIdToken(accessTokenOf(idToken), idToken)).toBe(idToken);
  });

  it('takes it also when one of the two was refreshed and only the origin tells', () => {
    expect(bindIdToken(accessTokenOf(idToken, { auth_time: 1 }), idToken)).toBe(idToken);
  });

  it('takes a second ID token of the same sign-in besides an ID token', () => {
    expect(bindIdToken(userPrincipal(idToken.claims, 'id'), idToken)).toBe(idToken);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another user', { sub: 'bob' }],
    ['another issuer', { iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other' }],
    ['another app client', { client_id: 'mobile' }],
    ['another sign-in', { origin_jti: 'origin-of-another' }],
  ])('refuses a bearer token of %s', (_of, claims) => {
    expect(thrownBy(() => bindIdToken(accessTokenOf(idToken, claims), idToken))).toMatchObject(mismatch);
  });

  it.each<[string, unknown, unknown]>([
    ['neither token has an origin', undefined, undefined],
    ['only the bearer token has one', 'origin-alice', undefined],
    ['only the ID token has one', undefined, 'origin-alice'],
    ['an origin is no string', ['origin-alice'], 'origin-alice'],
  ])('goes by the time of the sign-in where %s', (_where, ofBearer, ofIdToken) => {
    const own = userPrincipal({ ...idToken.claims, origin_jti: ofIdToken }, 'id');

    expect(bindIdToken(accessTokenOf(own, { origin_jti: ofBearer }), own)).toBe(own);
    expect(
      thrownBy(() => bindIdToken(accessTokenOf(own, { origin_jti: ofBearer, auth_time: 1 }), own)),
    ).toMatchObject(mismatch);
  });

  it('refuses two tokens that say nothing about their sign-in', () => {
    const own = userPrincipal({ ...idToken.claims, origin_jti: undefined, auth_time: undefined }, 'id');

    expect(thrownBy(() => bindIdToken(accessTokenOf(own), own))).toMatchObject(mismatch);
  });

  it('refuses a user’s ID token besides the token of a program', () => {
    expect(thrownBy(() => bindIdToken(machinePrincipal(), idToken))).toMatchObject(mismatch);
    expect(
      thrownBy(() =>
        bindIdToken({ ...machinePrincipal(), ...accessTokenOf(idToken), kind: 'machine' }, idToken),
      ),
    ).toMatchObject(mismatch);
  });

  it('refuses a second token that is not an ID token of a user', () => {
    const required = { code: 'id_token_required', httpStatus: 400 };

    expect(thrownBy(() => bindIdToken(accessTokenOf(idToken), accessTokenOf(idToken)))).toMatchObject(
      required,
    );
    expect(thrownBy(() => bindIdToken(accessTokenOf(idToken), machinePrincipal()))).toMatchObject(required);
  });
});
