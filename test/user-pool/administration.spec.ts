import type { AdministeredUser, UserPoolService } from 'castellan/user-pool';
import { nobody, PASSWORD, Pool } from './pool.js';
import { challengeOf, tokensOf } from './sign-in-results.js';

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const names = (users: readonly AdministeredUser[]): string[] => users.map(({ username }) => username).sort();

describe('administration', () => {
  let pool: Pool;
  let users: UserPoolService;

  beforeAll(async () => {
    pool = await Pool.create({
      users: Array.from({ length: 130 }, (_, index) => ({
        username: `user${index}`,
        password: PASSWORD,
        attributes: { email: `user${index}@example.com` },
      })),
    });
    users = pool.service();
  });
  afterAll(() => pool.stop());

  it('needs credentials that are handed in, and finds none elsewhere', async () => {
    const none = pool.service({ administration: undefined as never });
    process.env.AWS_ACCESS_KEY_ID = 'AKIAHOST';
    process.env.AWS_SECRET_ACCESS_KEY = 'host';
    try {
      await expect(none.admin.get('user1')).rejects.toMatchObject({ code: 'configuration_invalid' });
      await none.signIn({ username: 'user1', password: PASSWORD });
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });

  it('lists everybody, page after page', async () => {
    expect(await all(users.admin.list())).toHaveLength(130);
  });

  it('asks for no more pages than are read', async () => {
    const before = pool.sandbox.userPoolCalls.count('ListUsers');
    for await (const user of users.admin.list()) {
      expect(user.enabled).toBe(true);
      break;
    }
    expect(pool.sandbox.userPoolCalls.count('ListUsers')).toBe(before + 1);
  });

  it('finds users by an attribute', async () => {
    expect(names(await all(users.admin.list({ attribute: 'email', equals: 'user7@example.com' })))).toEqual([
      'user7',
    ]);
    expect(names(await all(users.admin.list({ attribute: 'username', startsWith: 'user12' })))).toEqual(
      ['user12', ...Array.from({ length: 10 }, (_, digit) => `user12${digit}`)].sort(),
    );
  });

  it.each(['" or username ^= "', String.raw`\" or username ^= \"`, '"', '\\'])(
    'searches for %j, which ends no text',
    async (equals) => {
      expect(await all(users.admin.list({ attribute: 'email', equals }))).toEqual([]);
    },
  );

  it('searches by nothing but what Cognito searches by', () => {
    expect(() => users.admin.list({ attribute: 'custom:tier" ^= "' as 'email', equals: 'x' })).toThrow(
      /searches by username/,
    );
  });

  it('invites, and the user chooses a password', async () => {
    await users.admin.invite({
      username: 'guest',
      attributes: { email: 'guest@example.com', email_verified: 'true' },
      by: ['EMAIL'],
    });
    const first = pool.code('guest');
    await users.admin.resendInvitation({ username: 'guest', by: ['EMAIL'] });
    const password = pool.code('guest');
    expect(password).not.toBe(first);
    challengeOf(await users.signIn({ username: 'guest', password }), 'NEW_PASSWORD_REQUIRED');
    expect(await users.admin.get('guest')).toMatchObject({ status: 'FORCE_CHANGE_PASSWORD' });
  });

  it('makes accounts, sends nothing, confirms, and says whose name is taken', async () => {
    await users.admin.create({ username: 'quiet', attributes: { email: 'quiet@example.com' } });
    expect(() => pool.code('quiet')).toThrow('Nothing was sent');
    await expect(users.admin.create({ username: 'quiet' })).rejects.toMatchObject({
      code: 'user_exists',
      httpStatus: 409,
    });
    await users.signUp({ username: 'own', password: PASSWORD });
    await users.admin.confirm('own');
    tokensOf(await users.signIn({ username: 'own', password: PASSWORD }));
  });

  it('changes and takes attributes', async () => {
    await users.admin.updateAttributes('user1', { nickname: 'One' });
    expect((await users.admin.get('user1')).attributes.nickname).toBe('One');
    await users.admin.deleteAttributes('user1', ['nickname']);
    expect((await users.admin.get('user1')).attributes.nickname).toBeUndefined();
  });

  it('has groups, and people in them', async () => {
    const { groups } = users.admin;
    await groups.create({ name: 'editors', description: 'They edit', precedence: 2 });
    await expect(groups.create({ name: 'editors' })).rejects.toMatchObject({
      code: 'user_pool_conflict',
      httpStatus: 409,
    });
    await groups.create({ name: 'authors' });
    await groups.add('user1', 'editors');
    await groups.add('user2', 'editors');
    await groups.add('user1', 'authors');
    expect(names(await all(groups.members('editors')))).toEqual(['user1', 'user2']);
    expect((await all(groups.of('user1'))).map(({ name }) => name).sort()).toEqual(['authors', 'editors']);
    await groups.remove('user2', 'editors');
    expect(names(await all(groups.members('editors')))).toEqual(['user1']);
    await groups.update({ name: 'editors', description: 'They still edit' });
    expect(await groups.get('editors')).toMatchObject({ description: 'They still edit' });
    await groups.delete('editors');
    expect((await all(groups.list())).map(({ name }) => name)).toEqual(['authors']);
    await expect(groups.get('editors')).rejects.toMatchObject({
      code: 'user_pool_resource_not_found',
      httpStatus: 404,
    });
  });

  it('says who does not exist', async () => {
    await expect(users.admin.get(nobody())).rejects.toMatchObject({
      code: 'user_not_found',
      httpStatus: 404,
    });
  });
});
