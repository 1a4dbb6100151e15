import { describeValue, readFunction, readOptions, wrongOption } from '../tokens/option-checks.js';
import {
  CREDENTIALS_OPTIONS,
  type CredentialsOptions,
  type CredentialsSettings,
  resolveCredentialsOptions,
} from './credentials-options.js';
import type { FurtherLogins } from './further-logins.js';
import { type ClassicOptions, type ClassicSettings, resolveClassic } from './strategies/classic-options.js';
import {
  type DeveloperOptions,
  type DeveloperSettings,
  resolveDeveloper,
} from './strategies/developer-options.js';
import {
  type EnhancedOptions,
  type EnhancedSettings,
  resolveEnhanced,
} from './strategies/enhanced-options.js';
import { readEndpoint } from './strategies/session-options.js';

/** The Cognito Identity Pool that gives callers their AWS credentials. */
export interface IdentityPoolOptions extends CredentialsOptions {
  /** `REGION:UUID`, such as `eu-west-1:7d2c4f60-0f5e-4c8c-9a38-0d6f1f2b9f11`. The Region is taken from it. */
  readonly identityPoolId: string;
  /**
   * Where the Identity Pool's API is, for an emulator. `https:` anywhere, `http:` on a loopback address only,
   * because ID tokens travel there and credentials come back. Default: AWS, in the pool's Region; the
   * environment variables `AWS_ENDPOINT_URL*` have no say.
   */
  readonly endpoint?: string;
  /** Twelve digits, sent along with GetId. Default: not sent; AWS does not need it. */
  readonly accountId?: string;
  /**
   * How the Identity Pool is used. Default `{ kind: 'enhanced' }`: it chooses the role.
   */
  readonly strategy?: PoolStrategyOptions;
  /**
   * Gives the tokens of other providers that a user has signed in with as well, for each request that needs
   * credentials: `accounts.google.com`, `graph.facebook.com`, `appleid.apple.com`, `www.amazon.com`, the name of an OIDC
   * provider, the ARN of a SAML provider. AWS verifies them and links all logins to one identity, so they must be the
   * same person's. Nine at most. Only with the enhanced and the classic strategy. Default: the user pool's token alone.
   */
  readonly logins?: FurtherLogins;
  /**
   * Whether callers who have not signed in get the guest role of the Identity Pool, on routes with
   * `@AllowGuestCredentials()` and nowhere else. All guests share one identity. Only with the enhanced strategy, and
   * where the pool allows guests. Default false.
   */
  readonly guests?: boolean;
}

/** How an Identity Pool is used. */
export type PoolStrategyOptions = EnhancedOptions | ClassicOptions | DeveloperOptions;

/** Checked options with every default filled in. */
export interface IdentityPoolSettings extends CredentialsSettings {
  readonly identityPoolId: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly accountId: string | undefined;
  readonly strategy: EnhancedSettings | ClassicSettings | DeveloperSettings;
  readonly guests: boolean;
  readonly logins: FurtherLogins | undefined;
}

const IDENTITY_POOL_ID =
  /^(?<region>[a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\d{1,2}):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const PATH = 'identityPool';
const KNOWN = [
  'identityPoolId',
  'endpoint',
  'accountId',
  'strategy',
  'guests',
  'logins',
  ...CREDENTIALS_OPTIONS,
] as const satisfies readonly (keyof IdentityPoolOptions)[];

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveIdentityPoolOptions(given: IdentityPoolOptions | undefined): IdentityPoolSettings {
  const options = readOptions(given, PATH, KNOWN);
  const strategy = resolveStrategy(options.strategy);
  return {
    ...readPoolId(options.identityPoolId),
    endpoint: options.endpoint === undefined ? undefined : readEndpoint(options.endpoint, `${PATH}.endpoint`),
    accountId: readAccountId(options.accountId),
    strategy,
    guests: readGuests(options.guests, strategy),
    logins: readLogins(options.logins, strategy),
    ...resolveCredentialsOptions(options, PATH),
  };
}

function readPoolId(value: unknown): { identityPoolId: string; region: string } {
  const region = typeof value === 'string' ? IDENTITY_POOL_ID.exec(value)?.groups?.region : undefined;
  if (region !== undefined) return { identityPoolId: value as string, region };
  throw wrongOption(
    `${PATH}.identityPoolId`,
    describeValue(value),
    'the ID the console shows, REGION:UUID in lower case (not an ARN or a name)',
  );
}

function readAccountId(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && /^\d{12}$/.test(value))) return value;
  throw wrongOption(`${PATH}.accountId`, describeValue(value), 'twelve digits as a string, or leave it out');
}

function resolveStrategy(value: unknown): IdentityPoolSettings['strategy'] {
  const path = `${PATH}.strategy`;
  const given: unknown = value === undefined ? { kind: 'enhanced' } : value;
  const kind = typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined;
  if (kind === 'enhanced') return resolveEnhanced(given, path);
  if (kind === 'classic') return resolveClassic(given, path);
  if (kind === 'developer') return resolveDeveloper(given, path);
  throw wrongOption(
    `${path}.kind`,
    describeValue(kind),
    "'enhanced', 'classic' or 'developer'. 'webIdentity' and 'tokenVending' need no Identity Pool: write them as credentials",
  );
}

function readGuests(value: unknown, { kind }: IdentityPoolSettings['strategy']): boolean {
  if (value === undefined || value === false) return false;
  if (value !== true) throw wrongOption(`${PATH}.guests`, describeValue(value), 'true, or leave it out');
  if (kind === 'enhanced') return true;
  throw wrongOption(`${PATH}.guests`, `true with the strategy '${kind}'`, "guests only with 'enhanced'");
}

function readLogins(value: unknown, { kind }: IdentityPoolSettings['strategy']): FurtherLogins | undefined {
  if (value === undefined) return undefined;
  const path = `${PATH}.logins`;
  if (kind !== 'developer') return readFunction(value, path) as FurtherLogins;
  throw wrongOption(
    path,
    "logins with the strategy 'developer'",
    "logins only with 'enhanced' and 'classic'",
  );
}
