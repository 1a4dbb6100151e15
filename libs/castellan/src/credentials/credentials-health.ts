import { CastellanError, type ErrorCode } from '../errors/index.js';
import type { CredentialsOperation } from './limits/call-limits.js';

/**
 * How it is with getting credentials:
 *
 * - `serving`: AWS gave the last ones that were asked for.
 * - `throttled`: AWS throttles, so that some calls are not made for the moment. Callers without credentials get 503.
 * - `failing`: AWS could not be reached, failed, or is not set up as it should be, at the last try.
 * - `unknown`: nothing was asked for yet, or nothing lately since it failed.
 */
export type IdentityPoolState = 'serving' | 'throttled' | 'failing' | 'unknown';

/** What has happened since the start. All but `waiting` only ever grow. */
export interface CredentialsCounters {
  /** Callers who were served from memory. */
  readonly hits: number;
  /** Callers for whom nothing was in memory. */
  readonly misses: number;
  /** Misses and renewals for which another machine had fetched the credentials. */
  readonly sharedHits: number;
  /** Exchanges with AWS for credentials, renewals included. Fewer than misses where callers waited together. */
  readonly flights: number;
  /** Renewals ahead of time. */
  readonly renewals: number;
  /** Renewals that failed. The old credentials stayed in use. */
  readonly renewalFailures: number;
  /** Callers whose token was older than another one of theirs, which gives other rights. */
  readonly superseded: number;
  /** Calls to AWS, of all operations. */
  readonly calls: number;
  /** Calls that AWS throttled. */
  readonly throttles: number;
  /** Calls that were not made, because their turn would have come too late. */
  readonly refused: number;
  /** Calls that wait for their turn now. */
  readonly waiting: number;
  /** How long calls have waited for their turn, together. */
  readonly secondsWaited: number;
}

/** The health of getting credentials. It holds no name, no token and no key. */
export interface IdentityPoolHealth {
  /** How it is now. */
  readonly state: IdentityPoolState;
  /** When AWS last gave credentials to this process, in milliseconds since the epoch; `undefined` for never. */
  readonly lastSuccess: number | undefined;
  /** What last kept AWS from giving any, other than a caller's own token or rights; `undefined` for nothing. */
  readonly lastFailure: { readonly code: ErrorCode; readonly at: number } | undefined;
  /** The operations that are not called for the moment, because AWS throttles them. */
  readonly pausedOperations: readonly CredentialsOperation[];
  /** Whether credentials are shared with other machines now; `off` where that is not configured. */
  readonly sharing: 'off' | 'on' | 'unreachable';
  readonly counters: CredentialsCounters;
}

/** The counters that exchanges are counted with. */
type Counted = 'hits' | 'misses' | 'sharedHits' | 'flights' | 'renewals' | 'renewalFailures';

/** For how long a failure counts, in milliseconds: an instance that is taken out of service would never try again. */
const FAILURE_COUNTS_FOR = 60_000;

/** Refusals that say nothing about AWS: the caller's token or rights are the reason. */
const OF_THE_CALLER: ReadonlySet<number> = new Set([400, 401, 403]);

/** Counts what happens, and remembers how the last exchanges ended. */
export class CredentialsRecord {
  readonly counts: Record<Counted, number> = {
    hits: 0,
    misses: 0,
    sharedHits: 0,
    flights: 0,
    renewals: 0,
    renewalFailures: 0,
  };
  #lastSuccess: number | undefined;
  #lastFailure: IdentityPoolHealth['lastFailure'];

  get lastSuccess(): number | undefined {
    return this.#lastSuccess;
  }

  get lastFailure(): IdentityPoolHealth['lastFailure'] {
    return this.#lastFailure;
  }

  succeeded(now: number): void {
    this.#lastSuccess = now;
  }

  failed(error: unknown, now: number): void {
    if (!(error instanceof CastellanError)) return;
    // AWS has answered, which is all that matters here.
    if (OF_THE_CALLER.has(error.httpStatus)) this.#lastSuccess = now;
    else this.#lastFailure = { code: error.code, at: now };
  }

  stateAt(now: number): 'serving' | 'failing' | 'unknown' {
    const success = this.#lastSuccess;
    const failure = this.#lastFailure;
    if (failure === undefined || failure.at < (success ?? Number.NEGATIVE_INFINITY)) {
      return success === undefined ? 'unknown' : 'serving';
    }
    return now - failure.at < FAILURE_COUNTS_FOR ? 'failing' : 'unknown';
  }
}
