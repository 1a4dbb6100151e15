import type { KeyObject } from 'node:crypto';
import { describeType, describeValue, readOptions, wrongOption } from './option-checks.js';
import type { TokenUse } from './principal.js';
import {
  cognitoIssuers,
  defaultIssuer,
  isCognitoIssuer,
  isUserPoolId,
  readIssuers,
  requireCognitoIssuers,
} from './issuer.js';
import { defaultEndpoint, readEndpoint } from './revalidation/user-pool-endpoint.js';
import { readPinnedKeys } from './pinned-keys.js';

/** A Cognito user pool whose tokens are accepted, and which of them. */
export interface UserPoolOptions {
  /** What the application calls the pool; it becomes `pool` of a principal. Default: the `userPoolId`. */
  readonly name?: string;
  /** `REGION_ID`, as the Cognito console shows it. */
  readonly userPoolId: string;
  /**
   * The app clients whose tokens are accepted: `client_id` of an access token, `aud` of an ID token. Required.
   * `null`, written by hand, accepts every client of the pool, those that others create later included.
   */
  readonly clientIds: readonly string[] | null;
  /** Which tokens are accepted. Required. `null`, written by hand, accepts access and ID tokens alike. */
  readonly tokenUse: TokenUse | null;
  /**
   * The `iss` of the pool's tokens, exactly, or several, each of which is accepted. Default: Cognito's original
   * issuer for the Region and the pool, `https://cognito-idp.REGION.amazonaws.com/POOL_ID`, in the commercial,
   * China, GovCloud and European Sovereign Cloud partitions.
   *
   * A pool that was switched to the updated issuer, as pools of several Regions are, writes
   * `https://issuer-cognito-idp.REGION.amazonaws.com/POOL_ID`; name both while tokens of both are about. Write
   * another one for an emulator. It is an `https` address, or `http` on the loopback interface, without a slash
   * at the end. Each issuer publishes its own key set.
   */
  readonly issuer?: string | readonly string[];
  /**
   * Whether `issuer` may be another one than those of Cognito for this pool, and `endpoint` another one than AWS's,
   * where `NODE_ENV` is `production`. Elsewhere they always may. Default false.
   */
  readonly allowCustomIssuer?: boolean;
  /**
   * The pool's key set, pinned. Default: fetched from `/.well-known/jwks.json` under the issuer. With pinned
   * keys nothing is ever fetched, and a key that the pool rotates in is not known.
   */
  readonly jwks?: { readonly keys: readonly object[] };
  /**
   * Where Cognito's API answers for the pool, for `revalidate` and `@Revalidate`: access tokens are sent there.
   * Default: `https://cognito-idp.REGION.amazonaws.com`, or its like in another partition; none where `issuer` is
   * not Cognito's. Write one for an emulator: an `https` address, or `http` on the loopback interface.
   */
  readonly endpoint?: string;
}

/** Which user pool is meant. */
export interface UserPoolReference {
  /** What the application calls it. */
  readonly name: string;
  /** `REGION_ID`. */
  readonly userPoolId: string;
  /** The `iss` of its tokens; the first where it has several. */
  readonly issuer: string;
}

/** A user pool whose options have been checked. It shares nothing with them. */
export interface UserPool extends UserPoolReference {
  /** All of its issuers, `issuer` among them. */
  readonly issuers: readonly string[];
  readonly clientIds: ReadonlySet<string> | null;
  readonly tokenUse: TokenUse | null;
  /** Where `issuer` publishes its keys. */
  readonly jwksUri: string;
  /** The pinned keys by `kid`. */
  readonly pinnedKeys: ReadonlyMap<string, KeyObject> | undefined;
  /** Where Cognito's API answers; `undefined` where nobody knows. */
  readonly endpoint: string | undefined;
}

const OPTION_NAMES = [
  'name',
  'userPoolId',
  'clientIds',
  'tokenUse',
  'issuer',
  'allowCustomIssuer',
  'jwks',
  'endpoint',
];

/**
 * The name that stands for a default pool where no pool is configured. No pool has it, so that a group without a
 * pool is nobody's.
 */
export const NO_POOL = '(none)';

/** What options of user pools are held to. */
export interface UserPoolRules {
  /** Whether an issuer that is none of Cognito's has to be allowed by name. */
  readonly production: boolean;
  /** Whether there may be no pool, because pools are resolved at run time. */
  readonly mayBeEmpty: boolean;
  /** Is told of what is allowed and probably not meant. Default: nobody. */
  readonly warn?: (warning: string) => void;
}

/**
 * Checks the options of all pools.
 *
 * @throws ConfigurationError that says which option is wrong, what was found and what to write.
 */
export function readUserPools(options: unknown, rules: UserPoolRules): readonly UserPool[] {
  const path = 'userPools';
  if (!Array.isArray(options) || (options.length === 0 && !rules.mayBeEmpty)) {
    throw wrongOption(path, describeType(options), 'an array with at least one user pool');
  }
  const pools = options.map((pool: unknown, index) => readUserPool(pool, `${path}[${index}]`, rules));
  pools.forEach((pool, index) => {
    const sameName = pools.findIndex((other) => other.name === pool.name);
    if (sameName < index) {
      const found = `${describeValue(pool.name)}, the name of ${path}[${sameName}] as well`;
      throw wrongOption(`${path}[${index}].name`, found, 'a name that no other pool has');
    }
    const sameIssuer = pools.findIndex((other) => other.issuers.some((one) => pool.issuers.includes(one)));
    if (sameIssuer < index) {
      const found = `the issuer of ${path}[${sameIssuer}]`;
      throw wrongOption(`${path}[${index}]`, found, 'each user pool once, with all of its clientIds');
    }
  });
  return pools;
}

/**
 * Checks the options of one pool.
 *
 * @param path Where they stand, for the message.
 * @throws ConfigurationError that says which option is wrong, what was found and what to write.
 */
export function readUserPool(
  value: unknown,
  path: string,
  { production, warn }: Pick<UserPoolRules, 'production' | 'warn'>,
): UserPool {
  const options = readOptions(value, path, OPTION_NAMES);
  const userPoolId = readUserPoolId(options.userPoolId, `${path}.userPoolId`);
  const allowCustomIssuer = readAllowCustomIssuer(options.allowCustomIssuer, `${path}.allowCustomIssuer`);
  const [issuer, ...others] =
    options.issuer === undefined
      ? [defaultIssuer(userPoolId, `${path}.userPoolId`)]
      : readIssuers(options.issuer, `${path}.issuer`);
  const issuers = Object.freeze([issuer, ...others]);
  if (production && !allowCustomIssuer) requireCognitoIssuers(issuers, userPoolId, `${path}.issuer`);
  const stranger = issuers.find((one) => isCognitoIssuer(one) && !cognitoIssuers(userPoolId).includes(one));
  if (stranger !== undefined) {
    warn?.(
      `${path}.issuer: ${stranger} is the issuer of another user pool of Cognito than ${userPoolId}, so the tokens ` +
        'of that pool are accepted. Write the issuer of this pool, or none at all.',
    );
  }
  return Object.freeze({
    name: readName(options.name ?? userPoolId, `${path}.name`),
    userPoolId,
    issuer,
    issuers,
    clientIds: readClientIds(options.clientIds, `${path}.clientIds`),
    tokenUse: readTokenUse(options.tokenUse, `${path}.tokenUse`),
    jwksUri: jwksUriOf(issuer),
    pinnedKeys: options.jwks === undefined ? undefined : readPinnedKeys(options.jwks, `${path}.jwks`),
    endpoint:
      options.endpoint === undefined
        ? defaultEndpoint(userPoolId, issuers)
        : readEndpoint(options.endpoint, `${path}.endpoint`, { ofAws: production && !allowCustomIssuer }),
  });
}

/** Whether the options of two pools, of the same issuer, were the same. */
export function isSamePool(a: UserPool, b: UserPool): boolean {
  return (
    a.name === b.name &&
    a.userPoolId === b.userPoolId &&
    a.issuer === b.issuer &&
    a.tokenUse === b.tokenUse &&
    a.endpoint === b.endpoint &&
    isSameSet(a.clientIds, b.clientIds) &&
    isSameKeys(a.pinnedKeys, b.pinnedKeys)
  );
}

function isSameSet(a: UserPool['clientIds'], b: UserPool['clientIds']): boolean {
  if (a === null || b === null) return a === b;
  return a.size === b.size && [...a].every((clientId) => b.has(clientId));
}

function isSameKeys(a: UserPool['pinnedKeys'], b: UserPool['pinnedKeys']): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && [...a].every(([kid, key]) => b.get(kid)?.equals(key) === true);
}

/** The pool as the tokens of one of its issuers see it. */
export function seenThrough(pool: UserPool, issuer: string): UserPool {
  return Object.freeze({ ...pool, issuer, jwksUri: jwksUriOf(issuer) });
}

function jwksUriOf(issuer: string): string {
  return `${issuer}/.well-known/jwks.json`;
}

function readAllowCustomIssuer(value: unknown, path: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw wrongOption(path, describeValue(value), 'true or false, or leave it out');
}

function readUserPoolId(value: unknown, path: string): string {
  if (typeof value !== 'string' || !isUserPoolId(value)) {
    throw wrongOption(path, describeValue(value), 'the ID of the user pool, such as "eu-west-1_AbCdEfGhI"');
  }
  return value;
}

function readName(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') {
    throw wrongOption(path, describeType(value), 'a non-empty string, or leave it out');
  }
  if (value === NO_POOL) throw wrongOption(path, describeValue(value), 'another name');
  return value;
}

function readClientIds(value: unknown, path: string): ReadonlySet<string> | null {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length === 0) {
    const write = 'an array with the IDs of the app clients, or null to accept every client of the pool';
    throw wrongOption(path, describeType(value), write);
  }
  const clientIds = new Set<string>();
  value.forEach((clientId: unknown, index) => {
    if (typeof clientId !== 'string' || clientId === '') {
      throw wrongOption(`${path}[${index}]`, describeType(clientId), 'the ID of an app client');
    }
    if (clientIds.has(clientId)) {
      throw wrongOption(`${path}[${index}]`, 'a client ID that is in the list already', 'each one once');
    }
    clientIds.add(clientId);
  });
  return clientIds;
}

function readTokenUse(value: unknown, path: string): TokenUse | null {
  if (value === 'access' || value === 'id' || value === null) return value;
  throw wrongOption(path, describeValue(value), `'access', 'id', or null to accept both`);
}
