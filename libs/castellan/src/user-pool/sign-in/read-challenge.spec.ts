import { readChallenge } from './read-challenge.js';

const challenge = (ChallengeName: string, ChallengeParameters?: Record<string, string>) =>
  readChallenge(
    { ChallengeName, Session: 'session', ...(ChallengeParameters && { ChallengeParameters }) },
    'ada',
  );

describe('a challenge of Cognito', () => {
  it.each([
    [
      'NEW_PASSWORD_REQUIRED',
      { requiredAttributes: '["userAttributes.email","name"]', userAttributes: '{}' },
      { requiredAttributes: ['email', 'name'] },
    ],
    [
      'SMS_MFA',
      { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+*******7890' },
      { delivery: { medium: 'SMS', destination: '+*******7890' } },
    ],
    ['SMS_OTP', { CODE_DELIVERY_DELIVERY_MEDIUM: 'PIGEON' }, { delivery: { medium: 'SMS' } }],
    ['EMAIL_OTP', {}, { delivery: { medium: 'EMAIL', destination: undefined } }],
    ['SOFTWARE_TOKEN_MFA', { FRIENDLY_DEVICE_NAME: 'phone' }, { deviceName: 'phone' }],
    ['MFA_SETUP', { MFAS_CAN_SETUP: '["SMS_MFA"]' }, { methods: ['SMS_MFA'] }],
    ['MFA_SETUP', { MFAS_CAN_SETUP: 'nonsense' }, { methods: [] }],
    ['SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: '["SMS_MFA",7]' }, { methods: ['SMS_MFA'] }],
    ['PASSWORD', {}, {}],
    ['PASSWORD_SRP', {}, {}],
    ['WEB_AUTHN', { CREDENTIAL_REQUEST_OPTIONS: '{"rpId":"x"}' }, { options: { rpId: 'x' } }],
    ['WEB_AUTHN', { CREDENTIAL_REQUEST_OPTIONS: '[1]' }, { options: {} }],
    ['CUSTOM_CHALLENGE', { question: 'why?' }, { parameters: { question: 'why?' } }],
  ])('%s with %j is read', (name, parameters, expected) => {
    expect(challenge(name, parameters)).toMatchObject({
      kind: 'challenge',
      name,
      username: 'ada',
      ...expected,
    });
  });

  it('offers a choice', () => {
    const answer = { ChallengeName: 'SELECT_CHALLENGE', AvailableChallenges: ['PASSWORD', 'EMAIL_OTP'] };
    expect(readChallenge(answer, 'ada')).toMatchObject({ factors: ['PASSWORD', 'EMAIL_OTP'] });
    expect(challenge('SELECT_CHALLENGE')).toMatchObject({ factors: [] });
  });

  it('is answered with the name that Cognito has for the user', () => {
    expect(challenge('PASSWORD', { USERNAME: 'name' }).username).toBe('name');
    expect(challenge('PASSWORD', { USERNAME: 'name', USER_ID_FOR_SRP: 'id' }).username).toBe('id');
  });

  it('has a session that is read by its name, and shown by nothing else', () => {
    const read = challenge('PASSWORD');
    expect(read.session).toBe('session');
    expect(Object.keys(read)).not.toContain('session');
    expect(JSON.stringify({ ...read })).not.toContain('session');
  });

  it.each(['SOMETHING_NEW', 'ADMIN_NO_SRP_AUTH', undefined])(
    'is refused where it is not known: %s',
    (name) => {
      expect(() => readChallenge({ ChallengeName: name }, 'ada')).toThrow(/cannot answer/);
    },
  );
});
