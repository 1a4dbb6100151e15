import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AssociateSoftwareTokenCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  GetGroupCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  GetUserPoolMfaConfigCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  UpdateGroupCommand,
  UpdateUserAttributesCommand,
  VerifySoftwareTokenCommand,
  VerifyUserAttributeCommand,
  type AttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD, WRONG_CODE, type PoolUnderTest } from './pool-under-test.js';

const OTHER_PASSWORD = 'Battery-Staple-2';

/** What is asked of every implementation, as a sentence, and what must come of it. */
export interface UserPoolCase {
  readonly name: string;
  readonly run: (pool: PoolUnderTest) => Promise<unknown>;
  readonly expected: unknown;
}

/** The name of an exception, or what there was instead. */
const refusal = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return 'no refusal';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : 'no error';
  }
};

const attributes = (given: Readonly<Record<string, string>>): AttributeType[] =>
  Object.entries(given).map(([Name, Value]) => ({ Name, Value }));

const valuesOf = (list: readonly AttributeType[] = []): Record<string, string | undefined> =>
  Object.fromEntries(
    list
      .filter(({ Name }) => Name !== 'sub')
      .map(({ Name = '', Value }): [string, string | undefined] => [Name, Value])
      .sort(([a], [b]) => a.localeCompare(b)),
  );

const signUp = ({ sdk, clientId }: PoolUnderTest, Username: string) =>
  sdk.send(
    new SignUpCommand({
      ClientId: clientId,
      Username,
      Password: PASSWORD,
      UserAttributes: attributes({ email: `${Username}@example.com` }),
    }),
  );
const confirm = ({ sdk, clientId }: PoolUnderTest, Username: string, ConfirmationCode: string) =>
  sdk.send(new ConfirmSignUpCommand({ ClientId: clientId, Username, ConfirmationCode }));
const join = async (pool: PoolUnderTest, username: string): Promise<void> => {
  await signUp(pool, username);
  await confirm(pool, username, pool.codeOf(username));
};
const signIn = async ({ sdk, clientId }: PoolUnderTest, USERNAME: string, password = PASSWORD) =>
  sdk.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );
const tokensOf = async (pool: PoolUnderTest, username: string, password = PASSWORD) => {
  const { AuthenticationResult } = await signIn(pool, username, password);
  if (AuthenticationResult === undefined) throw new Error('There are no tokens.');
  return AuthenticationResult;
};
const joined = async (pool: PoolUnderTest, username: string): Promise<string> => {
  await join(pool, username);
  return (await tokensOf(pool, username)).AccessToken ?? '';
};
const ownAttributes = async ({ sdk }: PoolUnderTest, AccessToken: string) =>
  valuesOf((await sdk.send(new GetUserCommand({ AccessToken }))).UserAttributes);
const create = ({ sdk, userPoolId }: PoolUnderTest, Username: string) =>
  sdk.send(
    new AdminCreateUserCommand({
      UserPoolId: userPoolId,
      Username,
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
      UserAttributes: attributes({ email: `${Username}@example.com`, email_verified: 'true' }),
    }),
  );

export const USER_POOL_CASES: readonly UserPoolCase[] = [
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
  {
    name: 'groups are made, changed, listed and deleted',
    run: async ({ sdk, userPoolId }) => {
      const group = { UserPoolId: userPoolId, GroupName: 'gr1' };
      await sdk.send(new CreateGroupCommand({ ...group, Precedence: 3 }));
      const again = await refusal(sdk.send(new CreateGroupCommand(group)));
      await sdk.send(new UpdateGroupCommand({ ...group, Description: 'changed' }));
      const { Group } = await sdk.send(new GetGroupCommand(group));
      const { Groups = [] } = await sdk.send(new ListGroupsCommand({ UserPoolId: userPoolId }));
      await sdk.send(new DeleteGroupCommand(group));
      const gone = await refusal(sdk.send(new GetGroupCommand(group)));
      const listed = Groups.some(({ GroupName }) => GroupName === 'gr1');
      return [again, Group?.Description, Group?.Precedence, listed, gone];
    },
    expected: [
      'GroupExistsException: A group with the name already exists.',
      'changed',
      3,
      true,
      'ResourceNotFoundException: Group not found.',
    ],
  },
  {
    name: 'membership is in the tokens',
    run: async (pool) => {
      const { sdk, userPoolId } = pool;
      await join(pool, 'gr2');
      const group = { UserPoolId: userPoolId, GroupName: 'members' };
      await sdk.send(new CreateGroupCommand(group));
      const membership = { ...group, Username: 'gr2' };
      await sdk.send(new AdminAddUserToGroupCommand(membership));
      const { Groups = [] } = await sdk.send(
        new AdminListGroupsForUserCommand({ UserPoolId: userPoolId, Username: 'gr2' }),
      );
      const { Users = [] } = await sdk.send(new ListUsersInGroupCommand(group));
      const inside = decodeJwt((await tokensOf(pool, 'gr2')).AccessToken ?? '')['cognito:groups'];
      await sdk.send(new AdminRemoveUserFromGroupCommand(membership));
      const outside = decodeJwt((await tokensOf(pool, 'gr2')).AccessToken ?? '')['cognito:groups'];
      return [
        Groups.map(({ GroupName }) => GroupName),
        Users.map(({ Username }) => Username),
        inside,
        outside,
      ];
    },
    expected: [['members'], ['gr2'], ['members'], undefined],
  },
  {
    name: 'users are found by a filter',
    run: async (pool) => {
      await join(pool, 'ls1');
      const find = async (Filter: string) =>
        (await pool.sdk.send(new ListUsersCommand({ UserPoolId: pool.userPoolId, Filter }))).Users?.map(
          ({ Username }) => Username,
        );
      return [
        await find('username = "ls1"'),
        await find('email ^= "ls1@"'),
        await find('email = "ls1@example.com"'),
        await find('username = "none"'),
      ];
    },
    expected: [['ls1'], ['ls1'], ['ls1'], []],
  },
  {
    name: 'users are listed by pages',
    run: async (pool) => {
      await join(pool, 'ls2');
      await join(pool, 'ls3');
      const { Users = [], PaginationToken } = await pool.sdk.send(
        new ListUsersCommand({ UserPoolId: pool.userPoolId, Limit: 1 }),
      );
      return [Users.length, PaginationToken !== undefined];
    },
    expected: [1, true],
  },
  {
    name: 'the pool and its client are described',
    run: async ({ sdk, userPoolId, clientId }) => {
      const { UserPool } = await sdk.send(new DescribeUserPoolCommand({ UserPoolId: userPoolId }));
      const { UserPoolClient } = await sdk.send(
        new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId }),
      );
      const pools = await sdk.send(new ListUserPoolsCommand({ MaxResults: 60 }));
      const clients = await sdk.send(new ListUserPoolClientsCommand({ UserPoolId: userPoolId }));
      const mfa = await sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId: userPoolId }));
      return {
        name: UserPool?.Name,
        verified: UserPool?.AutoVerifiedAttributes,
        client: UserPoolClient?.ClientName,
        pools: pools.UserPools?.some(({ Id }) => Id === userPoolId),
        clients: clients.UserPoolClients?.map(({ ClientName }) => ClientName),
        mfa: mfa.MfaConfiguration,
      };
    },
    expected: {
      name: 'interop',
      verified: ['email'],
      client: 'web',
      pools: true,
      clients: ['web'],
      mfa: 'OPTIONAL',
    },
  },
  {
    name: 'an authenticator app is a second factor',
    run: async (pool) => {
      const { sdk, clientId } = pool;
      const AccessToken = await joined(pool, 'mf1');
      const { SecretCode = '' } = await sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
      const app = new TOTP({ secret: Secret.fromBase32(SecretCode) });
      const { Status } = await sdk.send(
        new VerifySoftwareTokenCommand({ AccessToken, UserCode: app.generate() }),
      );
      await sdk.send(
        new SetUserMFAPreferenceCommand({
          AccessToken,
          SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
        }),
      );
      const { ChallengeName, Session } = await signIn(pool, 'mf1');
      const answer = (code: string) =>
        sdk.send(
          new RespondToAuthChallengeCommand({
            ClientId: clientId,
            ChallengeName: 'SOFTWARE_TOKEN_MFA',
            Session,
            ChallengeResponses: { USERNAME: 'mf1', SOFTWARE_TOKEN_MFA_CODE: code },
          }),
        );
      // The next code: one that was used already may be refused.
      const { AuthenticationResult } = await answer(app.generate({ timestamp: Date.now() + 30_000 }));
      return [Status, ChallengeName, AuthenticationResult?.TokenType];
    },
    expected: ['SUCCESS', 'SOFTWARE_TOKEN_MFA', 'Bearer'],
  },
];
