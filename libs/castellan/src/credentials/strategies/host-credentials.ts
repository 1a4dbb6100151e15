import { describeType, wrongOption } from '../../tokens/option-checks.js';

/** Credentials of the application itself, as the AWS SDK takes them. */
export interface HostAwsCredentials {
  /** Names the key. */
  readonly accessKeyId: string;
  /** What requests are signed with. A secret. */
  readonly secretAccessKey: string;
  /** Sent along, for temporary credentials. A secret. */
  readonly sessionToken?: string;
  /** When others are needed. */
  readonly expiration?: Date;
}

/**
 * Gives the application's own credentials, such as `fromNodeProviderChain()` of `@aws-sdk/credential-providers`. They
 * are handed in by name, and are never looked for in the environment.
 */
export type HostCredentials = () => Promise<HostAwsCredentials>;

/** @throws ConfigurationError unless it is a function: a copy of keys in the options would never be renewed */
export function readHostCredentials(value: unknown, path: string): HostCredentials {
  if (typeof value === 'function') return value as HostCredentials;
  throw wrongOption(
    path,
    describeType(value),
    'a function that gives credentials, such as fromNodeProviderChain() of @aws-sdk/credential-providers',
  );
}
