import {
  CREDENTIALS_CACHE_OPTIONS,
  type CredentialsCacheOptions,
  type CredentialsCacheSettings,
  resolveCredentialsCacheOptions,
} from './credentials-cache-options.js';
import { describeType, describeValue, readInteger, wrongOption } from '../tokens/option-checks.js';

/** What all ways to credentials have in common. */
export interface CredentialsOptions extends CredentialsCacheOptions {
  /**
   * How many sets of credentials are kept in memory, about 2 KB each; the least recently used go first. Four
   * times as many identity IDs are remembered. Default 10,000.
   */
  readonly maxIdentities?: number;
  /** How long one call to AWS may take, with its retries, in milliseconds, 100 to 60,000. Default 5,000. */
  readonly timeoutMilliseconds?: number;
  /**
   * Claims that role rules, principal tags or session tags use although they differ from token to token, such as
   * `auth_time`: every change of one gives new credentials. All claims that do not differ from token to token count
   * anyway. Default: none.
   */
  readonly decidingClaims?: readonly string[];
}

/** Checked options with every default filled in. */
export interface CredentialsSettings extends CredentialsCacheSettings {
  readonly maxIdentities: number;
  readonly timeoutMilliseconds: number;
  readonly decidingClaims: readonly string[];
}

export const CREDENTIALS_OPTIONS = [
  'maxIdentities',
  'timeoutMilliseconds',
  'decidingClaims',
  ...CREDENTIALS_CACHE_OPTIONS,
] as const;

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveCredentialsOptions(
  options: Readonly<Record<string, unknown>>,
  path: string,
): CredentialsSettings {
  const { maxIdentities = 10_000, timeoutMilliseconds = 5_000, decidingClaims = [] } = options;
  return {
    maxIdentities: readInteger(maxIdentities, `${path}.maxIdentities`, 1, 1_000_000),
    timeoutMilliseconds: readInteger(timeoutMilliseconds, `${path}.timeoutMilliseconds`, 100, 60_000),
    decidingClaims: readClaimNames(decidingClaims, `${path}.decidingClaims`),
    ...resolveCredentialsCacheOptions(options, path),
  };
}

function readClaimNames(value: unknown, path: string): readonly string[] {
  if (!Array.isArray(value)) throw wrongOption(path, describeType(value), 'a list of names of claims');
  for (const name of value as readonly unknown[]) readClaimName(name, path);
  return value as readonly string[];
}

/** @throws ConfigurationError unless it can be the name of a claim */
export function readClaimName(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongOption(path, describeValue(value), 'the name of a claim, such as custom:tenant');
}
