import type { KeyObject } from 'node:crypto';
import { describeType, describeValue, readOptions, wrongOption } from './option-checks.js';
import type { TokenUse } from './principal.js';
import { defaultIssuer, readIssuer } from './issuer.js';
import { selectSigningKeys, toSigningKey } from './signing-keys.js';

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
   * The `iss` of the pool's tokens, exactly. Default: Cognito's address for the Region and the pool, in the
   * commercial, China, GovCloud and European Sovereign Cloud partitions. Write another one for an emulator. It
   * is an `https` address, or `http` on the loopback interface, without a slash at the end.
   */
  readonly issuer?: string;
  /**
   * The pool's key set, pinned. Default: fetched from `/.well-known/jwks.json` under the issuer. With pinned
   * keys nothing is ever fetched, and a key that the pool rotates in is not known.
   */
  readonly jwks?: { readonly keys: readonly object[] };
}

/** Which user pool is meant. */
export interface UserPoolReference {
  /** What the application calls it. */
  readonly name: string;
  /** `REGION_ID`. */
  readonly userPoolId: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
}

/** A user pool whose options have been checked. It shares nothing with them. */
export interface UserPool extends UserPoolReference {
  readonly clientIds: ReadonlySet<string> | null;
  readonly tokenUse: TokenUse | null;
  /** Where the pool publishes its keys. */
  readonly jwksUri: string;
  /** The pinned keys by `kid`. */
  readonly pinnedKeys: ReadonlyMap<string, KeyObject> | undefined;
}

const OPTION_NAMES = ['name', 'userPoolId', 'clientIds', 'tokenUse', 'issuer', 'jwks'];

/**
 * Checks the options of all pools.
 *
 * @param path Where they stand, for the messages.
 * @throws ConfigurationError that says which option is wrong, what was found and what to write.
 */
export function readUserPools(options: unknown, path = 'userPools'): readonly UserPool[] {
  if (!Array.isArray(options) || options.length === 0) {
    throw wrongOption(path, describeType(options), 'an array with at least one user pool');
  }
  const pools = options.map((pool: unknown, index) => readUserPool(pool, `${path}[${index}]`));
  pools.forEach((pool, index) => {
    const sameName = pools.findIndex((other) => other.name === pool.name);
    if (sameName < index) {
      const found = `${describeValue(pool.name)}, the name of ${path}[${sameName}] as well`;
      throw wrongOption(`${path}[${index}].name`, found, 'a name that no other pool has');
    }
    const sameIssuer = pools.findIndex((other) => other.issuer === pool.issuer);
    if (sameIssuer < index) {
      const found = `the issuer of ${path}[${sameIssuer}]`;
      throw wrongOption(`${path}[${index}]`, found, 'each user pool once, with all of its clientIds');
    }
  });
  return pools;
}

function readUserPool(value: unknown, path: string): UserPool {
  const options = readOptions(value, path, OPTION_NAMES);
  const userPoolId = readUserPoolId(options.userPoolId, `${path}.userPoolId`);
  const issuer =
    options.issuer === undefined
      ? defaultIssuer(userPoolId, `${path}.userPoolId`)
      : readIssuer(options.issuer, `${path}.issuer`);
  return Object.freeze({
    name: readName(options.name ?? userPoolId, `${path}.name`),
    userPoolId,
    issuer,
    clientIds: readClientIds(options.clientIds, `${path}.clientIds`),
    tokenUse: readTokenUse(options.tokenUse, `${path}.tokenUse`),
    jwksUri: `${issuer}/.well-known/jwks.json`,
    pinnedKeys: options.jwks === undefined ? undefined : readPinnedKeys(options.jwks, `${path}.jwks`),
  });
}

function readUserPoolId(value: unknown, path: string): string {
  if (typeof value !== 'string' || !/^[\w-]{1,40}_[0-9A-Za-z]{1,55}$/.test(value)) {
    throw wrongOption(path, describeValue(value), 'the ID of the user pool, such as "eu-west-1_AbCdEfGhI"');
  }
  return value;
}

function readName(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') {
    throw wrongOption(path, describeType(value), 'a non-empty string, or leave it out');
  }
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

function readPinnedKeys(value: unknown, path: string): ReadonlyMap<string, KeyObject> {
  const keys =
    typeof value === 'object' && !Array.isArray(value)
      ? (value as { keys?: unknown } | null)?.keys
      : undefined;
  if (!Array.isArray(keys) || keys.length === 0) {
    throw wrongOption(`${path}.keys`, describeType(keys), 'the keys of a JSON Web Key Set, at least one');
  }
  const { usable, refused } = selectSigningKeys(keys);
  const [first] = refused;
  if (first !== undefined) {
    const found = `a key that cannot be used, because ${first.reason}`;
    throw wrongOption(`${path}.keys[${first.index}]`, found, 'only public RSA keys that sign with RS256');
  }
  return new Map(usable.map((key) => [key.kid, toSigningKey(key)]));
}
