import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { Sandbox } from 'castellan-sandbox';
import type { PoolUnderTest } from './pool-under-test.js';

const USER_POOL = 'eu-west-1_Interop01';

/** The sandbox's own. */
export async function startSandboxPool(): Promise<PoolUnderTest> {
  const sandbox = await Sandbox.start({
    userPools: [
      {
        userPoolId: USER_POOL,
        name: 'interop',
        clients: [{ name: 'web', clientId: 'web', preventUserExistenceErrors: 'LEGACY' }],
        mfa: { configuration: 'OPTIONAL' },
      },
    ],
  });
  const sdk = new CognitoIdentityProviderClient({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: sandbox.administrator,
  });
  return {
    sdk,
    userPoolId: USER_POOL,
    clientId: 'web',
    issuer: sandbox.userPools[0]?.issuer ?? '',
    codeOf: (username) => sandbox.messages(USER_POOL, username).at(-1)?.code ?? '',
    stop: async () => {
      sdk.destroy();
      await sandbox.stop();
    },
  };
}
