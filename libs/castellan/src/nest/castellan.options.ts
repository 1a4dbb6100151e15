import { ConfigurationError } from '../errors/index.js';
import { COMMON_OPTION_NAMES, type CommonOptions } from '../setup/common-options.js';
import {
  describeOption,
  isOptionsObject,
  requireKnownOptions,
  resolveCommonOptions,
  type ResolvedCommonOptions,
} from '../setup/resolved-common-options.js';
import type { ChosenDoor } from './doors/door.js';
import type { UnguardedDoor } from './doors/door-name.js';

export type { WarmUp } from '../setup/common-options.js';
export { verifierOptions } from '../setup/resolved-common-options.js';

export type { UnguardedDoor };

/** What happens to an application with handlers that ask nothing of their callers. */
export type UnguardedHandlers = 'refuse' | 'warn' | 'deny';

/**
 * What `CastellanModule.forRoot` takes.
 *
 * A security check is never switched off by leaving something out: whatever is required here has no default.
 */
export interface CastellanOptions extends CommonOptions {
  /**
   * Ways into the application beside HTTP and GraphQL, made by entries of their own because they need packages that
   * not every application has: `webSockets()` of `castellan/websockets`, `microservices()` of
   * `castellan/microservices`. An application with gateways or message handlers does not start without. Default: none.
   */
  readonly doors?: readonly ChosenDoor[];
  /**
   * Ways into the application that Castellan does not guard and that are guarded in another way: message handlers
   * of microservices, WebSocket gateways. An application that has one and does not name it here does not start.
   * Default: none.
   */
  readonly unguardedDoors?: readonly UnguardedDoor[];
  /**
   * What to do while the application starts about handlers that have no requirement and are not `@Public()`:
   * `refuse` does not start and names them, `warn` starts and logs a warning for each, `deny` starts and says
   * nothing. Such a handler is closed to everybody in each case. Default `refuse`.
   */
  readonly unguardedHandlers?: UnguardedHandlers;
}

const KNOWN: readonly (keyof CastellanOptions)[] = [
  ...COMMON_OPTION_NAMES,
  'doors',
  'unguardedDoors',
  'unguardedHandlers',
];

/** The options with every default filled in that belongs to the Nest adapter itself. */
export interface ResolvedCastellanOptions extends CastellanOptions, ResolvedCommonOptions {
  readonly warmUp: ResolvedCommonOptions['warmUp'];
  readonly realm: string;
  readonly idTokenHeader: string;
  readonly decisionTimeoutMilliseconds: number;
  readonly doors: readonly ChosenDoor[];
  readonly unguardedDoors: readonly UnguardedDoor[];
  readonly unguardedHandlers: UnguardedHandlers;
}

/**
 * Checks the options that no other part checks. The pools, the identity pool and the verifier check their own.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 */
export function resolveOptions(options: unknown): ResolvedCastellanOptions {
  requireOptionsObject(options);
  requireKnownOptions(options, KNOWN);
  const given = options as CastellanOptions;
  const unguarded = unguardedDoors(given.unguardedDoors);
  return {
    ...resolveCommonOptions(given),
    doors: doors(given.doors, unguarded),
    unguardedDoors: unguarded,
    unguardedHandlers: unguardedHandlers(given.unguardedHandlers),
  };
}

/** @throws ConfigurationError unless it is an object. */
export function requireOptionsObject(options: unknown): asserts options is object {
  if (isOptionsObject(options)) return;
  throw new ConfigurationError(
    `CastellanModule needs an options object, found ${describeOption(options)}. ` +
      `Write CastellanModule.forRoot({ userPools: [...] }), or return such an object from useFactory.`,
  );
}

function unguardedDoors(value: unknown): readonly UnguardedDoor[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((door) => door === 'microservices' || door === 'websockets')) {
    return value as UnguardedDoor[];
  }
  throw new ConfigurationError(
    `unguardedDoors must be a list of 'microservices' and 'websockets', found ${describeOption(value)}.`,
  );
}

function doors(value: unknown, unguarded: readonly UnguardedDoor[]): readonly ChosenDoor[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isDoor)) {
    throw new ConfigurationError(
      `doors must be a list of doors, found ${describeDoors(value)}. Write doors: [webSockets()] with webSockets of ` +
        "'castellan/websockets', or doors: [microservices()] with microservices of 'castellan/microservices'.",
    );
  }
  const names = value.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index || unguarded.includes(name));
  if (twice === undefined) return value;
  throw new ConfigurationError(
    `doors has ${twice} and the same door is named a second time, there or in unguardedDoors. Name it once.`,
  );
}

function describeDoors(value: unknown): string {
  const strange: unknown = Array.isArray(value) ? value.find((door) => !isDoor(door)) : value;
  const found =
    typeof strange === 'function'
      ? `the function ${strange.name}, which has to be called`
      : describeOption(strange);
  return Array.isArray(value) ? `a list with ${found}` : found;
}

function isDoor(value: unknown): value is ChosenDoor {
  return isOptionsObject(value) && 'open' in value && typeof value.open === 'function';
}

function unguardedHandlers(value: unknown): UnguardedHandlers {
  if (value === undefined) return 'refuse';
  if (value === 'refuse' || value === 'warn' || value === 'deny') return value;
  throw new ConfigurationError(
    `unguardedHandlers must be 'refuse', 'warn' or 'deny', found ${describeOption(value)}.`,
  );
}
