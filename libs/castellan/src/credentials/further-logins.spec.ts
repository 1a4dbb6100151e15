import { ConfigurationError } from '../errors/index.js';
import { furtherLoginsOf } from './further-logins.js';
import { idTokenClaims, userPrincipal } from './id-tokens.spec-helper.js';

const user = userPrincipal(idTokenClaims(), 'id');
const request = { user, rawHeaders: ['x-google-token', 'google-token'] };

describe('logins at other providers', () => {
  it('are what the application gives for this very request', async () => {
    const logins = await furtherLoginsOf(
      ({ user: { sub }, rawHeaders }) => ({ 'accounts.google.com': `${sub} ${rawHeaders[1] ?? ''}` }),
      request,
    );
    expect(logins).toEqual({ 'accounts.google.com': 'alice google-token' });
  });

  it.each([
    'graph.facebook.com',
    'appleid.apple.com',
    'www.amazon.com',
    'login.example.com/tenant/v2.0',
    'arn:aws:iam::123456789012:saml-provider/staff',
  ])('may be of %s', async (provider) => {
    expect(await furtherLoginsOf(() => ({ [provider]: 'token' }), request)).toEqual({ [provider]: 'token' });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'token'],
    ['a list', ['token']],
    [
      'ten, which are eleven with the user pool',
      Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, 't'])),
    ],
    ['a name with a space', { 'accounts google': 't' }],
    ["the user pool's own name", { 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Castellan': 't' }],
    ['a token of an Identity Pool', { 'cognito-identity.amazonaws.com': 't' }],
    [
      "the user pool's own name in capitals",
      { 'COGNITO-IDP.eu-west-1.amazonaws.com/eu-west-1_Castellan': 't' },
    ],
    ['a token of an Identity Pool of GovCloud', { 'cognito-identity-us-gov.amazonaws.com': 't' }],
    ['an empty token', { 'accounts.google.com': '' }],
    ['no token', { 'accounts.google.com': undefined }],
    ['a token that is too long', { 'accounts.google.com': 'SENTINEL'.repeat(10_000) }],
  ])('are never %s', async (_what, logins) => {
    const asked = furtherLoginsOf(() => logins as never, request);
    await expect(asked).rejects.toThrow(ConfigurationError);
    await expect(asked).rejects.not.toThrow(/SENTINEL/);
  });

  it('fail with whatever the application throws', async () => {
    await expect(furtherLoginsOf(() => Promise.reject(new Error('no session')), request)).rejects.toThrow(
      'no session',
    );
  });
});
