import {
  describeValue,
  readFunction,
  readInteger,
  readOptions,
  wrongOption,
} from '../../tokens/option-checks.js';
import type { UserPrincipal } from '../../tokens/principal.js';
import { type HostCredentials, readHostCredentials } from './host-credentials.js';
import { readTags } from './session-tags.js';

const KNOWN = [
  'kind',
  'providerName',
  'developerCredentials',
  'userId',
  'tags',
  'tokenDurationSeconds',
] as const;

/**
 * Developer-authenticated identities: the application vouches for its users at the Identity Pool, under the name of a
 * developer provider. An access token is enough. The pool then gives credentials as in the enhanced flow.
 */
export interface DeveloperOptions {
  readonly kind: 'developer';
  /** The developer provider name of the Identity Pool, such as `login.example.app`. Required. */
  readonly providerName: string;
  /**
   * Signs GetOpenIdTokenForDeveloperIdentity and nothing else. Whoever has these credentials can be every user. Required:
   * the environment is never searched for credentials.
   */
  readonly developerCredentials: HostCredentials;
  /**
   * What the provider calls the user, 1 to 1,024 characters. Must be another one for every user, and never change.
   * Default: the user's issuer and `sub`.
   */
  readonly userId?: (user: UserPrincipal) => string;
  /**
   * Principal tags, each with the claim it is taken from, as in {@link TokenVendingOptions.tags}. The trust policies of
   * the pool's roles must allow `sts:TagSession`. Default: none.
   */
  readonly tags?: Readonly<Record<string, string>>;
  /** How long the token of the Identity Pool lasts that the credentials are got with, 1 to 86,400 seconds. Default 900. */
  readonly tokenDurationSeconds?: number;
}

/** Checked options with every default filled in. */
export interface DeveloperSettings {
  readonly kind: 'developer';
  readonly providerName: string;
  readonly developerCredentials: HostCredentials;
  readonly userId: (user: UserPrincipal) => unknown;
  readonly tags: ReadonlyMap<string, string>;
  readonly tokenDurationSeconds: number;
}

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveDeveloper(given: unknown, path: string): DeveloperSettings {
  const options = readOptions(given, path, KNOWN);
  const { providerName, developerCredentials, userId, tags, tokenDurationSeconds } = options;
  if (typeof providerName !== 'string' || !/^[\w._-]{1,128}$/.test(providerName)) {
    throw wrongOption(
      `${path}.providerName`,
      describeValue(providerName),
      'the developer provider name of the Identity Pool, such as login.example.app',
    );
  }
  return {
    kind: 'developer',
    providerName,
    developerCredentials: readHostCredentials(developerCredentials, `${path}.developerCredentials`),
    userId:
      userId === undefined
        ? ({ issuer, sub }) => `${issuer} ${sub}`
        : (readFunction(userId, `${path}.userId`) as (user: UserPrincipal) => unknown),
    tags: readTags(tags, `${path}.tags`),
    tokenDurationSeconds:
      tokenDurationSeconds === undefined
        ? 900
        : readInteger(tokenDurationSeconds, `${path}.tokenDurationSeconds`, 1, 86_400),
  };
}
