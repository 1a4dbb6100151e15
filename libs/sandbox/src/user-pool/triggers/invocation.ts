/** What came of calling a function. */
export type Invocation =
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** The function's own error. */
  | { readonly kind: 'failed'; readonly message: string }
  /** No function answered: the name of what went wrong, as the `Invoke` API has it. */
  | { readonly kind: 'unreachable'; readonly error: string };

/** Calls a function with an event. Rejects with the signal's reason when that is aborted. */
export type Invoke = (event: object, signal: AbortSignal) => Promise<Invocation>;

/** The error of a function as Lambda reports it: `errorMessage`, or else `errorType`. */
export function failureOf(payload: unknown): Invocation {
  const { errorMessage, errorType } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  const message = [errorMessage, errorType].find((text) => typeof text === 'string' && text !== '');
  return { kind: 'failed', message: typeof message === 'string' ? message : 'null' };
}
