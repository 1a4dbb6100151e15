import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { REGION, startUserPools, type UserPoolsServer } from '../user-pools-server.spec-helper.js';

const PASSWORD = 'Correct-Horse-1';

describe('administering users and groups', () => {
  let server: UserPoolsServer;
  let sdk: CognitoIdentityProviderClient;
  let poolId: string;

  beforeAll(async () => {
    server = await startUserPools([
      {
        clients: [],
        customAttributes: [
          { name: 'custom:tenant', mutable: false },
          { name: 'custom:seats', type: 'Number' },
          { name: 'custom:beta', type: 'Boolean' },
          { name: 'custom:since', type: 'DateTime' },
        ],
        users: [
          {
            username: 'alice',
            password: PASSWORD,
            attributes: { email: 'a@example.com', email_verified: 'true' },
          },
          { username: 'bob', password: PASSWORD },
        ],
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

  const attributesOf = async (Username: string): Promise<Record<string, string | undefined>> => {
    const user = await sdk.send(new AdminGetUserCommand({ UserPoolId: poolId, Username }));
    return Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name!, Value]));
  };
  const update = (Username: string, attributes: Record<string, string>) =>
    sdk.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: poolId,
        Username,
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
  const addTo = (GroupName: string, Username: string) =>
    sdk.send(new AdminAddUserToGroupCommand({ UserPoolId: poolId, GroupName, Username }));

  it('finds a user by name or by sub, and no other', async () => {
    const byName = await sdk.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: 'alice' }));
    const { sub } = await attributesOf('alice');
    const bySub = await sdk.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: sub }));
    expect(bySub.Username).toBe('alice');
    expect(byName.UserCreateDate!.getTime()).toBe(server.now);
    await expect(attributesOf('nobody')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
  });

  it('changes, adds and removes attributes', async () => {
    await update('alice', { nickname: 'Al', 'custom:seats': '12', 'custom:beta': 'TRUE' });
    expect(await attributesOf('alice')).toMatchObject({
      nickname: 'Al',
      'custom:seats': '12',
      'custom:beta': 'true',
    });
    await update('alice', { nickname: '' });
    expect(await attributesOf('alice')).not.toHaveProperty('nickname');
  });

  it('takes the verification away with the address that was verified', async () => {
    await update('alice', { email: 'new@example.com' });
    expect(await attributesOf('alice')).toMatchObject({ email: 'new@example.com', email_verified: 'false' });
    await update('alice', { email: 'newer@example.com', email_verified: 'true' });
    expect(await attributesOf('alice')).toMatchObject({ email_verified: 'true' });
    await update('alice', { email: '' });
    expect(await attributesOf('alice')).not.toHaveProperty('email_verified');
  });

  it.each([
    ['custom:tenant', 'acme', 'user.custom:tenant: Attribute cannot be updated.\n'],
    ['custom:seats', 'many', expect.stringContaining('custom:seats')],
    ['custom:seats', '9'.repeat(30), expect.stringContaining('custom:seats')],
    ['updated_at', '9007199254740992', expect.stringContaining('updated_at')],
    ['custom:beta', 'yes', expect.stringContaining('custom:beta')],
    ['custom:since', 'yesterday', expect.stringContaining('custom:since')],
    ['custom:ghost', 'x', expect.stringContaining('custom:ghost')],
    ['email', 'nonsense', 'Invalid email address format.'],
    ['phone_number', '0441234', 'Invalid phone number format.'],
    ['birthdate', '1.1.2000', expect.stringContaining('birthdate')],
    ['sub', 'x', expect.stringContaining('sub')],
  ])('refuses to set %s to %s and changes nothing', async (name, value, message) => {
    const before = await attributesOf('bob');
    await expect(update('bob', { nickname: 'Bobby', [name]: value })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message,
    });
    expect(await attributesOf('bob')).toEqual(before);
  });

  it('accepts a date and time', async () => {
    await update('bob', { 'custom:since': '2026-01-31T10:00:00Z' });
    expect(await attributesOf('bob')).toMatchObject({ 'custom:since': '2026-01-31T10:00:00Z' });
  });

  it('makes a group once and describes it', async () => {
    const group = {
      UserPoolId: poolId,
      GroupName: 'editors',
      Description: 'They edit',
      Precedence: 0,
      RoleArn: 'arn:aws:iam::123456789012:role/editor',
    };
    const { Group } = await sdk.send(new CreateGroupCommand(group));
    expect(Group).toEqual({
      ...group,
      CreationDate: new Date(server.now),
      LastModifiedDate: new Date(server.now),
    });
    await expect(sdk.send(new CreateGroupCommand(group))).rejects.toMatchObject({
      name: 'GroupExistsException',
    });
  });

  it.each([
    [{ Precedence: -1 }, 'precedence'],
    [{ RoleArn: 'arn:aws:iam' }, 'roleArn'],
    [{ GroupName: 'two words' }, 'groupName'],
    [{ Description: 'x'.repeat(2049) }, 'description'],
  ])('refuses a group with %j', async (wrong, member) => {
    const attempt = sdk.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName: 'odd', ...wrong }));
    await expect(attempt).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`'${member}'`),
    });
  });

  it('puts users into groups, lists them page by page in their order, and takes users out', async () => {
    for (const [GroupName, Precedence] of [
      ['third', undefined],
      ['second', 2],
      ['first', 1],
    ] as const) {
      await sdk.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName, Precedence }));
      await addTo(GroupName, 'bob');
    }
    await addTo('first', 'bob');
    const list = (more: { Limit?: number; NextToken?: string } = {}) =>
      sdk.send(new AdminListGroupsForUserCommand({ UserPoolId: poolId, Username: 'bob', ...more }));
    const names = async () => (await list()).Groups!.map((group) => group.GroupName);
    expect(await names()).toEqual(['first', 'second', 'third']);
    const page = await list({ Limit: 2 });
    expect(page.Groups).toHaveLength(2);
    const rest = await list({ Limit: 2, NextToken: page.NextToken! });
    expect(rest.Groups!.map((group) => group.GroupName)).toEqual(['third']);
    expect(rest.NextToken).toBeUndefined();
    await expect(list({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const subject = { UserPoolId: poolId, Username: 'bob', GroupName: 'second' };
    await sdk.send(new AdminRemoveUserFromGroupCommand(subject));
    expect(await names()).toEqual(['first', 'third']);
  });

  it('refuses a group or a user that does not exist', async () => {
    await expect(addTo('ghosts', 'bob')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Group not found.',
    });
    await sdk.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName: 'ghosts' }));
    await expect(addTo('ghosts', 'nobody')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(addTo('Ghosts', 'bob')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('deletes a user, whose name can then be used again', async () => {
    await sdk.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: 'bob' }));
    await expect(attributesOf('bob')).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});
