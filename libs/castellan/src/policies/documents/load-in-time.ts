import { isThenable } from '../thenable.js';
import { RefusedDocumentError } from './document-problem.js';

/** Loads, and gives up what takes longer than so many milliseconds. */
export type LoadInTime<T> = (milliseconds: number) => Promise<T>;

/**
 * Makes a function that calls `load` with a time limit, and never while an earlier call has not ended: one that does not
 * mind its signal would pile up calls, at every reload one more.
 */
export function loadInTime<T>(load: (signal: AbortSignal) => T | PromiseLike<T>): LoadInTime<T> {
  let isLoading = false;
  const end = (): void => {
    isLoading = false;
  };
  return async (milliseconds) => {
    if (isLoading) {
      throw refusal(
        'was not loaded: an earlier call was given up and has not ended. Make it end when its signal aborts',
      );
    }
    const abort = new AbortController();
    const loading = load(abort.signal);
    if (!isThenable(loading)) return loading;
    isLoading = true;
    const ending = Promise.resolve(loading);
    ending.then(end, end);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(refusal(`was not loaded within ${milliseconds} ms`));
        abort.abort();
      }, milliseconds);
    });
    try {
      return await Promise.race([ending, timeout]);
    } finally {
      clearTimeout(timer);
    }
  };
}

function refusal(reason: string): RefusedDocumentError {
  return new RefusedDocumentError([{ path: '$', reason }]);
}
