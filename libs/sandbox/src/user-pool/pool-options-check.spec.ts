import type { AppClientOptions, UserPoolOptions } from '../user-pool-options.js';
import { checkUserPoolOptions } from './pool-options-check.js';

const PASSWORD = 'Correct-Horse-1';

/** The message for options as a JavaScript program may write them. */
function fault(...pools: object[]): string {
  try {
    checkUserPoolOptions(pools as UserPoolOptions[], 'eu-west-1');
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  return 'no fault';
}

const withClient = (client: object): string => fault({ clients: [{ name: 'web', ...client }] });
const withUser = (user: object, pool: object = {}): string =>
  fault({ clients: [], users: [{ username: 'alice', password: PASSWORD, ...user }], ...pool });

describe('the options of user pools', () => {
  it('are accepted when they are complete', () => {
    const client: AppClientOptions = {
      name: 'my web app',
      clientId: 'web',
      clientSecret: 'secret',
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      clientCredentialsScopes: ['reports/read'],
      accessTokenSeconds: 1,
      idTokenSeconds: 86400,
      refreshTokenSeconds: 3600,
    };
    const message = fault({
      userPoolId: 'eu-west-1_Ab1Cd2Ef3',
      clients: [client, { name: 'other' }],
      groups: [
        { groupName: 'a', description: 'A', precedence: 0, roleArn: 'arn:aws:iam::123456789012:role/a' },
        { groupName: 'b' },
      ],
      customAttributes: [{ name: 'custom:tier', type: 'Number', mutable: false }],
      users: [{ username: 'alice', password: PASSWORD, groups: ['a'], attributes: { 'custom:tier': '1' } }],
    });
    expect(message).toBe('no fault');
  });

  it.each(['us-east-1_Ab1Cd2Ef3', 'eu-west-1_short', 'Ab1Cd2Ef3', 'eu-west-1_Ab1Cd2Ef/'])(
    'name a pool ID that Cognito would not give: %s',
    (userPoolId) => {
      expect(fault({ userPoolId, clients: [] })).toBe(
        `userPools[0].userPoolId: found "${userPoolId}". Write "eu-west-1_" and 9 letters or digits, such as "eu-west-1_Ab1Cd2Ef3".`,
      );
    },
  );

  it('name what is used twice', () => {
    const pool = { userPoolId: 'eu-west-1_Ab1Cd2Ef3', clients: [] };
    expect(fault(pool, pool)).toContain('userPools[1].userPoolId: found "eu-west-1_Ab1Cd2Ef3"');
    const clients = [{ name: 'web', clientId: 'web' }];
    expect(fault({ clients }, { clients })).toContain('userPools[1].clients[0].clientId: found "web"');
    expect(fault({ clients: [{ name: 'web' }, { name: 'web' }] })).toContain('userPools[0].clients[1].name');
    const groups = [{ groupName: 'a' }, { groupName: 'a' }];
    expect(fault({ clients: [], groups })).toContain('userPools[0].groups[1].groupName: found "a"');
    const user = { username: 'alice', password: PASSWORD };
    expect(fault({ clients: [], users: [user, user] })).toContain('userPools[0].users[1].username');
    const attribute = { name: 'custom:x' };
    expect(fault({ clients: [], customAttributes: [attribute, attribute] })).toContain(
      'customAttributes[1].name',
    );
  });

  it('name an option that does not exist', () => {
    expect(fault({ clients: [], usres: [] })).toContain(
      'userPools[0].usres: found an option that does not exist. Write one of "userPoolId"',
    );
    expect(withClient({ secret: 'x' })).toContain(
      'userPools[0].clients[0].secret: found an option that does not exist. Write one of "name"',
    );
  });

  it.each([
    [{}, 'userPools[0].clients: found nothing. Write an array.'],
    [{ clients: ['web'] }, 'userPools[0].clients[0]: found a string. Write an object.'],
    [{ clients: null }, 'userPools[0].clients: found null. Write an array.'],
    [{ clients: [], groups: { a: 1 } }, 'userPools[0].groups: found an object. Write an array.'],
    [{ clients: [], groups: [{ groupName: 'two words' }] }, 'userPools[0].groups[0].groupName'],
    [{ clients: [], groups: [{ groupName: 'a', precedence: -1 }] }, 'groups[0].precedence: found -1'],
    [{ clients: [], groups: [{ groupName: 'a', roleArn: 'admin' }] }, 'groups[0].roleArn: found "admin"'],
    [{ clients: [], groups: [{ groupName: 'a', description: 5 }] }, 'groups[0].description: found 5'],
    [{ clients: [], customAttributes: [{ name: 'tier' }] }, 'customAttributes[0].name: found "tier"'],
    [{ clients: [], customAttributes: [{ name: 'custom:x', type: 'string' }] }, 'customAttributes[0].type'],
    [
      { clients: [], customAttributes: [{ name: 'custom:x', mutable: 1 }] },
      'customAttributes[0].mutable: found 1',
    ],
    [{ clients: [], name: '' }, 'userPools[0].name: found ""'],
    [{ clients: [], usernameAttributes: ['name'] }, 'userPools[0].usernameAttributes[0]: found "name"'],
    [
      { clients: [], aliasAttributes: 'email' },
      'userPools[0].aliasAttributes: found "email". Write an array.',
    ],
    [
      { clients: [], usernameAttributes: ['email'], aliasAttributes: ['email'] },
      'userPools[0].aliasAttributes: found an array. A pool has either usernameAttributes or aliasAttributes',
    ],
    [{ clients: [], autoVerifiedAttributes: ['custom:x'] }, 'autoVerifiedAttributes[0]: found "custom:x"'],
    [
      { clients: [], attributesRequireVerificationBeforeUpdate: ['phone_number'] },
      'attributesRequireVerificationBeforeUpdate: found "phone_number". Write it in autoVerifiedAttributes',
    ],
    [
      { clients: [], passwordPolicy: { minLength: 8 } },
      'passwordPolicy.minLength: found an option that does not',
    ],
    [{ clients: [], passwordPolicy: { minimumLength: 5 } }, 'passwordPolicy.minimumLength: found 5'],
    [{ clients: [], passwordPolicy: { requireSymbols: 'no' } }, 'passwordPolicy.requireSymbols: found "no"'],
    [
      { clients: [], passwordPolicy: { temporaryPasswordValidityDays: 0 } },
      'passwordPolicy.temporaryPasswordValidityDays: found 0',
    ],
    [{ clients: [], accountRecovery: ['email'] }, 'accountRecovery[0]: found "email"'],
    [{ clients: [], usernameCaseSensitive: 'false' }, 'usernameCaseSensitive: found "false"'],
    [{ clients: [], allowAdminCreateUserOnly: 1 }, 'allowAdminCreateUserOnly: found 1'],
  ])('name what is malformed: %j', (pool, message) => {
    expect(fault(pool)).toContain(message);
  });

  it.each([
    [{ name: '' }, 'clients[0].name: found ""'],
    [{ clientId: 'a b' }, 'clients[0].clientId: found "a b"'],
    [
      { explicitAuthFlows: ['USER_PASSWORD_AUTH'] },
      'clients[0].explicitAuthFlows[0]: found "USER_PASSWORD_AUTH"',
    ],
    [{ preventUserExistenceErrors: true }, 'clients[0].preventUserExistenceErrors: found '],
    [{ clientCredentialsScopes: ['reports/read'] }, 'clients[0].clientSecret: found nothing'],
    [{ clientSecret: true, clientCredentialsScopes: ['read'] }, 'clientCredentialsScopes[0]: found "read"'],
    [{ accessTokenSeconds: 0 }, 'accessTokenSeconds: found 0'],
    [{ idTokenSeconds: 86401 }, 'idTokenSeconds: found 86401'],
    [{ refreshTokenSeconds: Number.NaN }, 'refreshTokenSeconds: found NaN'],
  ])('name what is wrong with a client: %j', (client, message) => {
    expect(withClient(client)).toContain(message);
  });

  it.each([
    [{ username: 'two words' }, 'users[0].username: found a string. Write 1 to 128 characters'],
    [
      { groups: ['admins'] },
      'users[0].groups[0]: found a string. Write a group of this pool: there are none.',
    ],
    [{ attributes: { email_verified: 'perhaps' } }, 'users[0].attributes.email_verified'],
    [
      { attributes: { email_verified: true } },
      'users[0].attributes.email_verified: found a boolean. Write a string',
    ],
    [{ attributes: { 'custom:tier': 'x' } }, 'users[0].attributes["custom:tier"]: '],
    [
      { attributes: { 'custom:tenant': 'x' } },
      'does not exist in the schema. Name it in the customAttributes of the pool: { "name": "custom:tenant" }',
    ],
    [{ attributes: { emial: 'x' } }, 'does not exist in the schema. Write a standard attribute'],
    [{ attributes: { sub: 'x' } }, 'users[0].attributes.sub'],
    [{ attributes: { updated_at: '9'.repeat(30) } }, 'users[0].attributes.updated_at: '],
    [{ attributes: null }, 'users[0].attributes: found null. Write an object.'],
  ])('name what is wrong with a user: %j', (user, message) => {
    expect(withUser(user)).toContain(message);
  });

  it('name a user whose name is not of the kind that the pool has', () => {
    expect(withUser({}, { usernameAttributes: ['email'] })).toBe(
      'userPools[0].users[0].username: Username should be an email.',
    );
    expect(withUser({ username: 'a@b.example' }, { aliasAttributes: ['email'] })).toContain(
      'users[0].username: Username cannot be of email format',
    );
  });

  it('want a password as the pool does', () => {
    const passwordPolicy = {
      minimumLength: 20,
      requireUppercase: false,
      requireLowercase: false,
      requireSymbols: false,
    };
    const long =
      'userPools[0].users[0].password: found a string. Password not long enough. Write at least 20 characters';
    expect(withUser({ password: 'hunter2' }, { passwordPolicy })).toBe(`${long} with a digit.`);
    expect(
      withUser({ password: 'hunter2' }, { passwordPolicy: { ...passwordPolicy, requireNumbers: false } }),
    ).toBe(`${long}.`);
  });

  it('name the groups there are', () => {
    expect(withUser({ groups: ['Admins'] }, { groups: [{ groupName: 'admins' }] })).toContain(
      'Write a group of this pool: one of "admins".',
    );
  });

  it('never print a password or a secret', () => {
    expect(withUser({ password: 'hunter2' })).toContain(
      'users[0].password: found a string. Password not long enough. Write at least 8 characters',
    );
    expect(withUser({ password: 'hunter2' })).not.toContain('hunter2');
    expect(withUser({ password: 12345678 })).toContain('users[0].password: found a number. Not a usable');
    expect(withUser({ password: `${PASSWORD}\ud800` })).toContain('Not a usable password');
    expect(withClient({ clientSecret: 'has spaces' })).toContain(
      'clients[0].clientSecret: found a string. Write true',
    );
    expect(withClient({ clientSecret: 'has spaces' })).not.toContain('has spaces');
  });

  it.each([
    fault('hunter2' as unknown as object),
    fault({ clients: 'hunter2' }),
    fault({ clients: ['hunter2'] }),
    fault({ clients: [{ name: 'web', clientSecrets: 'hunter2' }] }),
    fault({ clients: [], users: 'hunter2' }),
    fault({ clients: [], users: ['hunter2'] }),
    withUser({ username: 'hunter2 hunter2' }),
    withUser({ pasword: 'hunter2' }),
    withUser({ groups: 'hunter2' }),
    withUser({ groups: ['hunter2'] }),
    withUser({ attributes: 'hunter2' }),
    withUser({ attributes: { email: 'hunter2' } }),
    withUser({ attributes: { email: ['hunter2'] } }),
  ])('show no value that stands where a password or a secret may stand: %s', (message) => {
    expect(message).toMatch(/^userPools\[0\]/);
    expect(message).not.toContain('hunter2');
  });
});
