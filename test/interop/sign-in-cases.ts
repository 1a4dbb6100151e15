import {
  AdminConfirmSignUpCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import {
  OTHER_PASSWORD,
  refusal,
  signUp,
  confirm,
  join,
  signIn,
  tokensOf,
  joined,
  ownAttributes,
  create,
} from './case-actions.js';
import { PASSWORD, WRONG_CODE, type UserPoolCase } from './pool-under-test.js';

/** Signing up and in. */
export const SIGN_IN_CASES: readonly UserPoolCase[] = [
  {
    name: 'signing up answers with where the code went',
    run: async (pool) => {
      const { UserConfirmed, UserSub, CodeDeliveryDetails } = await signUp(pool, 'up1');
      return { UserConfirmed, hasSub: UserSub !== undefined, CodeDeliveryDetails };
    },
    expected: {
      UserConfirmed: false,
      hasSub: true,
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'u***@e***' },
    },
  },
  {
    name: 'a user name is taken once',
    run: async (pool) => {
      await signUp(pool, 'up2');
      return refusal(signUp(pool, 'up2'));
    },
    expected: 'UsernameExistsException: User already exists',
  },
  {
    name: 'a weak password is refused at sign-up',
    run: ({ sdk, clientId }) =>
      refusal(sdk.send(new SignUpCommand({ ClientId: clientId, Username: 'up3', Password: 'weak' }))),
    expected: 'InvalidPasswordException: Password did not conform with policy: Password not long enough',
  },
  {
    name: 'who is not confirmed can not sign in',
    run: async (pool) => {
      await signUp(pool, 'up4');
      return refusal(signIn(pool, 'up4'));
    },
    expected: 'UserNotConfirmedException: User is not confirmed.',
  },
  {
    name: 'a wrong code confirms nobody',
    run: async (pool) => {
      await signUp(pool, 'up5');
      return refusal(confirm(pool, 'up5', WRONG_CODE));
    },
    expected: 'CodeMismatchException: Invalid verification code provided, please try again.',
  },
  {
    name: 'the code confirms the user and the address',
    run: async (pool) => ownAttributes(pool, await joined(pool, 'up6')),
    expected: { email: 'up6@example.com', email_verified: 'true' },
  },
  {
    name: 'an administrator confirms without a code, and no address',
    run: async (pool) => {
      await signUp(pool, 'up7');
      await pool.sdk.send(new AdminConfirmSignUpCommand({ UserPoolId: pool.userPoolId, Username: 'up7' }));
      return ownAttributes(pool, (await tokensOf(pool, 'up7')).AccessToken ?? '');
    },
    expected: { email: 'up7@example.com', email_verified: 'false' },
  },
  {
    name: 'a wrong password is refused',
    run: async (pool) => {
      await join(pool, 'in1');
      return refusal(signIn(pool, 'in1', 'Wrong-Horse-1'));
    },
    expected: 'NotAuthorizedException: Incorrect username or password.',
  },
  {
    name: 'a user who does not exist is said not to, where that is not hidden',
    run: (pool) => refusal(signIn(pool, 'nobody')),
    expected: 'UserNotFoundException: User does not exist.',
  },
  {
    name: 'tokens are the claims of the user',
    run: async (pool) => {
      await join(pool, 'in2');
      const { AccessToken = '', IdToken = '', TokenType, ExpiresIn } = await tokensOf(pool, 'in2');
      const [access, id] = [decodeJwt(AccessToken), decodeJwt(IdToken)];
      return {
        TokenType,
        ExpiresIn,
        access: {
          token_use: access.token_use,
          username: access.username,
          scope: access.scope,
          issuer: access.iss === pool.issuer,
          client: access.client_id === pool.clientId,
          lifetime: (access.exp ?? 0) - (access.iat ?? 0),
        },
        id: {
          token_use: id.token_use,
          username: id['cognito:username'],
          email: id.email,
          verified: id.email_verified,
          audience: id.aud === pool.clientId,
          sameUser: id.sub === access.sub,
        },
      };
    },
    expected: {
      TokenType: 'Bearer',
      ExpiresIn: 3600,
      access: {
        token_use: 'access',
        username: 'in2',
        scope: 'aws.cognito.signin.user.admin',
        issuer: true,
        client: true,
        lifetime: 3600,
      },
      id: {
        token_use: 'id',
        username: 'in2',
        email: 'in2@example.com',
        verified: true,
        audience: true,
        sameUser: true,
      },
    },
  },
  {
    name: 'a refresh token brings new tokens and not itself',
    run: async (pool) => {
      await join(pool, 'in3');
      const { RefreshToken = '' } = await tokensOf(pool, 'in3');
      const { AuthenticationResult } = await pool.sdk.send(
        new InitiateAuthCommand({
          ClientId: pool.clientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: RefreshToken },
        }),
      );
      return Object.keys(AuthenticationResult ?? {}).sort();
    },
    expected: ['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType'],
  },
  {
    name: 'a revoked refresh token brings none',
    run: async (pool) => {
      await join(pool, 'in4');
      const { RefreshToken = '' } = await tokensOf(pool, 'in4');
      await pool.sdk.send(new RevokeTokenCommand({ ClientId: pool.clientId, Token: RefreshToken }));
      const refused = await refusal(
        pool.sdk.send(
          new InitiateAuthCommand({
            ClientId: pool.clientId,
            AuthFlow: 'REFRESH_TOKEN_AUTH',
            AuthParameters: { REFRESH_TOKEN: RefreshToken },
          }),
        ),
      );
      return refused.split(':')[0];
    },
    expected: 'NotAuthorizedException',
  },
  {
    name: 'an administrator signs a user in',
    run: async (pool) => {
      await join(pool, 'in5');
      const { AuthenticationResult } = await pool.sdk.send(
        new AdminInitiateAuthCommand({
          UserPoolId: pool.userPoolId,
          ClientId: pool.clientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'in5', PASSWORD },
        }),
      );
      return Object.keys(AuthenticationResult ?? {}).includes('AccessToken');
    },
    expected: true,
  },
  {
    name: 'a disabled user can not sign in until enabled',
    run: async (pool) => {
      await join(pool, 'in6');
      const user = { UserPoolId: pool.userPoolId, Username: 'in6' };
      await pool.sdk.send(new AdminDisableUserCommand(user));
      const disabled = await refusal(signIn(pool, 'in6'));
      await pool.sdk.send(new AdminEnableUserCommand(user));
      return [disabled, await refusal(signIn(pool, 'in6'))];
    },
    expected: ['NotAuthorizedException: User is disabled.', 'no refusal'],
  },
  {
    name: 'a temporary password must be replaced',
    run: async (pool) => {
      const { User } = await create(pool, 'in7');
      const { ChallengeName, Session } = await signIn(pool, 'in7');
      const { AuthenticationResult } = await pool.sdk.send(
        new RespondToAuthChallengeCommand({
          ClientId: pool.clientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: 'in7', NEW_PASSWORD: OTHER_PASSWORD },
        }),
      );
      const after = await pool.sdk.send(
        new AdminGetUserCommand({ UserPoolId: pool.userPoolId, Username: 'in7' }),
      );
      return [User?.UserStatus, ChallengeName, AuthenticationResult?.TokenType, after.UserStatus];
    },
    expected: ['FORCE_CHANGE_PASSWORD', 'NEW_PASSWORD_REQUIRED', 'Bearer', 'CONFIRMED'],
  },
  {
    name: 'an administrator sets a password for good',
    run: async (pool) => {
      await create(pool, 'in8');
      await pool.sdk.send(
        new AdminSetUserPasswordCommand({
          UserPoolId: pool.userPoolId,
          Username: 'in8',
          Password: OTHER_PASSWORD,
          Permanent: true,
        }),
      );
      return refusal(tokensOf(pool, 'in8', OTHER_PASSWORD));
    },
    expected: 'no refusal',
  },
];
