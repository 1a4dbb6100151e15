import { createHmac } from 'node:crypto';

import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import {
  attributeList,
  CLIENT,
  PASSWORD,
  startAccounts,
  USER_POOL,
  wrongCode,
  type Accounts,
} from '../accounts.spec-helper.js';
import { startUserPools } from '../user-pools-server.spec-helper.js';

const NEW_PASSWORD = 'Battery-Staple-2';

describe('a forgotten password', () => {
  let accounts: Accounts;
  const forget = (Username: string) =>
    accounts.sdk.send(new ForgotPasswordCommand({ ClientId: CLIENT, Username }));
  const choose = (Username: string, ConfirmationCode: string, Password = NEW_PASSWORD) =>
    accounts.sdk.send(
      new ConfirmForgotPasswordCommand({ ClientId: CLIENT, Username, ConfirmationCode, Password }),
    );
  const create = (Username: string, attributes: Readonly<Record<string, string>>) =>
    accounts.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: USER_POOL,
        Username,
        UserAttributes: attributeList(attributes),
        MessageAction: 'SUPPRESS',
      }),
    );

  describe('of a client that hides whether a user exists', () => {
    beforeAll(async () => {
      accounts = await startAccounts();
    });
    afterAll(() => accounts.stop());

    it('is replaced by who has the code that was sent to the verified address', async () => {
      await accounts.join('alice', { email: 'alice@example.com' });
      const { CodeDeliveryDetails } = await forget('alice');
      expect(CodeDeliveryDetails).toEqual({
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: 'a***@e***',
      });
      const { code = '', ...message } = accounts.lastMessage('alice');
      expect(message).toMatchObject({
        username: 'alice',
        destination: 'alice@example.com',
        medium: 'email',
        purpose: 'ForgotPassword',
        text: `Your password reset code is ${code}.`,
      });
      await expect(choose('alice', wrongCode(code))).rejects.toMatchObject({
        name: 'CodeMismatchException',
        message: 'Invalid verification code provided, please try again.',
      });
      await expect(choose('alice', code, 'weak')).rejects.toMatchObject({
        name: 'InvalidPasswordException',
      });
      await choose('alice', code);
      expect(await accounts.signIn('alice', NEW_PASSWORD)).not.toBe('');
      await expect(accounts.signIn('alice')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      await expect(choose('alice', code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    });

    it('goes to the phone first, masked but for its end', async () => {
      await create('phoebe', {
        email: 'phoebe@example.com',
        email_verified: 'true',
        phone_number: '+15551234567',
        phone_number_verified: 'true',
      });
      await expect(forget('phoebe')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'User password cannot be reset in the current state.',
      });
      await accounts.join('philip', { phone_number: '+15551234567' });
      await accounts.sdk.send(
        new AdminUpdateUserAttributesCommand({
          UserPoolId: USER_POOL,
          Username: 'philip',
          UserAttributes: attributeList({ phone_number_verified: 'true' }),
        }),
      );
      const { CodeDeliveryDetails } = await forget('philip');
      expect(CodeDeliveryDetails).toEqual({
        AttributeName: 'phone_number',
        DeliveryMedium: 'SMS',
        Destination: '+*******4567',
      });
    });

    it('lets one of two simultaneous answers with the right code through', async () => {
      await accounts.join('twin', { email: 'twin@example.com' });
      await forget('twin');
      const { code = '' } = accounts.lastMessage('twin');
      const results = await Promise.allSettled([choose('twin', code), choose('twin', code, PASSWORD)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('takes only the last code, for an hour, and no more than five wrong ones', async () => {
      await accounts.join('bob', { email: 'bob@example.com' });
      await forget('bob');
      const { code: first = '' } = accounts.lastMessage('bob');
      await forget('bob');
      const { code: second = '' } = accounts.lastMessage('bob');
      if (first !== second) {
        await expect(choose('bob', first)).rejects.toMatchObject({ name: 'CodeMismatchException' });
      }
      accounts.sandbox.advance(3600);
      await expect(choose('bob', second)).rejects.toMatchObject({
        name: 'ExpiredCodeException',
        message: 'Invalid code provided, please request a code again.',
      });
      await forget('bob');
      const { code: third = '' } = accounts.lastMessage('bob');
      for (let attempt = 0; attempt < 5; attempt++) {
        await expect(choose('bob', wrongCode(third))).rejects.toMatchObject({
          name: 'CodeMismatchException',
        });
      }
      await expect(choose('bob', third)).rejects.toMatchObject({
        name: 'LimitExceededException',
        message: 'Attempt limit exceeded, please try after some time.',
      });
    });

    it.each([
      ['does not exist', 'nobody@example.com', 'n***@e***'],
      ['has no verified address', 'carol', expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/)],
      ['is disabled', 'dave', expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/)],
    ])('is answered alike for somebody who %s, and sent to nobody', async (_case, username, Destination) => {
      if (username === 'carol') await accounts.signUp('carol', { email: 'carol@example.com' });
      if (username === 'dave') {
        await accounts.join('dave', { email: 'dave@example.com' });
        await accounts.sdk.send(new AdminDisableUserCommand({ UserPoolId: USER_POOL, Username: 'dave' }));
      }
      const before = accounts.sandbox.messages(USER_POOL).length;
      await expect(choose(username, '123456')).rejects.toMatchObject({ name: 'ExpiredCodeException' });
      const { CodeDeliveryDetails } = await forget(username);
      expect(CodeDeliveryDetails).toEqual({ AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination });
      expect((await forget(username)).CodeDeliveryDetails).toEqual(CodeDeliveryDetails);
      expect(accounts.sandbox.messages(USER_POOL)).toHaveLength(before);
      for (let attempt = 0; attempt < 5; attempt++) {
        await expect(choose(username, 'no-such')).rejects.toMatchObject({ name: 'CodeMismatchException' });
      }
      await expect(choose(username, 'no-such')).rejects.toMatchObject({ name: 'LimitExceededException' });
      accounts.sandbox.advance(3600);
      await expect(choose(username, 'no-such')).rejects.toMatchObject({ name: 'CodeMismatchException' });
    });

    it('is what an administrator makes of a password by resetting it', async () => {
      await accounts.join('erin', { email: 'erin@example.com' });
      await accounts.sdk.send(new AdminResetUserPasswordCommand({ UserPoolId: USER_POOL, Username: 'erin' }));
      await expect(accounts.signIn('erin')).rejects.toMatchObject({
        name: 'PasswordResetRequiredException',
        message: 'Password reset required for the user',
      });
      await expect(accounts.signIn('erin', 'Wrong-Horse-1')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      });
      const user = await accounts.sdk.send(
        new AdminGetUserCommand({ UserPoolId: USER_POOL, Username: 'erin' }),
      );
      expect(user.UserStatus).toBe('RESET_REQUIRED');
      await choose('erin', accounts.lastMessage('erin').code ?? '');
      expect(await accounts.signIn('erin', NEW_PASSWORD)).not.toBe('');
    });

    it('can not be reset by an administrator for who has no verified address or no own password yet', async () => {
      const reset = (Username: string) =>
        accounts.sdk.send(new AdminResetUserPasswordCommand({ UserPoolId: USER_POOL, Username }));
      await accounts.join('frank');
      await expect(reset('frank')).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message:
          'Cannot reset password for the user as there is no registered/verified email or phone_number',
      });
      await create('grace', { email: 'grace@example.com', email_verified: 'true' });
      await expect(reset('grace')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      await expect(reset('nobody')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    });
  });

  describe('of a client that does not', () => {
    beforeAll(async () => {
      accounts = await startAccounts({}, { preventUserExistenceErrors: 'LEGACY' });
    });
    afterAll(() => accounts.stop());

    it('says that there is no such user', async () => {
      const refusal = {
        name: 'UserNotFoundException',
        message: 'Username/client id combination not found.',
      };
      await expect(forget('nobody')).rejects.toMatchObject(refusal);
      await expect(choose('nobody', '123456')).rejects.toMatchObject(refusal);
    });

    it('says that a user is disabled, or has no verified address', async () => {
      await accounts.join('frank');
      await expect(forget('frank')).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message:
          'Cannot reset password for the user as there is no registered/verified email or phone_number',
      });
      await accounts.sdk.send(new AdminDisableUserCommand({ UserPoolId: USER_POOL, Username: 'frank' }));
      const refusal = { name: 'NotAuthorizedException', message: 'User is disabled.' };
      await expect(forget('frank')).rejects.toMatchObject(refusal);
      await expect(choose('frank', '123456')).rejects.toMatchObject(refusal);
    });
  });

  it('is none of somebody who signs in elsewhere', async () => {
    const server = await startUserPools([
      {
        userPoolId: USER_POOL,
        clients: [{ name: 'web', clientId: CLIENT }],
        users: [
          {
            username: 'Google_1',
            password: PASSWORD,
            attributes: { email: 'a@example.com', email_verified: 'true' },
          },
        ],
      },
    ]);
    const pool = server.userPools.byId(USER_POOL);
    pool!.users.find('Google_1')!.status = 'EXTERNAL_PROVIDER';
    const input = { ClientId: CLIENT, Username: 'Google_1' };
    const attempt = server.userPools.call({ operation: 'ForgotPassword', input, headers: {} });
    await expect(attempt).rejects.toMatchObject({
      type: 'NotAuthorizedException',
      message: 'User password cannot be reset in the current state.',
    });
    expect(pool!.outbox.list()).toEqual([]);
    await server.close();
  });

  describe('of a pool', () => {
    afterEach(() => accounts.stop());

    it('that lets only administrators recover accounts is sent to nobody', async () => {
      accounts = await startAccounts({ accountRecovery: ['admin_only'] });
      await accounts.join('alice', { email: 'alice@example.com' });
      await forget('alice');
      expect(accounts.lastMessage('alice').purpose).toBe('SignUp');
    });

    it('that verifies phones only is answered with a phone for somebody who does not exist', async () => {
      accounts = await startAccounts({ autoVerifiedAttributes: ['phone_number'] });
      expect((await forget('nobody')).CodeDeliveryDetails).toMatchObject({
        DeliveryMedium: 'SMS',
        Destination: expect.stringMatching(/^\+\*{7}\d{4}$/),
      });
      expect((await forget('+15550001234')).CodeDeliveryDetails?.Destination).toBe('+*******1234');
    });

    it('whose client has a secret wants its hash', async () => {
      accounts = await startAccounts({}, { clientSecret: 'verysecret' });
      await expect(forget('nobody')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      const SecretHash = createHmac('sha256', 'verysecret').update(`nobody${CLIENT}`).digest('base64');
      const { CodeDeliveryDetails } = await accounts.sdk.send(
        new ForgotPasswordCommand({ ClientId: CLIENT, Username: 'nobody', SecretHash }),
      );
      expect(CodeDeliveryDetails).toBeDefined();
    });
  });
});
