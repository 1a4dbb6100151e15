import { Observable } from 'rxjs';

/** The longest that Node's timers wait. Tokens of Cognito live a day at most. */
const LONGEST_MS = 2_147_483_647;

/** When what a handler returns has to be over. */
export interface Expiry {
  /** In milliseconds, from now. */
  readonly remaining: number;
  /** Whether it is known to be a stream: one with a single value that comes late is an answer, which may. */
  readonly isStream: boolean;
  /** What a stream ends with. */
  readonly expired: () => Error;
}

/**
 * Ends a stream when the token of its caller expires. An answer, which is one value, may come later, as it may with HTTP:
 * what shows that there is a stream is its nature, or a second value.
 */
export function untilExpiry<T>(
  source: Observable<T>,
  { remaining, isStream, expired }: Expiry,
): Observable<T> {
  return new Observable((subscriber) => {
    let values = 0;
    let isOver = false;
    const timer = setTimeout(
      () => {
        isOver = true;
        if (isStream || values > 0) subscriber.error(expired());
      },
      Math.min(Math.max(0, remaining), LONGEST_MS),
    );
    const subscription = source.subscribe({
      next: (value) => {
        values += 1;
        if (isOver && values > 1) subscriber.error(expired());
        else subscriber.next(value);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  });
}
