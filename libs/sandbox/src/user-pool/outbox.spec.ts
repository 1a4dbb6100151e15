import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { attributeList, CLIENT, startAccounts, USER_POOL, type Accounts } from './accounts.spec-helper.js';
import { Outbox } from './outbox.js';

const both = { email: 'alice@example.com', phone_number: '+15551234567' };

describe('the outbox of a user pool', () => {
  let accounts: Accounts;
  beforeEach(async () => {
    accounts = await startAccounts();
  });
  afterEach(() => accounts.stop());

  const create = (
    Username: string,
    more: { DesiredDeliveryMediums?: ('EMAIL' | 'SMS')[]; MessageAction?: 'RESEND' | 'SUPPRESS' } = {},
  ) =>
    accounts.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: USER_POOL,
        Username,
        UserAttributes: attributeList(both),
        ...more,
      }),
    );
  const sent = (username: string) =>
    accounts.sandbox.messages(USER_POOL, username).map(({ medium, purpose }) => `${medium} ${purpose}`);

  it('has the codes of everybody, or of one user, over HTTP too', async () => {
    await accounts.signUp('alice', { email: 'alice@example.com' });
    await accounts.signUp('erin/é', { email: 'erin@example.com' });
    await accounts.signUp('nobody');
    const address = `${accounts.sandbox.url}/sandbox/user-pools/${USER_POOL}/messages`;
    const read = async (query = '') => {
      const response = await fetch(address + query);
      expect(response.headers.get('cache-control')).toBe('no-store');
      return (await response.json()) as unknown;
    };
    const code = accounts.sandbox.confirmationCode(USER_POOL, 'erin/é');
    expect(await read('?username=erin%2F%C3%A9')).toEqual([
      {
        username: 'erin/é',
        destination: 'erin@example.com',
        medium: 'email',
        purpose: 'SignUp',
        code,
        subject: 'Your verification code',
        text: `Your verification code is ${code}.`,
        at: expect.any(Number),
      },
    ]);
    expect(await read()).toEqual(accounts.sandbox.messages(USER_POOL));
    expect(accounts.sandbox.messages(USER_POOL)).toHaveLength(2);
    const missing = await fetch(`${accounts.sandbox.url}/sandbox/user-pools/none/messages`);
    expect(missing.status).toBe(404);
    expect(() => accounts.sandbox.messages('eu-west-1_None00000')).toThrow(/does not exist/);
  });

  it('has invitations with the temporary password, which signs in', async () => {
    await create('alice');
    expect(sent('alice')).toEqual(['sms AdminCreateUser', 'email AdminCreateUser']);
    const { code: PASSWORD = '', text } = accounts.lastMessage('alice');
    expect(text).toBe(`Your username is alice and temporary password is ${PASSWORD}.`);
    const { ChallengeName } = await accounts.sdk.send(
      new InitiateAuthCommand({
        ClientId: CLIENT,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'alice', PASSWORD },
      }),
    );
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    await create('alice', { MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] });
    expect(accounts.lastMessage('alice').code).not.toBe(PASSWORD);
    expect(sent('alice')).toHaveLength(3);
  });

  it('has none that was not to be sent', async () => {
    await create('alice', { MessageAction: 'SUPPRESS' });
    expect(sent('alice')).toEqual([]);
    await expect(create('nobody', { MessageAction: 'RESEND' })).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  it('has none for who is confirmed by an administrator, whose address stays unverified', async () => {
    await accounts.signUp('alice', { email: 'alice@example.com', name: 'Alice' });
    const confirm = () =>
      accounts.sdk.send(new AdminConfirmSignUpCommand({ UserPoolId: USER_POOL, Username: 'alice' }));
    await confirm();
    expect(await accounts.signIn('alice')).not.toBe('');
    await expect(confirm()).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    });
    await accounts.sdk.send(
      new AdminDeleteUserAttributesCommand({
        UserPoolId: USER_POOL,
        Username: 'alice',
        UserAttributeNames: ['name'],
      }),
    );
    const { UserAttributes } = await accounts.sdk.send(
      new AdminGetUserCommand({ UserPoolId: USER_POOL, Username: 'alice' }),
    );
    expect(UserAttributes?.slice(1)).toEqual(
      attributeList({ email: 'alice@example.com', email_verified: 'false' }),
    );
  });

  it('forgets the oldest of very many', () => {
    let now = 0;
    const outbox = new Outbox(() => now++);
    const message = { username: 'a', destination: 'b', medium: 'sms', purpose: 'SignUp', text: '' } as const;
    for (let count = 0; count < 2500; count++) outbox.add(message);
    expect(outbox.list()).toHaveLength(1000);
    expect(outbox.list('a').map(({ at }) => at)).toEqual(Array.from({ length: 1000 }, (_, i) => 1500 + i));
  });
});
