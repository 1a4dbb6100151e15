import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Sandbox } from 'castellan-sandbox';
import { UserPoolService } from 'castellan/user-pool';

/** A user pool at one of the emulators. */
export interface EmulatedPool {
  readonly users: UserPoolService;
  /** The unmodified client of the AWS SDK, as an administrator. */
  readonly sdk: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  /** The last code that a user was sent. */
  code(username: string): string;
  stop(): Promise<void>;
}

export const EMULATORS = ['castellan-sandbox', 'cognito-local'] as const;

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };

export function poolAt(emulator: (typeof EMULATORS)[number]): Promise<EmulatedPool> {
  return emulator === 'cognito-local' ? poolAtCognitoLocal() : poolAtSandbox();
}

async function poolAtSandbox(): Promise<EmulatedPool> {
  const userPoolId = 'eu-west-1_Interop01';
  const sandbox = await Sandbox.start({
    userPools: [
      { userPoolId, clients: [{ name: 'web', clientId: 'web' }], mfa: { configuration: 'OPTIONAL' } },
    ],
  });
  const [pool] = sandbox.userPools;
  const at = {
    endpoint: sandbox.url,
    region: 'eu-west-1',
    userPoolId,
    clientId: 'web',
    issuer: pool?.issuer ?? '',
  };
  return emulated(at, {
    code: (username) => sandbox.messages(userPoolId, username).at(-1)?.code ?? '',
    stop: () => sandbox.stop(),
  });
}

async function poolAtCognitoLocal(): Promise<EmulatedPool> {
  const { CASTELLAN_COGNITO_LOCAL: endpoint, CASTELLAN_COGNITO_LOCAL_CODE: code } = process.env;
  if (endpoint === undefined || code === undefined) throw new Error('Run this by npm run test:interop.');
  const sdk = new CognitoIdentityProviderClient({ endpoint, region: 'local', credentials });
  const { UserPool } = await sdk.send(
    new CreateUserPoolCommand({ PoolName: 'interop', AutoVerifiedAttributes: ['email'] }),
  );
  const userPoolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({ UserPoolId: userPoolId, ClientName: 'web' }),
  );
  sdk.destroy();
  const at = {
    endpoint,
    region: 'local',
    userPoolId,
    clientId: UserPoolClient?.ClientId ?? '',
    issuer: `${endpoint}/${userPoolId}`,
  };
  return emulated(at, { code: () => code, stop: async () => undefined });
}

function emulated(
  at: { endpoint: string; region: string; userPoolId: string; clientId: string; issuer: string },
  { code, stop }: Pick<EmulatedPool, 'code' | 'stop'>,
): EmulatedPool {
  const { endpoint, region, userPoolId, clientId, issuer } = at;
  const sdk = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  const users = new UserPoolService({
    userPoolId,
    clientId,
    endpoint,
    issuer,
    answerStepMilliseconds: 0,
    timeoutMilliseconds: 60_000,
    administration: { credentials: () => Promise.resolve(credentials) },
  });
  return {
    users,
    sdk,
    userPoolId,
    clientId,
    issuer,
    code,
    stop: async () => {
      users.close();
      sdk.destroy();
      await stop();
    },
  };
}
