import { describeType, readInteger, wrongOption } from '../tokens/option-checks.js';
import {
  type CallLimitsOptions,
  type CallLimitsSettings,
  resolveCallLimits,
} from './limits/call-limits-options.js';
import { GROUP_CLAIMS } from './newest-rights.js';
import {
  resolveSharedCredentials,
  type SharedCredentialsOptions,
  type SharedCredentialsSettings,
} from './shared/shared-credentials-options.js';

/** How credentials are kept, shared and paced, wherever they come from. */
export interface CredentialsCacheOptions {
  /**
   * How long credentials are used at most, 60 to 43,200 seconds. They are fetched again after that, so that what
   * changed in the identity pool, in its roles or at a sign-out elsewhere counts no later. Default: until a minute
   * before AWS ends them.
   */
  readonly maxAgeSeconds?: number;
  /** How many calls for credentials are made, and how long callers wait for their turn. */
  readonly callLimits?: CallLimitsOptions;
  /**
   * The claims of a user that say what the user may do. When a newer token of the user says something else than an
   * older one, the older one gets no credentials any more, wherever it was issued: 401 `token_superseded`. Add the
   * claims that rules of the identity pool look at; leave out what differs between sign-ins of one user, such as
   * groups that a trigger chooses for each sign-in. An empty list compares nothing.
   * Default `cognito:groups`, `cognito:roles` and `cognito:preferred_role`.
   */
  readonly rightsClaims?: readonly string[];
  /**
   * Lets several machines share credentials and identity IDs, encrypted, so that each user costs one exchange and not
   * one for each machine. Default: each process has its own.
   */
  readonly shared?: SharedCredentialsOptions;
}

/** The names of {@link CredentialsCacheOptions}. */
export const CREDENTIALS_CACHE_OPTIONS = [
  'maxAgeSeconds',
  'callLimits',
  'rightsClaims',
  'shared',
] as const satisfies readonly (keyof CredentialsCacheOptions)[];

/** Checked options with every default filled in. */
export interface CredentialsCacheSettings {
  readonly maxAgeMilliseconds: number;
  readonly callLimits: CallLimitsSettings;
  readonly rightsClaims: readonly string[];
  readonly shared: SharedCredentialsSettings | undefined;
}

/**
 * @param path where the options stand, such as `identityPool`
 * @throws ConfigurationError that names the option, what was found and what to write
 */
export function resolveCredentialsCacheOptions(
  options: Readonly<Record<string, unknown>>,
  path: string,
): CredentialsCacheSettings {
  const { maxAgeSeconds, callLimits, rightsClaims = GROUP_CLAIMS, shared } = options;
  return {
    maxAgeMilliseconds:
      maxAgeSeconds === undefined
        ? Number.POSITIVE_INFINITY
        : readInteger(maxAgeSeconds, `${path}.maxAgeSeconds`, 60, 43_200) * 1_000,
    callLimits: resolveCallLimits(callLimits, `${path}.callLimits`),
    rightsClaims: readClaims(rightsClaims, `${path}.rightsClaims`),
    shared: shared === undefined ? undefined : resolveSharedCredentials(shared, `${path}.shared`),
  };
}

function readClaims(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '')) {
    return [...(value as string[])];
  }
  throw wrongOption(path, describeType(value), "a list of names of claims, such as ['cognito:groups']");
}
