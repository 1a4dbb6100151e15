import { BrowserSessions } from 'castellan/user-pool';
import type { AppConfiguration } from './configuration.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that name the AWS resources to run against. */
export const AWS_VARIABLES = [
  'USER_POOL_ID',
  'USER_POOL_CLIENT_IDS',
  'IDENTITY_POOL_ID',
  'FILES_BUCKET',
] as const;

/** The variables that let browsers sign in, with the first of the app clients. Both or none. */
const SESSION_VARIABLES = ['APP_ORIGIN', 'SESSION_SECRETS'] as const;

/** Something in the environment is wrong. The message is one line for whoever started the app. */
export class EnvironmentError extends Error {}

/**
 * Reads the AWS resources to run against. `undefined` means that none is named, so the app brings its own
 * sandbox.
 *
 * @throws EnvironmentError if some are named and others are not.
 */
export function awsConfiguration(environment: Environment): AppConfiguration | undefined {
  const values = AWS_VARIABLES.map((name) => environment[name]?.trim() ?? '');
  const missing = AWS_VARIABLES.filter((_, index) => values[index] === '');
  if (missing.length === AWS_VARIABLES.length) return undefined;
  if (missing.length > 0) {
    throw new EnvironmentError(
      `To run against AWS, set ${AWS_VARIABLES.join(', ')}. Missing: ${missing.join(', ')}. ` +
        `To run on the sandbox, set none of them.`,
    );
  }
  const [userPoolId = '', clientIdList = '', identityPoolId = '', filesBucket = ''] = values;
  const clientIds = clientIdList
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (clientIds.length === 0) {
    throw new EnvironmentError(
      `USER_POOL_CLIENT_IDS must name at least one app client, separated by commas, found "${clientIdList}".`,
    );
  }
  return {
    castellan: {
      userPools: [
        {
          userPoolId,
          clientIds,
          tokenUse: 'access',
        },
      ],
      identityPool: { identityPoolId },
      ...browserSessions(environment, clientIds),
    },
    filesBucket,
    account: { userPoolId, clientId: clientIds[0] ?? '', ...loginSecret(environment) },
  };
}

/** Sessions of browsers, kept in encrypted cookies. None where nothing is said about them. */
function browserSessions(
  environment: Environment,
  [clientId = '']: readonly string[],
): { readonly sessions?: BrowserSessions } {
  const [origin = '', secrets = ''] = SESSION_VARIABLES.map((name) => environment[name]?.trim() ?? '');
  if (origin === '' && secrets === '') return {};
  if (origin === '' || secrets === '') {
    throw new EnvironmentError(
      `To let browsers sign in, set both of ${SESSION_VARIABLES.join(' and ')}. Missing: ` +
        `${origin === '' ? 'APP_ORIGIN, such as https://app.example' : 'SESSION_SECRETS, at least 32 random characters'}.`,
    );
  }
  return {
    sessions: new BrowserSessions({
      origin,
      clientId,
      ...loginSecret(environment),
      scopes: ['openid', 'aws.cognito.signin.user.admin'],
      secrets: secrets.split(',').map((secret) => secret.trim()),
      store: 'cookie',
    }),
  };
}

/** The secret of the app client that users sign in with, where it has one. */
function loginSecret(environment: Environment): { readonly clientSecret?: string } {
  const clientSecret = environment.LOGIN_CLIENT_SECRET?.trim() ?? '';
  return clientSecret === '' ? {} : { clientSecret };
}

/**
 * Reads a TCP port.
 *
 * @throws EnvironmentError if it is not a port.
 */
export function port(environment: Environment, name: string, fallback: number): number {
  const text = environment[name]?.trim();
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new EnvironmentError(`${name} must be a port from 0 to 65535, found "${text}". 0 picks a free one.`);
}
