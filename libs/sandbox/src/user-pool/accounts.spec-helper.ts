import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type AttributeType,
} from '@aws-sdk/client-cognito-identity-provider';

import type { AppClientOptions, UserPoolOptions } from '../user-pool-options.js';
import { Sandbox } from '../sandbox.js';
import type { OutboxMessage } from './outbox.js';

export const USER_POOL = 'eu-west-1_Accounts1';
export const CLIENT = 'web';
export const PASSWORD = 'Correct-Horse-1';

/** A sandbox with one user pool, the unmodified SDK for it, and what nearly every test does. */
export interface Accounts {
  readonly sandbox: Sandbox;
  readonly sdk: CognitoIdentityProviderClient;
  signUp(username: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
  /** Signs up and confirms by the code that was sent. */
  join(username: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
  signIn(username: string, password?: string): Promise<string>;
  /** The last message to a user. */
  lastMessage(username: string): OutboxMessage;
  stop(): Promise<void>;
}

export async function startAccounts(
  pool: Partial<UserPoolOptions> = {},
  client: Partial<AppClientOptions> = {},
): Promise<Accounts> {
  const sandbox = await Sandbox.start({
    userPools: [{ userPoolId: USER_POOL, clients: [{ name: 'web', clientId: CLIENT, ...client }], ...pool }],
  });
  const sdk = new CognitoIdentityProviderClient({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: sandbox.administrator,
  });
  const lastMessage = (username: string): OutboxMessage => {
    const last = sandbox.messages(USER_POOL, username).at(-1);
    if (last === undefined) throw new Error(`Nothing was sent to ${username}.`);
    return last;
  };
  const signUp = async (username: string, attributes: Readonly<Record<string, string>> = {}) => {
    const given = attributeList(attributes);
    await sdk.send(
      new SignUpCommand({ ClientId: CLIENT, Username: username, Password: PASSWORD, UserAttributes: given }),
    );
  };
  return {
    sandbox,
    sdk,
    lastMessage,
    signUp,
    join: async (username, attributes) => {
      await signUp(username, attributes);
      const ConfirmationCode = sandbox.confirmationCode(USER_POOL, username);
      await sdk.send(new ConfirmSignUpCommand({ ClientId: CLIENT, Username: username, ConfirmationCode }));
    },
    signIn: async (username, password = PASSWORD) => {
      const { AuthenticationResult } = await sdk.send(
        new InitiateAuthCommand({
          ClientId: CLIENT,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: username, PASSWORD: password },
        }),
      );
      return AuthenticationResult?.AccessToken ?? '';
    },
    stop: async () => {
      sdk.destroy();
      await sandbox.stop();
    },
  };
}

export const attributeList = (attributes: Readonly<Record<string, string>>): AttributeType[] =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

/** Any code of six digits but this one. */
export const wrongCode = (code: string): string => (code === '000000' ? '000001' : '000000');
