import { loginsOf, providerName } from './cognito-logins.js';
import { IdTokens, ISSUER } from './id-tokens.spec-helper.js';

describe('logins', () => {
  it('are keyed by the issuer without its scheme', () => {
    const identity = new IdTokens().identity();

    expect(loginsOf(identity)).toEqual({ [ISSUER.slice('https://'.length)]: identity.revealIdToken() });
    expect(providerName('http://127.0.0.1:9229/eu-west-1_Local')).toBe('127.0.0.1:9229/eu-west-1_Local');
  });

  it.each(['', 'https://', 'cognito', 'ftp://a'])('have no key for the issuer %p', (issuer) => {
    expect(() => providerName(issuer)).toThrow(/names no provider/);
  });
});
