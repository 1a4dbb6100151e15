import {
  AdminAddUserToGroupCommand,
  AdminDisableUserCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  paginateListUsers,
  paginateListUsersInGroup,
  type ListUsersCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';

import { PASSWORD, startAccounts, USER_POOL, type Accounts } from '../accounts.spec-helper.js';

describe('listing users', () => {
  let accounts: Accounts;

  beforeAll(async () => {
    accounts = await startAccounts({
      groups: [{ groupName: 'readers' }],
      customAttributes: [{ name: 'custom:tenant' }],
      users: [
        {
          username: 'alice',
          password: PASSWORD,
          groups: ['readers'],
          attributes: { email: 'alice@example.com', given_name: 'Alice "Al"', 'custom:tenant': 'acme' },
        },
        {
          username: 'albert',
          password: PASSWORD,
          groups: ['readers'],
          attributes: { email: 'albert@example.org', family_name: 'B\\S' },
        },
        { username: 'bob', password: PASSWORD, attributes: { phone_number: '+15551234567' } },
      ],
    });
    await accounts.signUp('carol');
    await accounts.sdk.send(new AdminDisableUserCommand({ UserPoolId: USER_POOL, Username: 'bob' }));
  });
  afterAll(() => accounts.stop());

  const list = (more: Partial<ListUsersCommandInput> = {}) =>
    accounts.sdk.send(new ListUsersCommand({ UserPoolId: USER_POOL, ...more }));
  const names = async (Filter: string) =>
    ((await list({ Filter })).Users ?? []).map(({ Username }) => Username);

  it('shows everybody as AdminGetUser does', async () => {
    const { Users = [], PaginationToken } = await list();
    expect(Users.map(({ Username }) => Username)).toEqual(['alice', 'albert', 'bob', 'carol']);
    expect(PaginationToken).toBeUndefined();
    expect(Users[0]).toMatchObject({
      Enabled: true,
      UserStatus: 'CONFIRMED',
      UserCreateDate: expect.any(Date),
      UserLastModifiedDate: expect.any(Date),
      Attributes: expect.arrayContaining([{ Name: 'email', Value: 'alice@example.com' }]),
    });
  });

  it.each([
    ['', ['alice', 'albert', 'bob', 'carol']],
    ['username = "alice"', ['alice']],
    ['username ^= "al"', ['alice', 'albert']],
    ['username="ALICE"', []],
    ['email ^= "albert@"', ['albert']],
    ['given_name = "Alice \\"Al\\""', ['alice']],
    ['family_name = "B\\\\S"', ['albert']],
    ['phone_number = "+15551234567"', ['bob']],
    ['status = "Disabled"', ['bob']],
    ['status = "Enabled"', ['alice', 'albert', 'carol']],
    ['cognito:user_status = "unconfirmed"', ['carol']],
  ])('by the filter %s', async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('by the sub', async () => {
    const { Users = [] } = await list({ Filter: 'username = "alice"' });
    const sub = Users[0]?.Attributes?.find(({ Name }) => Name === 'sub')?.Value;
    expect(await names(`sub = "${sub}"`)).toEqual(['alice']);
  });

  it.each([
    'alice',
    'username = alice',
    'username > "alice"',
    'username = "al" and status = "Enabled"',
    'custom:tenant = "acme"',
    'constructor = "x"',
    'username = "al"ice"',
  ])('refuses the filter %s', async (filter) => {
    await expect(names(filter)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Error while parsing filter.',
    });
  });

  it('shows only the attributes that are asked for', async () => {
    const { Users = [] } = await list({ AttributesToGet: ['email', 'custom:tenant'] });
    expect(Users.map(({ Attributes }) => Attributes)).toEqual([
      [
        { Name: 'email', Value: 'alice@example.com' },
        { Name: 'custom:tenant', Value: 'acme' },
      ],
      [{ Name: 'email', Value: 'albert@example.org' }],
      [],
      [],
    ]);
    await expect(list({ AttributesToGet: ['custom:none'] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('goes by pages', async () => {
    const pages: (string | undefined)[][] = [];
    const paginator = paginateListUsers({ client: accounts.sdk, pageSize: 3 }, { UserPoolId: USER_POOL });
    for await (const { Users = [] } of paginator) pages.push(Users.map(({ Username }) => Username));
    expect(pages).toEqual([['alice', 'albert', 'bob'], ['carol']]);
    await expect(list({ PaginationToken: 'nonsense' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(list({ Limit: 61 })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await list({ Limit: 0 })).Users).toHaveLength(4);
  });

  it('of one group', async () => {
    const inGroup = (GroupName: string) =>
      accounts.sdk.send(new ListUsersInGroupCommand({ UserPoolId: USER_POOL, GroupName }));
    expect((await inGroup('readers')).Users?.map(({ Username }) => Username)).toEqual(['alice', 'albert']);
    await accounts.sdk.send(
      new AdminAddUserToGroupCommand({ UserPoolId: USER_POOL, GroupName: 'readers', Username: 'carol' }),
    );
    const seen: (string | undefined)[] = [];
    const paginator = paginateListUsersInGroup(
      { client: accounts.sdk, pageSize: 2 },
      { UserPoolId: USER_POOL, GroupName: 'readers' },
    );
    for await (const { Users = [] } of paginator) seen.push(...Users.map(({ Username }) => Username));
    expect(seen).toEqual(['alice', 'albert', 'carol']);
    await expect(inGroup('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Group not found.',
    });
  });
});
