import type { Requirement } from '../../policies/index.js';
import {
  describeType,
  describeValue,
  readInteger,
  readOptions,
  wrongOption,
} from '../../tokens/option-checks.js';
import { AUTH_ROUTE_NAMES, type AuthRouteName } from './auth-route-names.js';
import { DEFAULT_MAX_BODY_BYTES } from './json-body.js';

/** The scope without which Cognito lets no access token work on its user's account. Every sign-in gives it. */
export const ACCOUNT_SCOPE = 'aws.cognito.signin.user.admin';

/** The attributes of OpenID Connect (Core 1.0, section 5.1) that Cognito lets users write. */
const STANDARD_ATTRIBUTES = [
  'address',
  'birthdate',
  'email',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'picture',
  'preferred_username',
  'profile',
  'website',
  'zoneinfo',
];

/** What the ready-made routes take, whatever framework they are mounted in. */
export interface AuthRoutesOptions {
  /** Routes that are left out, by their names. Default: none. */
  readonly without?: readonly AuthRouteName[];
  /**
   * The attributes that users may write, at sign-up and later, such as `email` and `custom:nickname`. Whatever decides
   * about rights, such as a tenant, has no business here. Default: the standard ones of OpenID Connect, and no custom
   * ones.
   */
  readonly writableAttributes?: readonly string[];
  /** The names of what clients may send to the triggers of the pool, as `metadata` of a body. Default: none. */
  readonly metadata?: readonly string[];
  /**
   * How passwords get to Cognito: `password` sends them over TLS, `srp` proves them (needs the package
   * `cognito-srp-helper`). Default `password`.
   */
  readonly passwordFlow?: 'password' | 'srp';
  /** What authenticator apps call the application. Default: the ID of the user pool. */
  readonly appName?: string;
  /**
   * What a route asks of its callers besides, by the names of the routes, such as `{ deleteMe: freshAuth('5m') }`.
   * Default: nothing.
   */
  readonly require?: Readonly<Partial<Record<AuthRouteName, Requirement>>>;
  /** The longest body that is read, in bytes, 1,024 to 1,048,576. Default 32,768. */
  readonly maxBodyBytes?: number;
}

/** The options with every default filled in. */
export type ResolvedAuthRoutesOptions = Required<Omit<AuthRoutesOptions, 'appName'>> & {
  readonly appName: string | undefined;
};

/** The names of the options. */
export const AUTH_ROUTES_OPTIONS: readonly (keyof AuthRoutesOptions)[] = [
  'without',
  'writableAttributes',
  'metadata',
  'passwordFlow',
  'appName',
  'require',
  'maxBodyBytes',
];

/**
 * Checks the options of the routes.
 *
 * @param user Starts the messages: `AuthController(...)`.
 * @throws ConfigurationError that names the option, what was found and what to write.
 */
export function resolveAuthRoutesOptions(
  user: string,
  options: AuthRoutesOptions,
): ResolvedAuthRoutesOptions {
  const {
    without = [],
    writableAttributes = STANDARD_ATTRIBUTES,
    metadata = [],
    passwordFlow = 'password',
    appName,
    require = {},
    maxBodyBytes = DEFAULT_MAX_BODY_BYTES,
  } = options;
  if ((passwordFlow as unknown) !== 'password' && (passwordFlow as unknown) !== 'srp') {
    throw wrongOption(`${user}: passwordFlow`, describeValue(passwordFlow), "'password' or 'srp'");
  }
  if (appName !== undefined && (typeof (appName as unknown) !== 'string' || appName.trim() === '')) {
    throw wrongOption(`${user}: appName`, describeType(appName), "a name such as 'Acme', or leave it out");
  }
  return {
    without: readRouteNames(`${user}: without`, without),
    writableAttributes: readNames(`${user}: writableAttributes`, writableAttributes),
    metadata: readNames(`${user}: metadata`, metadata),
    passwordFlow,
    appName,
    require: readRequirements(`${user}: require`, require),
    maxBodyBytes: readInteger(maxBodyBytes, `${user}: maxBodyBytes`, 1_024, 1_048_576),
  };
}

/** A misspelled name would leave a route open that was meant to be left out. */
function readRouteNames(path: string, names: unknown): readonly AuthRouteName[] {
  const known: readonly string[] = AUTH_ROUTE_NAMES;
  const strange = readNames(path, names).find((name) => !known.includes(name));
  if (strange === undefined) return names as readonly AuthRouteName[];
  throw wrongOption(path, `${describeValue(strange)}, which is no route`, `names among ${known.join(', ')}`);
}

function readRequirements(path: string, value: unknown): ResolvedAuthRoutesOptions['require'] {
  for (const [name, requirement] of Object.entries(readOptions(value, path, AUTH_ROUTE_NAMES))) {
    if (typeof (requirement as Partial<Requirement> | undefined)?.decide === 'function') continue;
    throw wrongOption(`${path}.${name}`, describeType(requirement), "a requirement such as freshAuth('5m')");
  }
  return value as ResolvedAuthRoutesOptions['require'];
}

function readNames(path: string, names: unknown): readonly string[] {
  if (Array.isArray(names) && names.every((name) => typeof name === 'string' && name.trim() !== '')) {
    return names as string[];
  }
  throw wrongOption(path, describeType(names), 'a list of names');
}
