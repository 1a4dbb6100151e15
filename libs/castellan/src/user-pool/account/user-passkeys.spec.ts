import {
  ACCESS_TOKEN,
  type Answers,
  type CognitoServer,
  startCognitoServer,
} from '../cognito-server.spec-helper.js';

const REQUEST_OPTIONS = { challenge: 'Y2hhbGxlbmdl', rpId: 'example.com' };

/** What Cognito documents that it answers. Passkeys are bound to its domains, so that no sandbox has them. */
const ANSWERS: Answers = {
  StartWebAuthnRegistration: () => ({ CredentialCreationOptions: { challenge: 'Y2hhbGxlbmdl' } }),
  CompleteWebAuthnRegistration: () => ({}),
  ListWebAuthnCredentials: ({ NextToken }) => ({
    Credentials: [
      {
        CredentialId: NextToken === undefined ? 'first' : 'second',
        FriendlyCredentialName: 'Browser',
        RelyingPartyId: 'example.com',
        CreatedAt: 1_700_000_000,
        AuthenticatorTransports: [],
      },
    ],
    ...(NextToken === undefined && { NextToken: 'more' }),
  }),
  DeleteWebAuthnCredential: () => ({}),
  UpdateAuthEventFeedback: () => ({}),
  InitiateAuth: () => ({
    ChallengeName: 'WEB_AUTHN',
    Session: 'session',
    ChallengeParameters: {
      USERNAME: 'ada',
      CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(REQUEST_OPTIONS),
    },
  }),
  RespondToAuthChallenge: () => ({
    AuthenticationResult: { AccessToken: 'token', ExpiresIn: 60 },
    ChallengeParameters: {},
  }),
};

describe('passkeys', () => {
  let cognito: CognitoServer;

  beforeAll(async () => {
    cognito = await startCognitoServer(ANSWERS);
  });
  beforeEach(() => {
    cognito.calls.length = 0;
  });
  afterAll(() => cognito.close());

  it('are registered with what the browser made', async () => {
    expect(await cognito.users.passkeys.startRegistration(ACCESS_TOKEN)).toEqual({
      challenge: 'Y2hhbGxlbmdl',
    });
    const credential = { id: 'first', response: { clientDataJSON: 'e30' } };
    await cognito.users.passkeys.finishRegistration(ACCESS_TOKEN, credential);
    expect(cognito.calls.at(-1)).toEqual([
      'CompleteWebAuthnRegistration',
      { AccessToken: ACCESS_TOKEN, Credential: credential },
    ]);
  });

  it('are listed, page after page, and deleted', async () => {
    const found = [];
    for await (const passkey of cognito.users.passkeys.list(ACCESS_TOKEN)) found.push(passkey);
    expect(found).toMatchObject([
      { credentialId: 'first', name: 'Browser', relyingPartyId: 'example.com' },
      { credentialId: 'second' },
    ]);
    await cognito.users.passkeys.delete(ACCESS_TOKEN, 'first');
    expect(cognito.calls.at(-1)![1]).toMatchObject({ CredentialId: 'first' });
  });

  it('sign a user in', async () => {
    const asked = await cognito.users.signIn({ flow: 'choice', username: 'ada', preferred: 'WEB_AUTHN' });
    expect(asked).toMatchObject({ name: 'WEB_AUTHN', options: REQUEST_OPTIONS, session: 'session' });
    const credential = { id: 'first', response: { signature: 's' } };
    const signedIn = await cognito.users.answerChallenge({
      name: 'WEB_AUTHN',
      username: 'ada',
      session: 'session',
      credential,
    });
    expect(signedIn.kind).toBe('signed-in');
    expect(cognito.calls.at(-1)![1]).toMatchObject({
      ChallengeName: 'WEB_AUTHN',
      ChallengeResponses: { USERNAME: 'ada', CREDENTIAL: JSON.stringify(credential) },
    });
  });

  it('have no part in what a user reports about a sign-in, with the token of the message', async () => {
    await cognito.users.reportRisk({
      username: 'ada',
      eventId: 'event',
      valid: true,
      feedbackToken: 'token',
    });
    expect(cognito.calls).toEqual([
      [
        'UpdateAuthEventFeedback',
        {
          UserPoolId: 'eu-west-1_AbCdEfGhI',
          Username: 'ada',
          EventId: 'event',
          FeedbackToken: 'token',
          FeedbackValue: 'Valid',
        },
      ],
    ]);
  });
});
