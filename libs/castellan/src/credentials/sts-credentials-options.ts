import { describeType, describeValue, wrongOption } from '../tokens/option-checks.js';
import {
  resolveTokenVending,
  type TokenVendingOptions,
  type TokenVendingSettings,
} from './strategies/token-vending-options.js';
import {
  resolveWebIdentity,
  type WebIdentityOptions,
  type WebIdentitySettings,
} from './strategies/web-identity-options.js';

/** Credentials that STS gives, without an Identity Pool. */
export type StsCredentialsOptions = WebIdentityOptions | TokenVendingOptions;

/** Checked options with every default filled in. */
export type StsCredentialsSettings = WebIdentitySettings | TokenVendingSettings;

const PATH = 'credentials';

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveStsCredentialsOptions(given: StsCredentialsOptions): StsCredentialsSettings {
  const value: unknown = given;
  if (typeof value !== 'object' || value === null) {
    throw wrongOption(
      PATH,
      describeType(value),
      "an object such as { kind: 'webIdentity', region, roleArn }",
    );
  }
  const { kind } = value as { readonly kind?: unknown };
  if (kind === 'webIdentity') return resolveWebIdentity(value, PATH);
  if (kind === 'tokenVending') return resolveTokenVending(value, PATH);
  throw wrongOption(
    `${PATH}.kind`,
    describeValue(kind),
    "'webIdentity' or 'tokenVending'; the others are a strategy of the identityPool",
  );
}
