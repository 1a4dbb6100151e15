import { describeType, readFunction, readInteger, readOptions, wrongOption } from './option-checks.js';
import { MemoryRevocations } from './revocation/memory-revocations.js';
import type { RevocationStore } from './revocation/revocation-store.js';
import {
  readProtectedResource,
  type ProtectedResource,
  type ProtectedResourceOptions,
} from './protected-resource.js';
import type { RefusedKeyListener } from './signing-keys.js';
import { readUserPools, type UserPool, type UserPoolOptions } from './user-pool.js';
import { type ResolvePool, UserPoolResolver } from './user-pool-resolver.js';

/** Is told of what is probably not meant. What it throws is ignored. */
export type WarningListener = (warning: string) => void;

/** How tokens are verified. */
export interface TokenVerifierOptions {
  /** The user pools whose tokens are accepted, at least one. There may be none where `resolvePool` is given. */
  readonly userPools: readonly UserPoolOptions[];
  /**
   * Looks up user pools that are not configured, for applications whose tenants have a pool each. It is asked only
   * about issuers of Cognito's own form, and about those of an emulator on this machine where `NODE_ENV` is not
   * `production`; what it answers is held to what configured pools are held to. An answer is kept for five
   * minutes, `undefined` for ten seconds, a failure for one; it may take three seconds. Default: none.
   */
  readonly resolvePool?: ResolvePool;
  /**
   * How many pools that `resolvePool` found are kept, 1 to 1,000,000: so many whose tokens were good, and as many
   * again whose tokens never were. Default 10,000. It should be no less than the number of tenants: whatever is
   * dropped is looked up again, its keys are fetched again, and no limit on that outlasts the entry.
   */
  readonly maxResolvedPools?: number;
  /** Where `NODE_ENV` is read. Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The time, in milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
  /** Gets the key sets. It must honour `redirect: 'error'`. Default: the `fetch` of Node. */
  readonly fetch?: typeof fetch;
  /**
   * By how many seconds the clock of this machine may differ from Cognito's, 0 to 120. Default 0. It makes
   * tokens valid for longer on both sides.
   */
  readonly clockToleranceSeconds?: number;
  /** The longest token that is looked at, in characters, 1,024 to 65,536. Default 8,192. */
  readonly maxTokenLength?: number;
  /** How many verified tokens are remembered, 0 (none) to 1,000,000. Default 10,000. */
  readonly maxCachedTokens?: number;
  /** Knows which tokens have been revoked. Default: a {@link MemoryRevocations} of the verifier's own. */
  readonly revocations?: RevocationStore;
  /** Told of keys in a key set that are not used, and why. Default: nobody; they stand in `keySets` all the same. */
  readonly onRefusedKey?: RefusedKeyListener;
  /**
   * Told of what is allowed, or refused, and is probably not meant: an answer of `resolvePool` that is about another
   * pool, an issuer that is that of another pool of Cognito. It gets one sentence without secrets. Default: nobody.
   */
  readonly onWarning?: WarningListener;
  /**
   * What this API is called as a resource (RFC 8707). An access token that was issued for other resources only is
   * refused. Default: nothing; then nobody looks what an access token was issued for.
   */
  readonly resource?: ProtectedResourceOptions;
}

/** The options after every check, with their defaults. */
export interface CheckedTokenVerifierOptions {
  readonly userPools: readonly UserPool[];
  readonly resolver: UserPoolResolver | undefined;
  readonly clock: () => number;
  readonly fetch: typeof fetch;
  readonly toleranceMs: number;
  readonly maxTokenLength: number;
  readonly maxCachedTokens: number;
  readonly maxResolvedPools: number;
  readonly revocations: RevocationStore;
  readonly onRefusedKey: RefusedKeyListener;
  readonly resource: ProtectedResource | undefined;
}

const OPTION_NAMES = [
  'userPools',
  'resolvePool',
  'maxResolvedPools',
  'environment',
  'clock',
  'fetch',
  'clockToleranceSeconds',
  'maxTokenLength',
  'maxCachedTokens',
  'revocations',
  'onRefusedKey',
  'onWarning',
  'resource',
];

export function readTokenVerifierOptions(value: unknown): CheckedTokenVerifierOptions {
  const options = readOptions(value, 'options', OPTION_NAMES);
  const {
    environment = process.env,
    clock = Date.now,
    fetch = globalThis.fetch,
    clockToleranceSeconds = 0,
    maxTokenLength = 8_192,
    maxCachedTokens = 10_000,
    maxResolvedPools = 10_000,
    onRefusedKey = () => undefined,
    onWarning = () => undefined,
  } = options;
  const warn = heedless(readFunction(onWarning, 'onWarning') as WarningListener);
  const production = readProduction(environment);
  const userPools = readUserPools(options.userPools, {
    production,
    mayBeEmpty: options.resolvePool !== undefined,
    warn,
  });
  return {
    userPools,
    resolver:
      options.resolvePool === undefined
        ? undefined
        : new UserPoolResolver({
            resolvePool: readFunction(options.resolvePool, 'resolvePool') as ResolvePool,
            configuredNames: userPools.map(({ name }) => name),
            production,
            warn,
          }),
    clock: readFunction(clock, 'clock') as () => number,
    fetch: readFunction(fetch, 'fetch') as typeof globalThis.fetch,
    toleranceMs: readInteger(clockToleranceSeconds, 'clockToleranceSeconds', 0, 120) * 1_000,
    maxTokenLength: readInteger(maxTokenLength, 'maxTokenLength', 1_024, 65_536),
    maxResolvedPools: readInteger(maxResolvedPools, 'maxResolvedPools', 1, 1_000_000),
    maxCachedTokens: readInteger(maxCachedTokens, 'maxCachedTokens', 0, 1_000_000),
    revocations:
      options.revocations === undefined
        ? new MemoryRevocations({ clock: clock as () => number })
        : readRevocations(options.revocations),
    onRefusedKey: readFunction(onRefusedKey, 'onRefusedKey') as RefusedKeyListener,
    resource:
      options.resource === undefined ? undefined : readProtectedResource(options.resource, 'resource'),
  };
}

/** Whoever is told cannot make a verification fail. */
function heedless(listener: WarningListener): WarningListener {
  return (warning) => {
    try {
      listener(warning);
    } catch {
      // The verdict matters more than a log that cannot be written.
    }
  };
}

function readProduction(environment: unknown): boolean {
  if (typeof environment === 'object' && environment !== null) {
    return (environment as { NODE_ENV?: unknown }).NODE_ENV === 'production';
  }
  throw wrongOption('environment', describeType(environment), 'an object such as process.env');
}

function readRevocations(value: unknown): RevocationStore {
  const { isRevoked, revokeToken, revokeSignIn, revokeUser } = (value ?? {}) as Partial<RevocationStore>;
  if ([isRevoked, revokeToken, revokeSignIn, revokeUser].every((method) => typeof method === 'function')) {
    return value as RevocationStore;
  }
  throw wrongOption('revocations', describeType(value), 'a RevocationStore, such as new MemoryRevocations()');
}
