import {
  AdminCreateUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmSignUpCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';

import {
  attributeList,
  CLIENT,
  PASSWORD,
  startAccounts,
  USER_POOL,
  type Accounts,
} from './accounts.spec-helper.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('signing in', () => {
  let accounts: Accounts;
  afterEach(() => accounts.stop());
  const confirm = (Username: string, ConfirmationCode: string, ForceAliasCreation?: boolean) =>
    accounts.sdk.send(
      new ConfirmSignUpCommand({
        ClientId: CLIENT,
        Username,
        ConfirmationCode,
        ...(ForceAliasCreation === undefined ? {} : { ForceAliasCreation }),
      }),
    );
  const codeOf = (username: string) => accounts.sandbox.confirmationCode(USER_POOL, username);
  const adminGet = (Username: string) =>
    accounts.sdk.send(new AdminGetUserCommand({ UserPoolId: USER_POOL, Username }));
  const adminUpdate = (Username: string, attributes: Readonly<Record<string, string>>) =>
    accounts.sdk.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: USER_POOL,
        Username,
        UserAttributes: attributeList(attributes),
      }),
    );

  it('by an address that is the user name: the pool makes the name, which is the sub', async () => {
    accounts = await startAccounts({ usernameAttributes: ['email', 'phone_number'] });
    const { UserSub = '' } = await accounts.sdk.send(
      new SignUpCommand({ ClientId: CLIENT, Username: 'alice@example.com', Password: PASSWORD }),
    );
    expect(accounts.lastMessage(UserSub).destination).toBe('alice@example.com');
    await confirm('alice@example.com', codeOf('alice@example.com'));
    const token = await accounts.signIn('alice@example.com');
    expect(decodeJwt(token)).toMatchObject({ sub: UserSub, username: UserSub });
    expect(UserSub).toMatch(UUID);
    expect((await adminGet('alice@example.com')).Username).toBe(UserSub);
    await expect(accounts.signUp('alice@example.com')).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'An account with the given email already exists.',
    });
    await expect(accounts.signUp('bob')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Username should be either an email or a phone number.',
    });
    await accounts.join('+15551234567');
    await expect(
      accounts.signUp('carol@example.com', { phone_number: '+15551234567' }),
    ).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'An account with the given phone_number already exists.',
    });
    await accounts.join('dave@example.com');
    const dave = await accounts.signIn('dave@example.com');
    await expect(
      accounts.sdk.send(
        new UpdateUserAttributesCommand({
          AccessToken: dave,
          UserAttributes: attributeList({ email: 'alice@example.com' }),
        }),
      ),
    ).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the given email already exists.',
    });
    await expect(
      accounts.sdk.send(
        new AdminDeleteUserAttributesCommand({
          UserPoolId: USER_POOL,
          Username: 'dave@example.com',
          UserAttributeNames: ['email'],
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it.each([
    ['email', 'Username should be an email.'],
    ['phone_number', 'Username should be a phone number.'],
  ] as const)('wants a user name of the kind %s', async (attribute, message) => {
    accounts = await startAccounts({ usernameAttributes: [attribute] });
    await expect(accounts.signUp('bob')).rejects.toMatchObject({ message });
  });

  it('has seed users whose name is an address', async () => {
    accounts = await startAccounts({
      usernameAttributes: ['email'],
      users: [{ username: 'seed@example.com', password: PASSWORD }],
    });
    const { UserAttributes } = await accounts.sdk.send(
      new GetUserCommand({ AccessToken: await accounts.signIn('seed@example.com') }),
    );
    expect(UserAttributes).toContainEqual({ Name: 'email', Value: 'seed@example.com' });
  });

  it('by an alias only once it is verified', async () => {
    accounts = await startAccounts({ aliasAttributes: ['email', 'phone_number', 'preferred_username'] });
    await accounts.signUp('alice', { email: 'alice@example.com', preferred_username: 'ally' });
    await expect(accounts.signIn('alice@example.com')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    await confirm('alice', codeOf('alice'));
    for (const name of ['alice', 'alice@example.com', 'ally']) {
      expect(decodeJwt(await accounts.signIn(name)).username).toBe('alice');
    }
    await expect(accounts.signUp('bob@example.com')).rejects.toMatchObject({
      message: 'Username cannot be of email format, since user pool is configured for email alias.',
    });
    await expect(accounts.signUp('+15551234567')).rejects.toMatchObject({
      message:
        'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    });
  });

  it('by an alias that somebody else has must be forced, which takes it from them', async () => {
    accounts = await startAccounts({ aliasAttributes: ['email', 'preferred_username'] });
    await accounts.join('alice', { email: 'shared@example.com' });
    await accounts.signUp('bob', { email: 'shared@example.com' });
    const code = codeOf('bob');
    await expect(confirm('bob', code)).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the email already exists.',
    });
    await confirm('bob', code, true);
    expect(decodeJwt(await accounts.signIn('shared@example.com')).username).toBe('bob');
    expect((await adminGet('alice')).UserAttributes).toContainEqual({
      Name: 'email_verified',
      Value: 'false',
    });
    const create = (ForceAliasCreation: boolean) =>
      accounts.sdk.send(
        new AdminCreateUserCommand({
          UserPoolId: USER_POOL,
          Username: 'carol',
          UserAttributes: attributeList({ email: 'shared@example.com', email_verified: 'true' }),
          ForceAliasCreation,
        }),
      );
    await expect(create(false)).rejects.toMatchObject({ name: 'AliasExistsException' });
    await create(true);
    expect((await adminGet('shared@example.com')).Username).toBe('carol');
    await adminUpdate('alice', { preferred_username: 'al' });
    await expect(adminUpdate('bob', { preferred_username: 'al' })).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the preferred_username already exists.',
    });
    await expect(adminUpdate('bob', { preferred_username: 'alice' })).rejects.toMatchObject({
      name: 'AliasExistsException',
    });
  });

  it('by an address that somebody else has is not to be had by verifying it later', async () => {
    accounts = await startAccounts({ aliasAttributes: ['email'] });
    await accounts.join('alice', { email: 'alice@example.com' });
    await accounts.join('mallory');
    const AccessToken = await accounts.signIn('mallory');
    await accounts.sdk.send(
      new UpdateUserAttributesCommand({
        AccessToken,
        UserAttributes: attributeList({ email: 'alice@example.com' }),
      }),
    );
    const { code: Code } = accounts.lastMessage('mallory');
    await expect(
      accounts.sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code })),
    ).rejects.toMatchObject({ name: 'AliasExistsException' });
    expect(decodeJwt(await accounts.signIn('alice@example.com')).username).toBe('alice');
  });

  it('by names whose case does not matter, where the pool says so', async () => {
    accounts = await startAccounts({ usernameCaseSensitive: false, aliasAttributes: ['email'] });
    await accounts.join('Alice', { email: 'Alice@Example.com' });
    for (const name of ['alice', 'ALICE', 'alice@example.com']) {
      expect(decodeJwt(await accounts.signIn(name)).username).toBe('Alice');
    }
    await expect(accounts.signUp('aLICE')).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User already exists',
    });
  });

  it('by names whose case matters', async () => {
    accounts = await startAccounts();
    await accounts.join('Alice');
    await expect(accounts.signIn('alice')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await accounts.signUp('alice');
  });

  it('is for who was created, where nobody can sign up', async () => {
    accounts = await startAccounts({ allowAdminCreateUserOnly: true });
    await expect(accounts.signUp('alice')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'SignUp is not permitted for this user pool',
    });
  });

  it('has a password as the pool wants it', async () => {
    accounts = await startAccounts({
      passwordPolicy: { minimumLength: 12, requireSymbols: false, requireUppercase: false },
    });
    const attempt = (Password: string) =>
      accounts.sdk.send(new SignUpCommand({ ClientId: CLIENT, Username: 'alice', Password }));
    await expect(attempt('Passw0rd!')).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: 'Password did not conform with policy: Password not long enough',
    });
    await expect(attempt('onlylettershere')).rejects.toMatchObject({
      message: 'Password did not conform with policy: Password must have numeric characters',
    });
    await attempt('lettersand123');
  });

  describe('a second code for who signed up', () => {
    const resend = (Username: string) =>
      accounts.sdk.send(new ResendConfirmationCodeCommand({ ClientId: CLIENT, Username }));

    it('replaces the first', async () => {
      accounts = await startAccounts({ autoVerifiedAttributes: ['email', 'phone_number'] });
      await accounts.signUp('alice', { email: 'alice@example.com', phone_number: '+15551234567' });
      const first = codeOf('alice');
      expect((await resend('alice')).CodeDeliveryDetails).toEqual({
        AttributeName: 'phone_number',
        DeliveryMedium: 'SMS',
        Destination: '+*******4567',
      });
      const { code = '', purpose } = accounts.lastMessage('alice');
      expect(purpose).toBe('ResendCode');
      if (code !== first) {
        await expect(confirm('alice', first)).rejects.toMatchObject({ name: 'CodeMismatchException' });
      }
      await confirm('alice', code);
      expect((await adminGet('alice')).UserAttributes).toEqual(
        expect.arrayContaining(attributeList({ phone_number_verified: 'true', email_verified: 'false' })),
      );
      await expect(resend('alice')).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'User is already confirmed.',
      });
    });

    it('is sent nowhere for who does not exist or has no address, and answered alike', async () => {
      accounts = await startAccounts();
      await accounts.signUp('bob');
      for (const username of ['bob', 'nobody']) {
        expect((await resend(username)).CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
      }
      expect(accounts.sandbox.messages(USER_POOL)).toEqual([]);
      await confirm('bob', codeOf('bob'));
    });

    it('is refused where nothing is verified, and for nobody where that is not hidden', async () => {
      accounts = await startAccounts(
        { autoVerifiedAttributes: [] },
        { preventUserExistenceErrors: 'LEGACY' },
      );
      await expect(resend('alice')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Cannot resend codes. Auto verification not turned on.',
      });
      await accounts.stop();
      accounts = await startAccounts({}, { preventUserExistenceErrors: 'LEGACY' });
      const refusal = {
        name: 'UserNotFoundException',
        message: 'Username/client id combination not found.',
      };
      await expect(resend('nobody')).rejects.toMatchObject(refusal);
      await expect(confirm('nobody', '123456')).rejects.toMatchObject(refusal);
      await accounts.signUp('bob');
      expect(await resend('bob')).not.toHaveProperty('CodeDeliveryDetails');
    });
  });

  it('tells that a user does not exist only where that is not hidden', async () => {
    accounts = await startAccounts({}, { preventUserExistenceErrors: 'LEGACY' });
    await accounts.join('alice');
    const signIn = (USERNAME: string) =>
      accounts.sdk.send(
        new InitiateAuthCommand({
          ClientId: CLIENT,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD: 'Wrong-Horse-1' },
        }),
      );
    await expect(signIn('nobody')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
    await expect(signIn('alice')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});
