import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type AdminCreateUserCommandInput,
  type ChallengeNameType,
} from '@aws-sdk/client-cognito-identity-provider';

import { REGION, startUserPools, type UserPoolsServer } from '../user-pools-server.spec-helper.js';

const TEMPORARY = 'Temporary-Horse-1';
const CHOSEN = 'Chosen-Horse-2';

describe('a user made by an administrator', () => {
  let server: UserPoolsServer;
  let sdk: CognitoIdentityProviderClient;
  let poolId: string;

  beforeAll(async () => {
    server = await startUserPools([{ clients: ['web', 'other'].map((name) => ({ name, clientId: name })) }]);
    poolId = server.userPools.list()[0]!.userPoolId;
    sdk = new CognitoIdentityProviderClient({
      endpoint: server.baseUrl,
      region: REGION,
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    });
  });

  afterAll(async () => {
    sdk.destroy();
    await server.close();
  });

  const create = (Username: string, more: Partial<AdminCreateUserCommandInput> = {}) =>
    sdk.send(
      new AdminCreateUserCommand({ UserPoolId: poolId, Username, TemporaryPassword: TEMPORARY, ...more }),
    );
  const signIn = (username: string, password: string) =>
    sdk.send(
      new InitiateAuthCommand({
        ClientId: 'web',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
  const respond = (username: string, Session: string, more: Record<string, string> = {}, ClientId = 'web') =>
    sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD: CHOSEN, ...more },
      }),
    );
  const challengeOf = async (username: string) => {
    await create(username);
    return (await signIn(username, TEMPORARY)).Session!;
  };

  it('is asked for a new password at the first sign-in and is confirmed by choosing one', async () => {
    const { User } = await create('alice', {
      UserAttributes: [
        { Name: 'email', Value: 'alice@example.com' },
        { Name: 'email_verified', Value: 'True' },
      ],
      DesiredDeliveryMediums: ['EMAIL'],
      MessageAction: 'SUPPRESS',
    });
    expect(User).toMatchObject({ Username: 'alice', Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' });
    expect(User!.UserCreateDate!.getTime()).toBe(server.now);

    const challenge = await signIn('alice', TEMPORARY);
    expect(challenge.AuthenticationResult).toBeUndefined();
    expect(challenge).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeParameters: {
        USER_ID_FOR_SRP: 'alice',
        requiredAttributes: '[]',
        userAttributes: '{"email":"alice@example.com","email_verified":"true"}',
      },
    });

    const answer = await respond('alice', challenge.Session!, { 'userAttributes.name': 'Alice' });
    expect(answer.AuthenticationResult).toMatchObject({
      TokenType: 'Bearer',
      RefreshToken: expect.any(String),
    });
    const user = await sdk.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: 'alice' }));
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(user.UserAttributes).toContainEqual({ Name: 'name', Value: 'Alice' });
    await expect(signIn('alice', TEMPORARY)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(signIn('alice', CHOSEN)).resolves.toMatchObject({
      AuthenticationResult: { TokenType: 'Bearer' },
    });
  });

  it('can answer through an administrator too', async () => {
    const session = await challengeOf('by-admin');
    const answer = await sdk.send(
      new AdminRespondToAuthChallengeCommand({
        UserPoolId: poolId,
        ClientId: 'web',
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: session,
        ChallengeResponses: { USERNAME: 'by-admin', NEW_PASSWORD: CHOSEN },
      }),
    );
    expect(answer.AuthenticationResult?.AccessToken).toEqual(expect.any(String));
  });

  it('keeps the challenge when the new password is too weak or an attribute is refused', async () => {
    const session = await challengeOf('bob');
    await expect(respond('bob', session, { NEW_PASSWORD: 'weak' })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
    });
    await expect(respond('bob', session, { 'userAttributes.email_verified': 'true' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    await expect(respond('bob', session)).resolves.toMatchObject({
      AuthenticationResult: { TokenType: 'Bearer' },
    });
  });

  it('cannot use one challenge twice, not even at the same time', async () => {
    const session = await challengeOf('carol');
    const results = await Promise.allSettled([respond('carol', session), respond('carol', session)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(respond('carol', session)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user, session can only be used once.',
    });
  });

  it('cannot answer after three minutes, through another client, or for somebody else', async () => {
    await create('eve');
    const session = await challengeOf('dave');
    const invalid = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' };
    await expect(respond('dave', session, {}, 'other')).rejects.toMatchObject(invalid);
    await expect(respond('eve', session)).rejects.toMatchObject(invalid);
    await expect(respond('nobody', session)).rejects.toMatchObject(invalid);
    await expect(respond('dave', 'a-session-that-was-made-up')).rejects.toMatchObject(invalid);
    server.now += 3 * 60_000;
    await expect(respond('dave', session)).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
  });

  it('cannot answer while disabled, nor once an administrator has set the password', async () => {
    const session = await challengeOf('frank');
    const subject = { UserPoolId: poolId, Username: 'frank' };
    await sdk.send(new AdminDisableUserCommand(subject));
    await expect(respond('frank', session)).rejects.toMatchObject({ message: 'User is disabled.' });
    await sdk.send(new AdminEnableUserCommand(subject));
    await sdk.send(new AdminSetUserPasswordCommand({ ...subject, Password: CHOSEN, Permanent: true }));
    await expect(respond('frank', session)).rejects.toMatchObject({
      message: 'Invalid session for the user.',
    });
  });

  it('has seven days to use the temporary password, and again when it is renewed', async () => {
    await create('grace');
    server.now += 7 * 24 * 3600_000;
    await expect(signIn('grace', TEMPORARY)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Temporary password has expired and must be reset by an administrator.',
    });
    await create('grace', { MessageAction: 'RESEND' });
    await expect(signIn('grace', TEMPORARY)).resolves.toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
    });
  });

  it('is not invited again once confirmed, and not made twice', async () => {
    const session = await challengeOf('henry');
    await expect(create('henry')).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User account already exists',
    });
    await respond('henry', session);
    await expect(create('henry', { MessageAction: 'RESEND' })).rejects.toMatchObject({
      name: 'UnsupportedUserStateException',
    });
    await expect(create('nobody', { MessageAction: 'RESEND' })).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  it('signs in with the password an administrator sets, also when none was given at first', async () => {
    await sdk.send(new AdminCreateUserCommand({ UserPoolId: poolId, Username: 'ida' }));
    const subject = { UserPoolId: poolId, Username: 'ida' };
    await sdk.send(new AdminSetUserPasswordCommand({ ...subject, Password: TEMPORARY }));
    await expect(signIn('ida', TEMPORARY)).resolves.toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    await sdk.send(new AdminSetUserPasswordCommand({ ...subject, Password: CHOSEN, Permanent: true }));
    await expect(signIn('ida', CHOSEN)).resolves.toMatchObject({
      AuthenticationResult: { TokenType: 'Bearer' },
    });
  });

  it('refuses challenges that it does not give, and answers without a password', async () => {
    const session = await challengeOf('judy');
    const answer = (ChallengeName: ChallengeNameType, ChallengeResponses: Record<string, string>) =>
      sdk.send(
        new RespondToAuthChallengeCommand({
          ClientId: 'web',
          ChallengeName,
          Session: session,
          ChallengeResponses,
        }),
      );
    await expect(answer('SMS_MFA', { USERNAME: 'judy' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user.',
    });
    await expect(answer('ADMIN_NO_SRP_AUTH', { USERNAME: 'judy' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(answer('NEW_PASSWORD_REQUIRED', { USERNAME: 'judy' })).rejects.toMatchObject({
      message: 'Missing required parameter NEW_PASSWORD',
    });
    await expect(answer('NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: CHOSEN })).rejects.toMatchObject({
      message: 'Missing required parameter USERNAME',
    });
  });

  it('refuses a delivery medium that does not exist', async () => {
    const attempt = create('karl', { DesiredDeliveryMediums: ['PIGEON' as 'EMAIL'] });
    await expect(attempt).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
