import {
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ChangePasswordCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import {
  attributeList,
  PASSWORD,
  startAccounts,
  USER_POOL,
  wrongCode,
  type Accounts,
} from '../accounts.spec-helper.js';

describe("a user's own account", () => {
  let accounts: Accounts;
  const attributesOf = async (AccessToken: string) => {
    const { UserAttributes = [] } = await accounts.sdk.send(new GetUserCommand({ AccessToken }));
    return Object.fromEntries(UserAttributes.map(({ Name = '', Value = '' }) => [Name, Value]));
  };
  const update = (AccessToken: string, attributes: Readonly<Record<string, string>>) =>
    accounts.sdk.send(
      new UpdateUserAttributesCommand({ AccessToken, UserAttributes: attributeList(attributes) }),
    );
  const verify = (AccessToken: string, Code: string, AttributeName = 'email') =>
    accounts.sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code }));
  const askForCode = (AccessToken: string, AttributeName = 'email') =>
    accounts.sdk.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName }));
  const remove = (AccessToken: string, ...UserAttributeNames: string[]) =>
    accounts.sdk.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames }));

  describe('in a pool that verifies e-mail addresses', () => {
    beforeAll(async () => {
      accounts = await startAccounts({ customAttributes: [{ name: 'custom:tenant', mutable: false }] });
    });
    afterAll(() => accounts.stop());

    it('has a new password once the old one is given', async () => {
      await accounts.join('alice');
      const AccessToken = await accounts.signIn('alice');
      const change = (PreviousPassword: string, ProposedPassword: string) =>
        accounts.sdk.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
      await expect(change('Wrong-Horse-1', 'Battery-Staple-2')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
      await expect(change(PASSWORD, 'weak')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
      const both = await Promise.allSettled([
        change(PASSWORD, 'Battery-Staple-2'),
        change(PASSWORD, 'Battery-Staple-3'),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const chosen = both[0].status === 'fulfilled' ? 'Battery-Staple-2' : 'Battery-Staple-3';
      expect(await accounts.signIn('alice', chosen)).not.toBe('');
      await expect(accounts.signIn('alice')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      expect(await attributesOf(AccessToken)).toHaveProperty('sub');
    });

    it('takes a new address at once, unverified until the code that went there is given', async () => {
      await accounts.join('bob', { email: 'bob@example.com' });
      const token = await accounts.signIn('bob');
      const { CodeDeliveryDetailsList } = await update(token, { email: 'bob@example.org', name: 'Bob' });
      expect(CodeDeliveryDetailsList).toEqual([
        { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'b***@e***' },
      ]);
      expect(await attributesOf(token)).toMatchObject({
        email: 'bob@example.org',
        email_verified: 'false',
        name: 'Bob',
      });
      const { code = '', purpose, destination } = accounts.lastMessage('bob');
      expect([purpose, destination]).toEqual(['UpdateUserAttribute', 'bob@example.org']);
      await expect(verify(token, wrongCode(code))).rejects.toMatchObject({ name: 'CodeMismatchException' });
      await verify(token, code);
      expect(await attributesOf(token)).toMatchObject({ email: 'bob@example.org', email_verified: 'true' });
      await expect(verify(token, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
      expect((await update(token, { email: 'bob@example.org' })).CodeDeliveryDetailsList).toEqual([]);
    });

    it('gets a code whenever it asks for one, which is good for a day', async () => {
      await accounts.join('carol', { email: 'carol@example.com', phone_number: '+15551234567' });
      const { CodeDeliveryDetails } = await askForCode(await accounts.signIn('carol'), 'phone_number');
      expect(CodeDeliveryDetails).toEqual({
        AttributeName: 'phone_number',
        DeliveryMedium: 'SMS',
        Destination: '+*******4567',
      });
      const { code = '', medium, purpose } = accounts.lastMessage('carol');
      expect([medium, purpose]).toEqual(['sms', 'VerifyUserAttribute']);
      accounts.sandbox.advance(24 * 3600);
      const token = await accounts.signIn('carol');
      await expect(verify(token, code, 'phone_number')).rejects.toMatchObject({
        name: 'ExpiredCodeException',
      });
      await askForCode(token, 'phone_number');
      await verify(token, accounts.lastMessage('carol').code ?? '', 'phone_number');
      expect(await attributesOf(token)).toMatchObject({ phone_number_verified: 'true' });
    });

    it('has no address to be verified that it has not, or that is none', async () => {
      await accounts.join('dave');
      const token = await accounts.signIn('dave');
      await expect(askForCode(token)).rejects.toMatchObject({ name: 'InvalidParameterException' });
      await expect(askForCode(token, 'nickname')).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
      await expect(verify(token, '123456')).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    });

    it('can not write what is not its own to write, and then nothing is written', async () => {
      await accounts.join('erin', { 'custom:tenant': 'acme' });
      const token = await accounts.signIn('erin');
      await expect(update(token, { name: 'Erin', email_verified: 'true' })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'A client attempted to write unauthorized attribute',
      });
      await expect(update(token, { name: 'Erin', 'custom:tenant': 'other' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining('custom:tenant: Attribute cannot be updated.'),
      });
      await expect(update(token, { name: 'Erin', email: 'none' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Invalid email address format.',
      });
      expect(await attributesOf(token)).not.toHaveProperty('name');
    });

    it('loses attributes that it no longer wants, with what was known of them', async () => {
      await accounts.join('frank', { email: 'frank@example.com', name: 'Frank' });
      const token = await accounts.signIn('frank');
      await askForCode(token);
      const { code = '' } = accounts.lastMessage('frank');
      await remove(token, 'name', 'email');
      expect(Object.keys(await attributesOf(token))).toEqual(['sub']);
      await expect(verify(token, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
      await expect(remove(token, 'custom:none')).rejects.toMatchObject({ name: 'InvalidParameterException' });
      await expect(remove(token, 'email_verified')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    });

    it('is gone with everything once it is deleted', async () => {
      await accounts.join('grace');
      const AccessToken = await accounts.signIn('grace');
      await accounts.sdk.send(new DeleteUserCommand({ AccessToken }));
      await expect(attributesOf(AccessToken)).rejects.toMatchObject({ name: 'UserNotFoundException' });
      await expect(accounts.signIn('grace')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      await expect(
        accounts.sdk.send(new AdminGetUserCommand({ UserPoolId: USER_POOL, Username: 'grace' })),
      ).rejects.toMatchObject({ name: 'UserNotFoundException' });
    });

    it('is no longer to be changed by a token of an ended sign-in', async () => {
      await accounts.join('henry');
      const token = await accounts.signIn('henry');
      accounts.sandbox.advance(3600);
      await expect(update(token, { name: 'Henry' })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Access Token has expired',
      });
      await expect(remove('not.a.token', 'name')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    });
  });

  describe('in a pool where addresses are verified before they change', () => {
    beforeAll(async () => {
      accounts = await startAccounts({ attributesRequireVerificationBeforeUpdate: ['email'] });
    });
    afterAll(() => accounts.stop());

    it('keeps its address until the code that went to the new one is given', async () => {
      await accounts.join('alice', { email: 'alice@example.com' });
      const token = await accounts.signIn('alice');
      await update(token, { email: 'alice@example.org', name: 'Alice' });
      expect(accounts.lastMessage('alice').destination).toBe('alice@example.org');
      expect(await attributesOf(token)).toMatchObject({
        email: 'alice@example.com',
        email_verified: 'true',
        name: 'Alice',
      });
      await askForCode(token);
      expect(accounts.lastMessage('alice').destination).toBe('alice@example.org');
      await verify(token, accounts.lastMessage('alice').code ?? '');
      expect(await attributesOf(token)).toMatchObject({ email: 'alice@example.org', email_verified: 'true' });
    });

    it('has the address at once that an administrator declares verified', async () => {
      await accounts.join('bob', { email: 'bob@example.com' });
      const change = (attributes: Readonly<Record<string, string>>) =>
        accounts.sdk.send(
          new AdminUpdateUserAttributesCommand({
            UserPoolId: USER_POOL,
            Username: 'bob',
            UserAttributes: attributeList(attributes),
          }),
        );
      await change({ email: 'bob@example.net' });
      const { code = '', destination } = accounts.lastMessage('bob');
      expect(destination).toBe('bob@example.net');
      await change({ email: 'bob@example.org', email_verified: 'true' });
      const token = await accounts.signIn('bob');
      expect(await attributesOf(token)).toMatchObject({ email: 'bob@example.org', email_verified: 'true' });
      await expect(verify(token, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    });
  });
});
