import {
  AdminDeleteUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { OTHER_PASSWORD, refusal, attributes, join, signIn, joined, ownAttributes } from './case-actions.js';
import { PASSWORD, WRONG_CODE, type UserPoolCase } from './pool-under-test.js';

/** Passwords and attributes. */
export const ACCOUNT_CASES: readonly UserPoolCase[] = [
  {
    name: 'a forgotten password is replaced by who has the code',
    run: async (pool) => {
      await join(pool, 'pw1');
      const { CodeDeliveryDetails } = await pool.sdk.send(
        new ForgotPasswordCommand({ ClientId: pool.clientId, Username: 'pw1' }),
      );
      const choose = (ConfirmationCode: string) =>
        pool.sdk.send(
          new ConfirmForgotPasswordCommand({
            ClientId: pool.clientId,
            Username: 'pw1',
            ConfirmationCode,
            Password: OTHER_PASSWORD,
          }),
        );
      const wrong = await refusal(choose(WRONG_CODE));
      await choose(pool.codeOf('pw1'));
      return [
        CodeDeliveryDetails?.DeliveryMedium,
        wrong,
        await refusal(signIn(pool, 'pw1')),
        await refusal(signIn(pool, 'pw1', OTHER_PASSWORD)),
      ];
    },
    expected: [
      'EMAIL',
      'CodeMismatchException: Invalid verification code provided, please try again.',
      'NotAuthorizedException: Incorrect username or password.',
      'no refusal',
    ],
  },
  {
    name: 'a forgotten password of nobody is said to be, where that is not hidden',
    run: ({ sdk, clientId }) =>
      refusal(sdk.send(new ForgotPasswordCommand({ ClientId: clientId, Username: 'nobody' }))),
    expected: 'UserNotFoundException: Username/client id combination not found.',
  },
  {
    name: 'a password is changed by who knows the old one',
    run: async (pool) => {
      const AccessToken = await joined(pool, 'pw2');
      const change = (PreviousPassword: string) =>
        pool.sdk.send(
          new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword: OTHER_PASSWORD }),
        );
      const wrong = await refusal(change('Wrong-Horse-1'));
      await change(PASSWORD);
      return [wrong, await refusal(signIn(pool, 'pw2', OTHER_PASSWORD))];
    },
    expected: ['NotAuthorizedException: Incorrect username or password.', 'no refusal'],
  },
  {
    name: 'a new address is not verified until its code is given',
    run: async (pool) => {
      const AccessToken = await joined(pool, 'at1');
      await pool.sdk.send(
        new UpdateUserAttributesCommand({
          AccessToken,
          UserAttributes: attributes({ email: 'new@example.com', name: 'At' }),
        }),
      );
      const before = await ownAttributes(pool, AccessToken);
      const verify = (Code: string) =>
        pool.sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));
      const wrong = await refusal(verify(WRONG_CODE));
      await verify(pool.codeOf('at1'));
      return [before, wrong, await ownAttributes(pool, AccessToken)];
    },
    expected: [
      { email: 'new@example.com', email_verified: 'false', name: 'At' },
      'CodeMismatchException: Invalid verification code provided, please try again.',
      { email: 'new@example.com', email_verified: 'true', name: 'At' },
    ],
  },
  {
    name: 'a code for an address is asked for',
    run: async (pool) => {
      const AccessToken = await joined(pool, 'at2');
      const { CodeDeliveryDetails } = await pool.sdk.send(
        new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' }),
      );
      return CodeDeliveryDetails?.AttributeName;
    },
    expected: 'email',
  },
  {
    name: 'users do not declare their own address verified',
    run: async (pool) => {
      const AccessToken = await joined(pool, 'at3');
      return refusal(
        pool.sdk.send(
          new UpdateUserAttributesCommand({
            AccessToken,
            UserAttributes: attributes({ email_verified: 'true' }),
          }),
        ),
      );
    },
    expected: 'NotAuthorizedException: A client attempted to write unauthorized attribute',
  },
  {
    name: 'attributes are deleted',
    run: async (pool) => {
      const AccessToken = await joined(pool, 'at4');
      const user = { UserPoolId: pool.userPoolId, Username: 'at4' };
      await pool.sdk.send(
        new AdminUpdateUserAttributesCommand({
          ...user,
          UserAttributes: attributes({ name: 'At', nickname: 'Four' }),
        }),
      );
      await pool.sdk.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ['name'] }));
      await pool.sdk.send(
        new AdminDeleteUserAttributesCommand({ ...user, UserAttributeNames: ['nickname'] }),
      );
      return ownAttributes(pool, AccessToken);
    },
    expected: { email: 'at4@example.com', email_verified: 'true' },
  },
  {
    name: 'users delete themselves',
    run: async (pool) => {
      const AccessToken = await joined(pool, 'at5');
      await pool.sdk.send(new DeleteUserCommand({ AccessToken }));
      return refusal(signIn(pool, 'at5'));
    },
    expected: 'UserNotFoundException: User does not exist.',
  },
  {
    name: 'administrators delete users',
    run: async (pool) => {
      await join(pool, 'at6');
      const user = { UserPoolId: pool.userPoolId, Username: 'at6' };
      await pool.sdk.send(new AdminDeleteUserCommand(user));
      return refusal(pool.sdk.send(new AdminGetUserCommand(user)));
    },
    expected: 'UserNotFoundException: User does not exist.',
  },
];
