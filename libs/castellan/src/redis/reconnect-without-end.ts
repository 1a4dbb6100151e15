import { describeType, describeValue, wrongOption } from '../tokens/option-checks.js';

/** After how many milliseconds the next attempt to connect is made. */
export type ReconnectStrategy = (retries: number, cause: Error) => number;

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 2_000;
const JITTER_MS = 200;
const LONGEST_GIVEN_MS = 60_000;

/**
 * How a lost connection is made again. It always is: a machine that has given up would never again hear of a
 * revocation. `@redis/client` gives up by itself on connections that fell silent.
 *
 * @param given - The application's own `reconnectStrategy`: a number, or a function that may return what is none.
 * @throws ConfigurationError for anything else.
 */
export function reconnectWithoutEnd(given: unknown, random: () => number = Math.random): ReconnectStrategy {
  const backOff = (retries: number) =>
    Math.min(FIRST_DELAY_MS * 2 ** Math.min(retries, 10), LONGEST_DELAY_MS) + random() * JITTER_MS;
  if (given === undefined) return backOff;
  if (isDelay(given)) return () => given;
  if (typeof given === 'function') {
    return (retries, cause) => {
      const delay = ask(given as (retries: number, cause: Error) => unknown, retries, cause);
      return isDelay(delay) ? delay : backOff(retries);
    };
  }
  throw wrongOption(
    'client.socket.reconnectStrategy',
    given === false ? 'false, after which no revocation would be heard of again' : found(given),
    `milliseconds from 1 to ${LONGEST_GIVEN_MS}, a function that returns them, or leave it out`,
  );
}

function ask(strategy: (retries: number, cause: Error) => unknown, retries: number, cause: Error): unknown {
  try {
    return strategy(retries, cause);
  } catch {
    return undefined;
  }
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 1 && value <= LONGEST_GIVEN_MS;
}

function found(value: unknown): string {
  return typeof value === 'number' ? describeValue(value) : describeType(value);
}
