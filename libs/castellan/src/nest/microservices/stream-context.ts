import { Observable } from 'rxjs';

/** Runs work inside the caller's context. */
export type RunInContext = <T>(work: () => T) => T;

/** What Nest's streams of gRPC have besides: the handler's decorator calls it to get what came before. */
interface Buffered {
  readonly drainBuffer?: () => void;
}

/** Has everything that a stream brings handled inside the caller's context. It comes from a socket, which knows none. */
export function streamInContext<T>(source: Observable<T>, run: RunInContext): Observable<T> {
  const bound = new Observable<T>((subscriber) =>
    source.subscribe({
      next: (value) => run(() => subscriber.next(value)),
      error: (error: unknown) => run(() => subscriber.error(error)),
      complete: () => run(() => subscriber.complete()),
    }),
  );
  const { drainBuffer } = source as Buffered;
  return drainBuffer === undefined ? bound : Object.assign(bound, { drainBuffer });
}

/** Has every listener of a call run inside the caller's context. */
export function callInContext(
  call: { emit(event: string, ...args: unknown[]): boolean },
  run: RunInContext,
): void {
  const emit = call.emit.bind(call);
  call.emit = (event, ...args) => run(() => emit(event, ...args));
}
