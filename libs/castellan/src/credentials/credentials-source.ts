import { ConfigurationError } from '../errors/index.js';
import {
  type IdentityPoolOptions,
  type IdentityPoolSettings,
  resolveIdentityPoolOptions,
} from './identity-pool-options.js';
import {
  resolveStsCredentialsOptions,
  type StsCredentialsOptions,
  type StsCredentialsSettings,
} from './sts-credentials-options.js';

/** Where credentials come from: exactly one of the two. */
export interface CredentialsSource {
  /** An Identity Pool. */
  readonly identityPool?: IdentityPoolOptions | undefined;
  /** STS, without an Identity Pool. */
  readonly credentials?: StsCredentialsOptions | undefined;
}

/** Whether there is one. */
export function hasCredentialsSource({ identityPool, credentials }: CredentialsSource): boolean {
  return identityPool !== undefined || credentials !== undefined;
}

/** @throws ConfigurationError for both, for none, and for a wrong option */
export function resolveCredentialsSource({
  identityPool,
  credentials,
}: CredentialsSource): IdentityPoolSettings | StsCredentialsSettings {
  if (identityPool !== undefined && credentials !== undefined) {
    throw new ConfigurationError(
      'There are identityPool and credentials, and callers get their credentials in one way only. Leave one of them out.',
    );
  }
  if (credentials !== undefined) return resolveStsCredentialsOptions(credentials);
  return resolveIdentityPoolOptions(identityPool);
}
