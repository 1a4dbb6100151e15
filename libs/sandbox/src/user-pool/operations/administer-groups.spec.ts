import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  paginateListGroups,
  UpdateGroupCommand,
  type UpdateGroupCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';

import { startAccounts, USER_POOL, type Accounts } from '../accounts.spec-helper.js';

describe('the groups of a pool', () => {
  let accounts: Accounts;

  beforeEach(async () => {
    accounts = await startAccounts({
      groups: [{ groupName: 'writers', precedence: 2 }, { groupName: 'readers' }],
    });
    await accounts.join('alice');
  });
  afterEach(() => accounts.stop());

  const UserPoolId = USER_POOL;
  const update = (GroupName: string, changes: Partial<UpdateGroupCommandInput>) =>
    accounts.sdk.send(new UpdateGroupCommand({ UserPoolId, GroupName, ...changes }));
  const remove = (GroupName: string) => accounts.sdk.send(new DeleteGroupCommand({ UserPoolId, GroupName }));
  const add = (GroupName: string) =>
    accounts.sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username: 'alice' }));
  const groupsClaim = async () => decodeJwt(await accounts.signIn('alice'))['cognito:groups'];

  it('are shown one by one and by pages', async () => {
    const { Group } = await accounts.sdk.send(new GetGroupCommand({ UserPoolId, GroupName: 'writers' }));
    expect(Group).toMatchObject({ GroupName: 'writers', Precedence: 2, UserPoolId });
    const pages: (string | undefined)[][] = [];
    const paginator = paginateListGroups({ client: accounts.sdk, pageSize: 1 }, { UserPoolId });
    for await (const { Groups = [] } of paginator) pages.push(Groups.map(({ GroupName }) => GroupName));
    expect(pages).toEqual([['writers'], ['readers']]);
    await expect(
      accounts.sdk.send(new GetGroupCommand({ UserPoolId, GroupName: 'none' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'Group not found.' });
  });

  it('change for their members too, and keep what is not given', async () => {
    await add('writers');
    await add('readers');
    expect(await groupsClaim()).toEqual(['writers', 'readers']);
    const { Group } = await update('readers', { Precedence: 1 });
    expect(Group).toMatchObject({ GroupName: 'readers', Precedence: 1 });
    expect(await groupsClaim()).toEqual(['readers', 'writers']);
    const described = await update('readers', { Description: 'who reads' });
    expect(described.Group).toMatchObject({ Precedence: 1, Description: 'who reads' });
    await expect(update('none', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('are gone once deleted, and nobody is in a later one of the same name', async () => {
    await add('writers');
    await remove('writers');
    expect(await groupsClaim()).toBeUndefined();
    await accounts.sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'writers' }));
    expect(await groupsClaim()).toBeUndefined();
    const { Groups } = await accounts.sdk.send(
      new AdminListGroupsForUserCommand({ UserPoolId, Username: 'alice' }),
    );
    expect(Groups).toEqual([]);
    await expect(remove('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const { Groups: left = [] } = await accounts.sdk.send(new ListGroupsCommand({ UserPoolId }));
    expect(left.map(({ GroupName }) => GroupName)).toEqual(['readers', 'writers']);
  });
});
