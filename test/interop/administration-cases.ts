import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AssociateSoftwareTokenCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetGroupCommand,
  GetUserPoolMfaConfigCommand,
  ListGroupsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  UpdateGroupCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { refusal, join, signIn, tokensOf, joined } from './case-actions.js';
import { type UserPoolCase } from './pool-under-test.js';

/** Groups, lists, descriptions and second factors. */
export const ADMINISTRATION_CASES: readonly UserPoolCase[] = [
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
