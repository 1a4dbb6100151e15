import { ConfigurationError } from '../errors/index.js';
import type { TriggerContext, TriggerEvent } from './trigger-event.js';

/**
 * Runs around what an application does at a trigger: before `next()` and after it. Without `next()` the trigger fails,
 * and with it whatever the user is about to do; to refuse on purpose, throw a `TriggerRefusal`.
 */
export type TriggerMiddleware = (
  event: TriggerEvent,
  next: () => Promise<void>,
  context: TriggerContext,
) => Promise<void>;

/** What is told to {@link TriggerOptions.onError}. */
export interface TriggerFailure {
  readonly error: unknown;
  readonly triggerSource: string;
  readonly userPoolId: string;
  /** What users are told in place of the error: the ID of Lambda's request, or a random one. */
  readonly reference: string;
}

/** What every builder of triggers takes besides what is to be done. */
export interface TriggerOptions {
  /** In order, the first outermost. Default: none. */
  readonly middleware?: readonly TriggerMiddleware[];
  /**
   * Is told every error but a `TriggerRefusal`, which is hidden from users. Default: it is written to the console, which
   * is the function's log.
   */
  readonly onError?: (failure: TriggerFailure) => void;
}

/** The options with their defaults. */
export type ResolvedTriggerOptions = Required<TriggerOptions>;

/** @throws ConfigurationError for an option that does not exist or is of a wrong type. */
export function resolveTriggerOptions(builder: string, options: TriggerOptions): ResolvedTriggerOptions {
  const unknown = Object.keys(options).find((name) => name !== 'middleware' && name !== 'onError');
  if (unknown !== undefined) {
    throw new ConfigurationError(`${builder}(...): ${unknown} is not an option. Use middleware and onError.`);
  }
  const { middleware = [], onError = writeToConsole } = options;
  if (!Array.isArray(middleware) || !middleware.every((each) => typeof each === 'function')) {
    throw new ConfigurationError(
      `${builder}(...): middleware must be a list of functions (event, next, context) => Promise<void>.`,
    );
  }
  if (typeof (onError as unknown) !== 'function') {
    throw new ConfigurationError(`${builder}(...): onError must be a function.`);
  }
  return { middleware: [...(middleware as readonly TriggerMiddleware[])], onError };
}

function writeToConsole({ error, triggerSource, userPoolId, reference }: TriggerFailure): void {
  // eslint-disable-next-line no-console -- the console is the log of a function
  console.error(`Castellan: ${triggerSource} of ${userPoolId} failed (${reference}).`, error);
}
