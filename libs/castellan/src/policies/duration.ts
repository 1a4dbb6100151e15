import { ConfigurationError } from '../errors/index.js';
import { describeValue } from './names.js';

const SECONDS_PER_UNIT = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A length of time: whole seconds as a number, or a number and a unit such as `'30s'`, `'5m'`, `'2h'`, `'1d'`. */
export type Duration = number | `${number}${keyof typeof SECONDS_PER_UNIT}`;

/** Checks a duration a developer wrote. `what` starts the message. */
export function requireSeconds(what: string, duration: unknown): number {
  const seconds = typeof duration === 'string' ? parse(duration) : duration;
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 1) return seconds;
  throw new ConfigurationError(
    `${what} must be a whole number of seconds from 1, or one with a unit such as '30s', '5m', '2h' or '1d', ` +
      `but it is ${shown(duration)}.`,
  );
}

function shown(duration: unknown): string {
  if (typeof duration === 'number') return String(duration);
  return typeof duration === 'string' ? JSON.stringify(duration) : describeValue(duration);
}

function parse(text: string): number {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return unit === undefined ? NaN : Number(amount) * SECONDS_PER_UNIT[unit as keyof typeof SECONDS_PER_UNIT];
}
