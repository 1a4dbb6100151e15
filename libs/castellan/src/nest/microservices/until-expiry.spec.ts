import { NEVER, of, Subject, throwError } from 'rxjs';
import { untilExpiry } from './until-expiry.js';

const EXPIRED = new Error('expired');

describe('untilExpiry', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  function record(source: Parameters<typeof untilExpiry<unknown>>[0], isStream = false): unknown[] {
    const seen: unknown[] = [];
    untilExpiry(source, { remaining: 1_000, isStream, expired: () => EXPIRED }).subscribe({
      next: (value) => seen.push(value),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('done'),
    });
    return seen;
  }

  it('leaves alone what ends in time, and no timer behind', () => {
    expect(record(of(1, 2))).toEqual([1, 2, 'done']);
    expect(record(throwError(() => 'failed'))).toEqual(['failed']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends what is known to be a stream, and what has shown that it is one', () => {
    const known = record(NEVER, true);
    const values = new Subject<number>();
    const shown = record(values);
    values.next(1);
    jest.advanceTimersByTime(1_000);
    expect(known).toEqual([EXPIRED]);
    expect(shown).toEqual([1, EXPIRED]);
    expect(values.observed).toBe(false);
  });

  it('lets an answer come late, but no second one', () => {
    const values = new Subject<number>();
    const seen = record(values);
    jest.advanceTimersByTime(5_000);
    values.next(1);
    expect(seen).toEqual([1]);
    values.next(2);
    expect(seen).toEqual([1, EXPIRED]);
  });
});
