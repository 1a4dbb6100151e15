/** Renewal is due this long before the end at the latest: earlier than SDK clients begin to ask again. */
const LATEST_RENEWAL = 360_000;

/**
 * How long credentials are used before newer ones are asked for: 75 to 85 % of their life, so that neither all
 * callers renew at once nor one that renews late is left without.
 *
 * @param life in milliseconds
 * @param jitter from 0 to 1
 */
export function renewalDelay(life: number, jitter: number): number {
  // Half of the life keeps very short-lived credentials from being renewed at every use.
  return Math.min(life * (0.75 + 0.1 * jitter), Math.max(life - LATEST_RENEWAL, life / 2));
}
