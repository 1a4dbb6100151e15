import { describeType, describeValue, readOptions, wrongOption } from '../../tokens/option-checks.js';
import {
  CREDENTIALS_OPTIONS,
  type CredentialsOptions,
  type CredentialsSettings,
  resolveCredentialsOptions,
} from '../credentials-options.js';
import { type HostCredentials, readHostCredentials } from './host-credentials.js';
import { readRegion } from './region.js';
import { readTags } from './session-tags.js';
import {
  resolveSession,
  SESSION_OPTIONS,
  type SessionOptions,
  type SessionSettings,
} from './session-options.js';

/**
 * The application vouches for its users: it assumes a role for each with its own credentials, and tells AWS who it is by
 * session tags and a session policy. An access token is enough, and AWS never sees it.
 *
 * What keeps users apart is here alone: the role must allow nothing that the tags or the session policy do not narrow.
 */
export interface TokenVendingOptions extends SessionOptions, CredentialsOptions {
  readonly kind: 'tokenVending';
  /** The Region whose STS is asked, and that clients start from. Required. */
  readonly region: string;
  /** Signs AssumeRole and nothing else. Required: the environment is never searched for credentials. */
  readonly hostCredentials: HostCredentials;
  /**
   * Session tags, each with the claim it is taken from: `{ tenant: 'custom:tenant' }` is
   * `${aws:PrincipalTag/tenant}` in policies. A user whose token lacks one of the claims gets no credentials. At most
   * 50. The role must allow `sts:TagSession`. Default: none, and then `sessionPolicy` is required.
   */
  readonly tags?: Readonly<Record<string, string>>;
  /** What the trust policy asks for as `sts:ExternalId`. Default: not sent. */
  readonly externalId?: string;
  /**
   * Whose claims count: those of the bearer token, whichever it is, or those of the ID token, which the caller then has
   * to send. Default `bearerToken`.
   */
  readonly claimsOf?: 'bearerToken' | 'idToken';
}

/** Checked options with every default filled in. */
export interface TokenVendingSettings extends CredentialsSettings {
  readonly region: string;
  readonly strategy: SessionSettings & {
    readonly kind: 'tokenVending';
    readonly hostCredentials: HostCredentials;
    readonly tags: ReadonlyMap<string, string>;
    readonly externalId: string | undefined;
    readonly claimsOf: 'bearerToken' | 'idToken';
  };
}

const OWN_OPTIONS = ['region', 'hostCredentials', 'tags', 'externalId', 'claimsOf'] as const;

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveTokenVending(given: unknown, path: string): TokenVendingSettings {
  const options = readOptions(given, path, [...OWN_OPTIONS, ...SESSION_OPTIONS, ...CREDENTIALS_OPTIONS]);
  const tags = readTags(options.tags, `${path}.tags`);
  if (tags.size === 0 && options.sessionPolicy === undefined) {
    throw wrongOption(
      path,
      'neither tags nor a sessionPolicy',
      'tags or a sessionPolicy made from the user: otherwise all users would be the same to AWS',
    );
  }
  return {
    ...resolveCredentialsOptions(options, path),
    region: readRegion(options.region, `${path}.region`),
    strategy: {
      kind: 'tokenVending',
      ...resolveSession(options, path),
      hostCredentials: readHostCredentials(options.hostCredentials, `${path}.hostCredentials`),
      tags,
      externalId: readExternalId(options.externalId, `${path}.externalId`),
      claimsOf: readClaimsOf(options.claimsOf, `${path}.claimsOf`),
    },
  };
}

function readExternalId(value: unknown, path: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && /^[\w+=,.@:/-]{2,1224}$/.test(value)))
    return value;
  throw wrongOption(path, describeType(value), 'a text that STS takes, or leave it out');
}

function readClaimsOf(value: unknown, path: string): 'bearerToken' | 'idToken' {
  if (value === undefined || value === 'bearerToken') return 'bearerToken';
  if (value === 'idToken') return value;
  throw wrongOption(path, describeValue(value), "'bearerToken' or 'idToken'");
}
