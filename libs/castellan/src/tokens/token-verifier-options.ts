import { describeType, readInteger, readOptions, wrongOption } from './option-checks.js';
import { readUserPools, type UserPool, type UserPoolOptions } from './user-pool.js';

/** How tokens are verified. */
export interface TokenVerifierOptions {
  /** The user pools whose tokens are accepted, at least one. */
  readonly userPools: readonly UserPoolOptions[];
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
}

/** The options after every check, with their defaults. */
export interface CheckedTokenVerifierOptions {
  readonly userPools: readonly UserPool[];
  readonly clock: () => number;
  readonly fetch: typeof fetch;
  readonly toleranceMs: number;
  readonly maxTokenLength: number;
  readonly maxCachedTokens: number;
}

const OPTION_NAMES = [
  'userPools',
  'clock',
  'fetch',
  'clockToleranceSeconds',
  'maxTokenLength',
  'maxCachedTokens',
];

export function readTokenVerifierOptions(value: unknown): CheckedTokenVerifierOptions {
  const options = readOptions(value, 'options', OPTION_NAMES);
  const {
    clock = Date.now,
    fetch = globalThis.fetch,
    clockToleranceSeconds = 0,
    maxTokenLength = 8_192,
    maxCachedTokens = 10_000,
  } = options;
  return {
    userPools: readUserPools(options.userPools),
    clock: readFunction(clock, 'clock') as () => number,
    fetch: readFunction(fetch, 'fetch') as typeof globalThis.fetch,
    toleranceMs: readInteger(clockToleranceSeconds, 'clockToleranceSeconds', 0, 120) * 1_000,
    maxTokenLength: readInteger(maxTokenLength, 'maxTokenLength', 1_024, 65_536),
    maxCachedTokens: readInteger(maxCachedTokens, 'maxCachedTokens', 0, 1_000_000),
  };
}

function readFunction(value: unknown, path: string): unknown {
  if (typeof value === 'function') return value;
  throw wrongOption(path, describeType(value), 'a function, or leave it out');
}
