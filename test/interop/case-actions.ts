import {
  AdminCreateUserCommand,
  ConfirmSignUpCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type AttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, type PoolUnderTest } from './pool-under-test.js';

export const OTHER_PASSWORD = 'Battery-Staple-2';

/** The name of an exception, or what there was instead. */
export const refusal = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return 'no refusal';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : 'no error';
  }
};

export const attributes = (given: Readonly<Record<string, string>>): AttributeType[] =>
  Object.entries(given).map(([Name, Value]) => ({ Name, Value }));

export const valuesOf = (list: readonly AttributeType[] = []): Record<string, string | undefined> =>
  Object.fromEntries(
    list
      .filter(({ Name }) => Name !== 'sub')
      .map(({ Name = '', Value }): [string, string | undefined] => [Name, Value])
      .sort(([a], [b]) => a.localeCompare(b)),
  );

export const signUp = ({ sdk, clientId }: PoolUnderTest, Username: string) =>
  sdk.send(
    new SignUpCommand({
      ClientId: clientId,
      Username,
      Password: PASSWORD,
      UserAttributes: attributes({ email: `${Username}@example.com` }),
    }),
  );
export const confirm = ({ sdk, clientId }: PoolUnderTest, Username: string, ConfirmationCode: string) =>
  sdk.send(new ConfirmSignUpCommand({ ClientId: clientId, Username, ConfirmationCode }));
export const join = async (pool: PoolUnderTest, username: string): Promise<void> => {
  await signUp(pool, username);
  await confirm(pool, username, pool.codeOf(username));
};
export const signIn = async ({ sdk, clientId }: PoolUnderTest, USERNAME: string, password = PASSWORD) =>
  sdk.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );
export const tokensOf = async (pool: PoolUnderTest, username: string, password = PASSWORD) => {
  const { AuthenticationResult } = await signIn(pool, username, password);
  if (AuthenticationResult === undefined) throw new Error('There are no tokens.');
  return AuthenticationResult;
};
export const joined = async (pool: PoolUnderTest, username: string): Promise<string> => {
  await join(pool, username);
  return (await tokensOf(pool, username)).AccessToken ?? '';
};
export const ownAttributes = async ({ sdk }: PoolUnderTest, AccessToken: string) =>
  valuesOf((await sdk.send(new GetUserCommand({ AccessToken }))).UserAttributes);
export const create = ({ sdk, userPoolId }: PoolUnderTest, Username: string) =>
  sdk.send(
    new AdminCreateUserCommand({
      UserPoolId: userPoolId,
      Username,
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
      UserAttributes: attributes({ email: `${Username}@example.com`, email_verified: 'true' }),
    }),
  );
