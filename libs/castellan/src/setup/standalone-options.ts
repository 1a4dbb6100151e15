import { ConfigurationError } from '../errors/index.js';
import type { Log } from '../http/log.js';
import { COMMON_OPTION_NAMES, type CommonOptions } from './common-options.js';
import type { Policy } from './policy-mappings-of.js';
import {
  describeOption,
  isOptionsObject,
  requireKnownOptions,
  resolveCommonOptions,
  type ResolvedCommonOptions,
} from './resolved-common-options.js';

/**
 * What a Castellan without Nest takes. The options that `CastellanModule` has as well mean the same and are checked
 * in the same way.
 */
export interface StandaloneOptions extends CommonOptions {
  /**
   * The policies that are code: objects of `@Policies()` classes, or values `{ source, appliesTo, build }`. Default:
   * none.
   */
  readonly policies?: readonly Policy[];
  /**
   * Where faults, warnings and, at debug level, refusals are written. Default: faults and warnings to the console,
   * refusals nowhere.
   */
  readonly log?: Log;
  /** The time, in milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}

/** The options with their defaults. */
export interface ResolvedStandaloneOptions extends StandaloneOptions, ResolvedCommonOptions {
  readonly warmUp: ResolvedCommonOptions['warmUp'];
  readonly realm: string;
  readonly idTokenHeader: string;
  readonly decisionTimeoutMilliseconds: number;
  readonly log: Log;
}

const KNOWN: readonly (keyof StandaloneOptions)[] = [...COMMON_OPTION_NAMES, 'policies', 'log', 'clock'];

/* eslint-disable no-console -- the console is the only log that every application has */
const CONSOLE: Log = {
  debug: () => undefined,
  warn: (message) => console.warn(`Castellan: ${message}`),
  error: (message, stack) => console.error(`Castellan: ${message}${stack === undefined ? '' : `\n${stack}`}`),
};
/* eslint-enable no-console */

/** @throws ConfigurationError that names the option, what was found and what to write. */
export function resolveStandaloneOptions(options: unknown): ResolvedStandaloneOptions {
  if (!isOptionsObject(options)) {
    throw new ConfigurationError(
      `createCastellan needs an options object, found ${describeOption(options)}. Write createCastellan({ userPools: ` +
        '[...] }).',
    );
  }
  requireKnownOptions(options, KNOWN);
  const given = options as StandaloneOptions;
  return { ...resolveCommonOptions(given), log: readLog(given.log) };
}

function readLog(log: unknown): Log {
  if (log === undefined) return CONSOLE;
  const { debug, warn, error } = (log ?? {}) as Partial<Record<keyof Log, unknown>>;
  if ([debug, warn, error].every((method) => typeof method === 'function')) return log as Log;
  throw new ConfigurationError(
    `log must be an object with the methods debug, warn and error, found ${describeOption(log)}.`,
  );
}
