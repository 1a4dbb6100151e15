import type { AppConfiguration } from './configuration.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that name the AWS resources to run against. */
export const AWS_VARIABLES = [
  'USER_POOL_ID',
  'USER_POOL_CLIENT_IDS',
  'IDENTITY_POOL_ID',
  'FILES_BUCKET',
] as const;

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
    },
    filesBucket,
  };
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
