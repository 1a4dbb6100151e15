import { readOptions } from '../../tokens/option-checks.js';
import {
  CREDENTIALS_OPTIONS,
  type CredentialsOptions,
  type CredentialsSettings,
  resolveCredentialsOptions,
} from '../credentials-options.js';
import { readRegion } from './region.js';
import {
  resolveSession,
  SESSION_OPTIONS,
  type SessionOptions,
  type SessionSettings,
} from './session-options.js';

/**
 * The user pool is an OIDC provider of IAM, and STS takes its ID tokens: no Identity Pool is needed, and users have no
 * identity ID.
 */
export interface WebIdentityOptions extends SessionOptions, CredentialsOptions {
  readonly kind: 'webIdentity';
  /** The Region whose STS is asked, and that clients start from. Required. */
  readonly region: string;
}

/** Checked options with every default filled in. */
export interface WebIdentitySettings extends CredentialsSettings {
  readonly region: string;
  readonly strategy: SessionSettings & { readonly kind: 'webIdentity' };
}

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveWebIdentity(given: unknown, path: string): WebIdentitySettings {
  const options = readOptions(given, path, ['region', ...SESSION_OPTIONS, ...CREDENTIALS_OPTIONS]);
  return {
    ...resolveCredentialsOptions(options, path),
    region: readRegion(options.region, `${path}.region`),
    strategy: { kind: 'webIdentity', ...resolveSession(options, path) },
  };
}
