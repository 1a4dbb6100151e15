import { externalSignUp } from './external-sign-up.js';

const event = (userName: string, userAttributes = {}, triggerSource = 'PreSignUp_ExternalProvider') => ({
  triggerSource,
  userName,
  request: { userAttributes },
});

describe('externalSignUp', () => {
  it.each([
    ['Google_123', 'Google', '123'],
    ['google_123', 'Google', '123'],
    ['AcmeSaml_ada_b@acme.example', 'AcmeSaml', 'ada_b@acme.example'],
  ])('reads who %s is', (userName, provider, userId) => {
    const attributes = { email: 'ada@acme.example', email_verified: 'true' };
    expect(externalSignUp(event(userName, attributes), ['Google', 'AcmeSaml'])).toEqual({
      provider,
      userId,
      email: 'ada@acme.example',
      emailVerified: true,
    });
  });

  it.each([{}, { email_verified: 'false' }, { email_verified: 'TRUE' }, { email_verified: '' }])(
    'takes no address for verified by %j',
    (attributes) => {
      expect(externalSignUp(event('Google_1', attributes), ['Google'])).toMatchObject({
        emailVerified: false,
      });
    },
  );

  it('refuses an ID that may have lost its case', () => {
    expect(() => externalSignUp(event('acmesaml_ada'), ['AcmeSaml'])).toThrow(
      expect.objectContaining({ reason: 'user_id_uncertain' }) as Error,
    );
  });

  it.each([
    ['of a provider that is not named', 'Facebook_1'],
    ['without a provider', 'ada'],
    ['without an ID', 'Google_'],
    ['that begins with an underscore', '_1'],
  ])('is nobody for a user name %s', (_name, userName) => {
    expect(externalSignUp(event(userName), ['Google'])).toBeUndefined();
  });

  it('is nobody for who signs up in another way, whatever the name', () => {
    expect(externalSignUp(event('Google_1', {}, 'PreSignUp_SignUp'), ['Google'])).toBeUndefined();
  });
});
