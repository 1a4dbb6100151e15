import { createHmac } from 'node:crypto';

import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type SignUpCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';

import { REGION, startUserPools, type UserPoolsServer } from '../user-pools-server.spec-helper.js';

const PASSWORD = 'Correct-Horse-1';

describe('signing up', () => {
  let server: UserPoolsServer;
  let sdk: CognitoIdentityProviderClient;
  let poolId: string;

  beforeAll(async () => {
    server = await startUserPools([
      {
        clients: [
          { name: 'web', clientId: 'web' },
          { name: 'server', clientId: 'server', clientSecret: 'verysecret' },
        ],
        customAttributes: [{ name: 'custom:tenant', mutable: false }],
        users: [{ username: 'taken', password: PASSWORD }],
      },
    ]);
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

  const signUp = (username: string, more: Partial<SignUpCommandInput> = {}) =>
    sdk.send(new SignUpCommand({ ClientId: 'web', Username: username, Password: PASSWORD, ...more }));
  const confirm = (username: string, code: string) =>
    sdk.send(new ConfirmSignUpCommand({ ClientId: 'web', Username: username, ConfirmationCode: code }));
  const signIn = (username: string) =>
    sdk.send(
      new InitiateAuthCommand({
        ClientId: 'web',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: PASSWORD },
      }),
    );
  const code = (username: string) => server.userPools.byId(poolId)!.confirmationCode(username)!;

  it('makes a user who can sign in only after the confirmation', async () => {
    const answer = await signUp('alice', {
      UserAttributes: [
        { Name: 'email', Value: 'alice@example.com' },
        { Name: 'custom:tenant', Value: 'acme' },
      ],
      ClientMetadata: { ignored: 'yes' },
    });
    expect(answer).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    });
    await expect(signIn('alice')).rejects.toMatchObject({
      name: 'UserNotConfirmedException',
      message: 'User is not confirmed.',
    });
    await confirm('alice', code('alice'));
    await expect(signIn('alice')).resolves.toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
    expect(code('alice')).toBeUndefined();
    const user = await sdk.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: 'alice' }));
    expect(user).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    expect(user.UserAttributes).toEqual([
      { Name: 'sub', Value: answer.UserSub },
      { Name: 'email', Value: 'alice@example.com' },
      { Name: 'custom:tenant', Value: 'acme' },
      { Name: 'email_verified', Value: 'true' },
    ]);
  });

  it('says nothing of an unconfirmed user to whoever does not know the password', async () => {
    await signUp('carol');
    const attempt = sdk.send(
      new InitiateAuthCommand({
        ClientId: 'web',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'carol', PASSWORD: 'Wrong-Horse-1' },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('refuses a user name that exists, and one that is the sub of a user', async () => {
    await expect(signUp('taken')).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User already exists',
    });
    const { sub } = server.userPools.byId(poolId)!.users.find('taken')!;
    await expect(signUp(sub)).rejects.toMatchObject({ name: 'UsernameExistsException' });
  });

  it('lets one of two simultaneous sign-ups of the same name through', async () => {
    const results = await Promise.allSettled([signUp('twin'), signUp('twin')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    ['Ab1!', 'Password not long enough'],
    ['lower-case-1', 'Password must have uppercase characters'],
    ['UPPER-CASE-1', 'Password must have lowercase characters'],
    ['No-Digits-Here', 'Password must have numeric characters'],
    ['NoSymbols123', 'Password must have symbol characters'],
  ])('refuses the password %s by the policy', async (password, rule) => {
    await expect(signUp('weak', { Password: password })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${rule}`,
    });
  });

  it('refuses a wrong code, an old one, a second confirmation and an unknown user', async () => {
    await signUp('dave');
    const right = code('dave');
    const wrong = right === '000000' ? '000001' : '000000';
    await expect(confirm('dave', wrong)).rejects.toMatchObject({
      name: 'CodeMismatchException',
      message: 'Invalid verification code provided, please try again.',
    });
    server.now += 24 * 3600_000;
    await expect(confirm('dave', right)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await expect(confirm('nobody', right)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await expect(confirm('taken', right)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    });
  });

  it.each(['email_verified', 'phone_number_verified', 'sub', 'identities'])(
    'does not let users write %s themselves',
    async (name) => {
      const attempt = signUp('mallory', { UserAttributes: [{ Name: name, Value: 'true' }] });
      await expect(attempt).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'A client attempted to write unauthorized attribute',
      });
    },
  );

  it('refuses an attribute that the pool does not declare', async () => {
    const attempt = signUp('eve', { UserAttributes: [{ Name: 'custom:role', Value: 'admin' }] });
    await expect(attempt).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('custom:role: Attribute does not exist in the schema'),
    });
  });

  it('wants the secret hash of a client with a secret, and none of one without', async () => {
    const hash = (name: string) =>
      createHmac('sha256', 'verysecret').update(`${name}server`).digest('base64');
    const attempt = (SecretHash?: string) =>
      signUp('frank', { ClientId: 'server', ...(SecretHash === undefined ? {} : { SecretHash }) });
    await expect(attempt()).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Client server is configured for secret but secret was not received',
    });
    await expect(attempt(hash('somebody'))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Unable to verify secret hash for client server',
    });
    await expect(attempt(hash('frank'))).resolves.toMatchObject({ UserConfirmed: false });
    await expect(signUp('grace', { SecretHash: hash('grace') })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Unable to verify secret hash for client web',
    });
  });

  it('refuses a client that does not exist', async () => {
    await expect(signUp('henry', { ClientId: 'ghost' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client ghost does not exist.',
    });
    const elsewhere = sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: 'eu-west-1_zzzzzzzzz',
        ClientId: 'web',
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      }),
    );
    await expect(elsewhere).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool eu-west-1_zzzzzzzzz does not exist.',
    });
  });
});
