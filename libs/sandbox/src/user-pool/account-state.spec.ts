import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  UpdateGroupCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';

import { Sandbox } from '../sandbox.js';
import { attributeList, PASSWORD, USER_POOL } from './accounts.spec-helper.js';

const ClientId = 'web';
const Username = 'Alice@example.com';

describe('the accounts of a pool that is kept', () => {
  let folder: string;
  let sandbox: Sandbox;
  let sdk: CognitoIdentityProviderClient;

  const start = async () => {
    sandbox = await Sandbox.start({
      dataFolder: folder,
      userPools: [
        {
          userPoolId: USER_POOL,
          clients: [{ name: 'web', clientId: ClientId }],
          groups: [{ groupName: 'readers' }],
          usernameAttributes: ['email'],
          usernameCaseSensitive: false,
          attributesRequireVerificationBeforeUpdate: ['email'],
          users: [
            {
              username: Username,
              password: PASSWORD,
              groups: ['readers'],
              attributes: { email_verified: 'true' },
            },
          ],
        },
      ],
    });
    sdk = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: sandbox.region,
      credentials: sandbox.administrator,
    });
  };
  const stop = async () => {
    sdk.destroy();
    await sandbox.stop();
  };
  const signIn = async (USERNAME: string, password: string) => {
    const { AuthenticationResult } = await sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: password },
      }),
    );
    return AuthenticationResult?.AccessToken ?? '';
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'castellan-sandbox-accounts-'));
    await start();
  });
  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('go on with their names, groups and the codes that wait to be given', async () => {
    const { sub } = decodeJwt(await signIn(Username, PASSWORD));
    await sdk.send(
      new UpdateUserAttributesCommand({
        AccessToken: await signIn(Username, PASSWORD),
        UserAttributes: attributeList({ email: 'alice@example.org' }),
      }),
    );
    await sdk.send(new ForgotPasswordCommand({ ClientId, Username }));
    await sdk.send(
      new UpdateGroupCommand({ UserPoolId: USER_POOL, GroupName: 'readers', Description: 'changed' }),
    );
    const [newAddress, forgotten] = sandbox.messages(USER_POOL);
    await stop();

    await start();
    expect(sandbox.messages(USER_POOL)).toEqual([]);
    await sdk.send(
      new ConfirmForgotPasswordCommand({
        ClientId,
        Username: 'alice@EXAMPLE.com',
        ConfirmationCode: forgotten?.code,
        Password: 'Battery-Staple-2',
      }),
    );
    const AccessToken = await signIn(Username, 'Battery-Staple-2');
    expect(decodeJwt(AccessToken)).toMatchObject({ sub, username: sub, 'cognito:groups': ['readers'] });
    await sdk.send(
      new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code: newAddress?.code }),
    );
    await stop();

    await start();
    const kept = await sdk.send(
      new AdminGetUserCommand({ UserPoolId: USER_POOL, Username: 'alice@example.org' }),
    );
    expect(kept.Username).toBe(sub);
    expect(await signIn('alice@example.org', 'Battery-Staple-2')).not.toBe('');
  });
});
